"""A legend never draws beyond its width, and says what it leaves out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF

from nnplayground.ui.theme import font
from nnplayground.ui.views.legend_lines import LegendEntry, legend_lines, width_of
from nnplayground.ui.views.run_looks import run_look

OWN = [
    LegendEntry("training", "0.183", "training"),
    LegendEntry("validation", "0.262", "validation"),
    LegendEntry("best", "0.262", "validation", diamond=True),
]


@pytest.fixture(scope="module")
def metrics(qapp):
    return QFontMetricsF(font("small"))


def _runs(count):
    return [LegendEntry(f"784-128-10, a long name ({i})", "", "", look=run_look(i)) for i in range(count)]


@settings(max_examples=40, deadline=None)
@given(width=st.integers(120, 900), most=st.integers(1, 4), runs=st.integers(0, 25))
def test_no_line_is_too_wide_and_nothing_vanishes_in_silence(metrics, width, most, runs):
    entries = OWN + _runs(runs)
    lines = legend_lines(entries, metrics, width, most)
    parts = [part for line in lines for part in line]
    assert 1 <= len(lines) <= most and all(width_of(line) <= width for line in lines)
    shown = [part.entry for part in parts if part.entry is not None]
    assert shown == entries[: len(shown)]
    left = len(entries) - len(shown)
    assert not left or parts[-1].text == f"+{left}"


def test_names_are_shortened_in_the_middle_before_they_go(metrics):
    (own, runs) = legend_lines(OWN + _runs(3), metrics, 420, 2)
    assert [part.text for part in own] == ["training 0.183", "validation 0.262", "best 0.262"]
    assert all(part.text.startswith("784") and part.text.endswith(f"({i})") for i, part in enumerate(runs))


def test_lines_do_not_jump_while_the_digits_of_a_value_change(metrics):
    for width in range(100, 400, 7):
        counts = {
            len(legend_lines([entry._replace(value=value) for entry in OWN], metrics, width, 3))
            for value in ("0.262", "0.1000", "1.50")
        }
        assert len(counts) == 1


def test_a_whole_name_is_worth_more_than_a_line_of_its_own(metrics):
    runs = [LegendEntry(name, "", "", look=run_look(i)) for i, name in enumerate(["Twin: SGD 0.2", "Twin: Adam 0.1"])]
    width = width_of(legend_lines(OWN[2:] + runs, metrics, 10_000, 1)[0])
    lines = legend_lines(OWN + runs, metrics, width, 2)
    assert [part.text for part in lines[1]][-2:] == ["Twin: SGD 0.2", "Twin: Adam 0.1"]
