"""Numbers along an axis."""

import math

import pytest
from PySide6.QtGui import QFontMetrics

from nnplayground.ui.theme import font
from nnplayground.ui.views.axis import room_for, round_values, ticks

_PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹\N{MINUS SIGN}", "-0123456789-", ",")


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 5e6), (-3, 2), (9_999_993, 10_000_007), (1e16, 1.1e16), (2e-12, 9e-12), (-1e-3, 5e5)]
)
def test_they_are_round_lie_in_the_range_and_can_be_told_apart(low, high):
    values, texts = zip(*ticks(low, high), strict=True)
    assert 2 <= len(values) <= 7 and list(values) == round_values(low, high)
    assert all(low <= value <= high for value in values) and len(set(texts)) == len(texts)
    for value, text in zip(values, texts, strict=True):
        assert "e" not in text
        assert math.isclose(float(text.translate(_PLAIN).replace("×10", "e")), value, rel_tol=1e-9, abs_tol=1e-15)
    steps = {round((b - a) / (high - low), 6) for a, b in zip(values, values[1:], strict=False)}
    assert len(steps) == 1


def test_those_that_do_not_fit_are_left_out(qapp):
    metrics = QFontMetrics(font("small"))
    low, high = 9_999_993, 10_000_007
    every, some = ticks(low, high), ticks(low, high, 100, metrics)
    assert 0 < len(some) < len(every) and set(some) < set(every)
    assert ticks(low, high, 2000, metrics) == every
    assert room_for(metrics, 0, 1, 36) == 36
    assert room_for(metrics, low, high, 36) > max(metrics.horizontalAdvance(text) for _, text in every)
