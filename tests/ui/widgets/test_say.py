"""Numbers as a person says them."""

import math

import pytest

from nnplayground.ui.widgets import say


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, "0"),
        (0.08123, "0.0812"),
        (1, "1.00"),
        (-0.4099, "−0.410"),
        (99.96, "100"),
        (25700.4, "25,700"),
        (0.0000123, "1.23×10⁻⁵"),
        (1e6, "1×10⁶"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_number_has_three_significant_digits(x: float, text: str) -> None:
    assert say.number(x) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0"),
        (10, "10"),
        (650, "650"),
        (999.6, "1.00 k"),
        (1010, "1.01 k"),
        (25700, "25.7 k"),
        (650_000, "650 k"),
        (3_500_000, "3.50 M"),
        (6_540_000, "6.54 M"),
        (999_999, "1.00 M"),
        (-2000, "−2.00 k"),
    ],
)
def test_short_count(n: float, text: str) -> None:
    assert say.short_count(n) == text


def test_count_sets_thousands_apart() -> None:
    assert say.count(12345) == "12,345"


@pytest.mark.parametrize(
    ("share", "text"), [(0.976, "97.6 %"), (1, "100 %"), (0, "0.0 %"), (0.99996, "100 %"), (0.9994, "99.9 %")]
)
def test_percent(share: float, text: str) -> None:
    assert say.percent(share) == text


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (24_000, "24 KB"), (212_400_000, "212 MB"), (1.4e9, "1.4 GB")]
)
def test_bytes(size: float, text: str) -> None:
    assert say.bytes_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.0351, "35 ms"),
        (4.2, "4 s"),
        (59.7, "1 min 0 s"),
        (75, "1 min 15 s"),
        (7500, "2 h 5 min"),
        (3599.9, "1 h 0 min"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    assert say.duration(seconds) == text


def test_numbers_of_a_narrow_range_far_from_zero_have_more_digits():
    assert say.within(10_000_001.3, 9_999_990, 10_000_010) == "10,000,001.3"
    assert say.within(0.25, -2, 2) == say.number(0.25) and say.within(7e9, 7e9, 7e9) == say.number(7e9)
    assert say.within(-1e7 - 0.5, -1e7 - 2, -1e7) == "−10,000,000.50"
    assert say.within(math.nan, 1e7, 1e7 + 1) == "not a number"
    assert say.fixed(22_378, 300_000) == "22,378" and say.fixed(0.00223, 0.003) == "0.00223"
