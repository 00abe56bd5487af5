"""The thinned curve shows the same extremes and gaps as the whole one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnplayground.ui.views.curves import MetricHistory
from nnplayground.ui.views.series import Series
from nnplayground.ui.views.smoothing import Smoother

VALUES = hnp.arrays(np.float64, st.integers(1, 400), elements=st.floats(allow_nan=True, allow_infinity=True, width=64))


def _series(values: np.ndarray, chunk: int = 7) -> Series:
    series = Series()
    xs = np.arange(len(values), dtype=float)
    for start in range(0, len(values), chunk):
        series.append(xs[start : start + chunk], values[start : start + chunk])
    return series


@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(1, 30), st.integers(1, 60), st.data())
def test_minimum_and_maximum_of_any_window_survive(values, pixels, chunk, data):
    series = _series(values, chunk)
    low = data.draw(st.integers(0, len(values) - 1))
    high = data.draw(st.integers(low, len(values) - 1))
    x, y = series.decimated(low, high, pixels)
    inside = values[low : high + 1]
    finite = inside[np.isfinite(inside)]
    shown = y[(x >= low) & (x <= high)]
    assert np.all(np.diff(x) > 0)
    if len(finite):
        assert np.nanmin(shown) == finite.min()
        assert np.nanmax(shown) == finite.max()
    assert np.isnan(shown).any() == (not np.isfinite(inside).all())


def test_an_extreme_just_outside_does_not_hide_one_inside():
    values = np.zeros(64)
    values[[15, 20]] = 100.0, 50.0
    x, y = _series(values).decimated(16, 60, 2)
    assert y[x >= 16].max() == 50.0


@settings(max_examples=60, deadline=None)
@given(VALUES, st.integers(1, 30))
def test_each_drawn_value_is_a_real_one_at_its_own_place(values, pixels):
    x, y = _series(values).decimated(0, len(values), pixels)
    truth = values[x.astype(int)]
    assert np.array_equal(y, np.where(np.isfinite(truth), truth, np.nan), equal_nan=True)


def test_a_million_points_thin_to_the_width_without_a_scan():
    series = Series()
    rng = np.random.default_rng(0)
    values = rng.normal(size=1_000_000)
    values[654_321] = -50.0
    for start in range(0, len(values), 100_000):
        span = np.arange(start, start + 100_000)
        series.append(span / 1e4, values[span])
    x, y = series.decimated(0.0, 100.0, 600)
    assert len(x) <= 6 * 600
    assert y.min() == -50.0 and x[y.argmin()] == 65.4321


def test_short_curves_are_drawn_point_by_point_with_a_neighbour_on_each_side():
    series = _series(np.arange(10.0))
    x, _ = series.decimated(3.5, 6.5, 100)
    assert x.tolist() == [3, 4, 5, 6, 7]


def test_empty_series_thins_to_nothing():
    x, y = Series().decimated(0, 1, 100)
    assert len(x) == len(y) == 0
    assert Series().nearest(0.5) == -1


def test_positions_that_go_back_are_refused_and_nothing_is_kept():
    series = _series(np.arange(3.0))
    with pytest.raises(ValueError, match="ascend"):
        series.append(np.array([1.0]), np.array([0.0]))
    assert len(series) == 3


@pytest.mark.parametrize("chunk", [1, 3, 128, 129, 1000])
def test_smoothing_does_not_depend_on_how_the_values_arrive(chunk):
    values = np.random.default_rng(1).normal(size=700)
    values[[0, 5, 300]] = np.nan
    whole = Smoother(0.9)(values)
    smoother = Smoother(0.9)
    parts = [smoother(values[start : start + chunk]) for start in range(0, len(values), chunk)]
    np.testing.assert_allclose(np.concatenate(parts), whole, rtol=1e-12)


def test_smoothing_equals_the_plain_recursion():
    values = np.random.default_rng(2).normal(size=300)
    mean, expected = 0.0, []
    for step, value in enumerate(values, 1):
        mean = 0.96 * mean + 0.04 * value
        expected.append(mean / (1 - 0.96**step))
    np.testing.assert_allclose(Smoother()(values), expected, rtol=1e-10)


def test_smoothing_a_constant_gives_the_constant_from_the_first_step():
    np.testing.assert_allclose(Smoother()(np.full(50, 2.3)), 2.3)


@pytest.mark.parametrize(("higher", "best"), [(False, 1), (True, 2)])
def test_the_first_best_validation_is_remembered(higher, best):
    history = MetricHistory(higher_is_better=higher)
    for epoch, value in enumerate([0.5, 0.1, 0.9, float("nan"), 0.1, 0.9], 1):
        history.validation.positions.extend(np.array([float(epoch)]))
        history.take_check(value)
    assert history.best == best
    assert history.last_along("epoch") == 6


@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(1, 40), st.integers(1, 60), st.booleans(), st.data())
def test_no_column_of_pixels_hides_its_minimum_or_maximum_at_any_zoom(values, pixels, chunk, log, data):
    steps = hnp.arrays(np.float64, len(values), elements=st.floats(0, 3))
    places = np.cumsum(data.draw(steps)) + 0.5  # steps of the most different lengths, many at one place
    series = Series()
    for start in range(0, len(values), chunk):
        series.append(places[start : start + chunk], values[start : start + chunk])
    low, high = sorted(data.draw(st.tuples(st.floats(0.1, places[-1] + 1), st.floats(0.1, places[-1] + 1))))
    high = max(high, low * 1.001)
    x, y = series.decimated(low, high, pixels, log=log)
    edges = (np.geomspace if log else np.linspace)(low, high, pixels + 1)
    true_column = np.searchsorted(edges[1:-1], places, "right")
    seen_column = np.searchsorted(edges[1:-1], x, "right")
    for column in range(pixels):
        inside = values[(places >= low) & (places <= high) & (true_column == column)]
        shown = y[(x >= low) & (x <= high) & (seen_column == column)]
        finite = inside[np.isfinite(inside)]
        if len(finite):
            assert np.nanmin(shown) == finite.min() and np.nanmax(shown) == finite.max()
        if not np.isfinite(inside).all():
            assert np.isnan(shown).any()
    assert len(x) <= 5 * pixels + 2


def test_steps_of_different_lengths_are_thinned_by_columns_not_by_counts():
    series = Series()
    series.append(np.concatenate([np.linspace(0, 1, 100_000), [2, 3, 4]]), np.zeros(100_003))
    x, _ = series.decimated(0, 4, 100)
    assert {2.0, 3.0, 4.0} <= set(x) and len(x) < 200
