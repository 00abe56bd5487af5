"""Ranges of a chart are round, keep what matters inside, and seldom move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplayground.ui.views.chart_scale import Scale, epoch_scale, loss_scale, percent_scale
from nnplayground.ui.widgets import say

EMPTY = np.empty(0)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60))
def test_any_curve_gives_an_ordered_finite_range_with_few_lines(values):
    curve = np.array(values, float)
    for scale in (loss_scale(curve, []), percent_scale(np.clip(curve, 0, 1), [])):
        assert np.isfinite([scale.low, scale.high, scale.step]).all()
        assert scale.low < scale.high
        assert 2 <= len(scale.ticks()) <= 12
        assert all(scale.text(tick) for tick in scale.ticks())


@given(st.floats(1e-6, 1e6))
def test_the_best_loss_is_inside(best):
    scale = loss_scale(np.array([best * 20] * 100), [best])
    assert scale.low <= best <= scale.high


def test_steep_first_steps_do_not_flatten_the_rest():
    curve = np.concatenate([np.linspace(2.3, 0.3, 8), np.full(192, 0.1)])
    assert loss_scale(curve, []).high < 0.5


def test_early_in_a_run_everything_is_inside():
    assert loss_scale(np.linspace(2.3, 1.0, 20), []).high >= 2.3


def test_a_range_stays_while_it_fits_and_moves_in_steps_when_it_does_not():
    rng = np.random.default_rng(0)
    previous, seen = None, set()
    for step in range(1, 400):
        previous = loss_scale(2.3 * np.exp(-np.arange(step) / 80) + 0.1 * rng.random(step), [], previous)
        seen.add(previous)
    assert 2 <= len(seen) <= 6


def test_accuracy_ends_at_a_hundred_and_starts_below_what_is_shown():
    scale = percent_scale(np.full(100, 0.97), [0.965])
    assert (scale.low, scale.high) == (0.95, 1.0)
    assert percent_scale(np.array([0.1]), []).low == 0.0
    assert scale.percent_text(0.96) == "96 %"


def test_negative_losses_get_room_below_zero():
    scale = loss_scale(np.array([-3.0, 1.0]), [])
    assert scale.low <= -3.0 and scale.high >= 1.0


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 3, [0, 1, 2, 3]), (0, 100, [0, 20, 40, 60, 80, 100]), (0.5, 1.2, [0.6, 0.8, 1.0, 1.2])],
)
def test_epochs_are_named_in_round_numbers(low, high, ticks):
    assert epoch_scale(low, high, 5).ticks() == pytest.approx(ticks)


def test_texts_of_one_axis_have_equal_decimals():
    assert [Scale(0, 1, 0.25).text(tick) for tick in (0.0, 0.25, 1.0)] == ["0.00", "0.25", "1.00"]
    assert Scale(-2, 2, 1).text(-1.0) == "−1"


@pytest.mark.parametrize(
    ("top", "step", "texts"),
    [
        (1e6, 2.5e5, ["0", "0.25×10⁶", "0.50×10⁶", "0.75×10⁶", "1.00×10⁶"]),
        (8e5, 2e5, ["0", "2×10⁵", "4×10⁵", "6×10⁵", "8×10⁵"]),
        (1.5e-4, 5e-5, ["0", "0.5×10⁻⁴", "1.0×10⁻⁴", "1.5×10⁻⁴"]),
    ],
)
def test_large_and_small_values_of_one_axis_are_written_in_one_power(top, step, texts):
    scale = Scale(0, top, step)
    assert [scale.text(tick) for tick in scale.ticks()] == texts


def test_other_values_are_written_as_in_the_legend():
    assert Scale(0, 40_000, 10_000).text(20_000.0) == say.number(20_000) == "20,000"


def test_without_values_the_axis_still_has_a_range():
    assert loss_scale(EMPTY, []).ticks()[-1] == 1.0


def test_the_top_of_a_narrow_range_of_shares_is_short_enough_for_the_axis():
    scale = Scale(0.98, 1.0, 0.005)
    assert [scale.percent_text(tick) for tick in scale.ticks()][-2:] == ["99.5 %", "100 %"]
