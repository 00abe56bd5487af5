"""The curves of a run: one set of positions, metrics that are measured now and then, records."""

import math

import numpy as np
import pytest

from nnplayground import records
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.classification import Classification
from nnplayground.ui.views.curves import MetricHistory, RunCurves
from nnplayground.ui.views.difference import Difference
from nnplayground.ui.views.recorded_curves import RecordedCurves
from nnplayground.ui.views.series import Series
from nnplayground.ui.views.smoothing import Smoother


def _curves(steps=100, slope=1.0):
    curves = RunCurves()
    epochs = np.arange(1, steps + 1) / 10
    norm = np.full(steps, np.nan)
    norm[::10] = 3.0
    values = {"loss": slope / epochs, "measure": epochs / 100, "rate": np.full(steps, 0.1), "gradient_norm": norm}
    curves.append_steps(epochs, values, seconds=epochs * 2)
    return curves


def test_every_metric_lies_along_epochs_steps_and_seconds():
    curves = _curves()
    loss = curves.metrics["loss"].training
    assert loss.along("step").tolist() == list(range(1, 101))
    np.testing.assert_allclose(loss.along("seconds"), loss.x * 2)
    assert curves.last_step == 100 and curves.last_second == 20


def test_a_metric_measured_now_and_then_is_joined():
    norm = _curves().metrics["gradient_norm"].training
    assert len(norm) == 10 and np.isfinite(norm.y).all()
    assert norm.along("step").tolist() == list(range(1, 101, 10))


def test_a_check_finds_its_step_and_second():
    curves = _curves()
    curves.append_check(5.0, {"loss": 0.3, "measure": 0.9})
    check = curves.metrics["loss"].validation
    assert (check.along("step")[0], check.along("seconds")[0]) == (50, 10)
    assert len(curves.metrics["rate"].validation) == 0


def test_a_measure_that_comes_late_is_left_out():
    curves = RunCurves()
    for epoch, step in ((0.1, 1), (0.1, 1), (0.3, 3), (0.2, 2)):
        curves.append_measure("speed", epoch, step, 100.0)
    assert curves.metrics["speed"].training.x.tolist() == [0.1, 0.3]


def test_columns_of_different_lengths_are_refused_and_nothing_is_kept():
    curves = _curves()
    with pytest.raises(ValueError, match="values"):
        curves.append_steps([11.0, 12.0], {"loss": np.zeros(3)})
    assert curves.last_step == 100


def test_another_smoothing_is_that_of_all_values_and_goes_on_with_new_ones():
    curves = _curves()
    history = curves.metrics["loss"]
    for decay in (0.0, 0.5, 0.99):
        history.smoothed(decay)
        curves.append_steps([curves.metrics["loss"].training.x[-1] + 0.1], {"loss": np.array([7.0])})
        np.testing.assert_allclose(history.smoothed(decay).y, Smoother(decay)(history.training.y), rtol=1e-12)


def test_a_recorded_run_gives_the_curves_it_had(tmp_path):
    history = records.History()
    columns = {"loss": np.array([3, 2, np.nan], np.float32)}
    history.add(np.arange(1, 4), np.array([0.1, 0.2, 0.3]), np.array([1.0, 2, 3]), columns)
    history.checks = [records.Check(2, 0.2, {"loss": None, "measure": 0.5})]
    change = Problem(code="mark_change", args={"what": "Learning rate", "old": "0.1", "new": "0.02"}, severity="note")
    history.marks = [records.Mark(1, 0.1, change)]
    recorded = RecordedCurves(history, Classification.measure)
    assert not recorded.advance()
    curves = recorded.curves
    assert curves.metrics["loss"].training.y[:2].tolist() == [3, 2]
    assert math.isnan(curves.metrics["loss"].validation.y[0])
    assert curves.metrics["measure"].validation.along("step")[0] == 2
    assert [(mark.epoch, mark.text) for mark in curves.marks] == [(0.1, change.text())]


def test_a_recorded_run_is_taken_over_in_parts_and_anew_once_it_went_back():
    history = records.History()

    def add(first, last):
        steps = np.arange(first, last)
        history.add(steps, steps / 10, steps / 1.0, {"loss": np.float32(steps)})
        history.checks.append(records.Check(last - 1, (last - 1) / 10, {"loss": 0.5}))

    add(1, 11)
    add(11, 21)
    recorded = RecordedCurves(history, Classification.measure)
    assert recorded.advance(12) and recorded.curves.metrics["loss"].training.y.tolist() == list(range(1, 13))
    assert len(recorded.curves.metrics["loss"].validation) == 1
    assert not recorded.advance(12) and not recorded.advance(12)
    assert recorded.curves.metrics["loss"].training.y.tolist() == list(range(1, 21))
    assert recorded.curves.metrics["loss"].validation.along("step").tolist() == [10, 20]
    before = recorded.curves
    add(21, 23)
    recorded.advance()
    assert recorded.curves is before and before.last_step == 22
    history.back_to(15)
    add(16, 18)
    recorded.advance()
    assert recorded.curves is not before
    assert recorded.curves.metrics["loss"].training.along("step").tolist() == list(range(1, 18))


def test_what_a_recorded_run_adds_seldom_moves_what_is_there():
    history = records.History()

    def add(first, last):
        steps = np.arange(first, last)
        history.add(steps, steps / 10, steps / 1.0, {"loss": np.float32(steps)})

    add(0, 1000)
    recorded = RecordedCurves(history, Classification.measure)
    buffers = []
    for last in range(1000, 2000, 10):
        recorded.advance()
        buffers.append(recorded.curves.metrics["loss"].training.y.base)  # kept, so that no address comes twice
        add(last, last + 10)
    assert len({id(buffer) for buffer in buffers}) == 2, "room for 1,000, and once twice as much"


def test_a_very_long_curve_is_carried_on_each_time_it_is_drawn():
    values = np.random.default_rng(0).random(1000)
    series, history = Series(), MetricHistory()
    for each in (series, history.training):
        each.append(np.arange(1000.0), values)
    assert not series.behind  # nobody has drawn it
    turns = 0
    while not turns or series.behind or history.behind:
        series.decimated(0, 1000, 50, most=100)
        history.smoothed(0.9, most=100).decimated(0, 1000, 50, most=100)
        turns += 1
    assert turns == 10
    _, y = series.decimated(0, 1000, 50)
    assert y.min() == values.min() and y.max() == values.max()
    np.testing.assert_allclose(history.smoothed(0.9).y, Smoother(0.9)(values), rtol=1e-12)


@pytest.mark.parametrize("axis", ["epoch", "step", "seconds"])
def test_a_difference_is_that_of_the_smoothed_curves_and_grows(axis):
    ours, theirs = _curves(50, 2.0), _curves(80, 0.5)
    difference = Difference(ours.metrics["loss"], theirs.metrics["loss"], axis, 0.0)
    epochs = np.arange(1, 51) / 10
    np.testing.assert_allclose(difference.series().y, 1.5 / epochs)
    more = np.arange(51, 101) / 10
    ours.append_steps(more, {"loss": 2 / more}, seconds=more * 2)
    grown = difference.series().y
    np.testing.assert_allclose(grown[:80], 1.5 / (np.arange(1, 81) / 10))
    assert np.isnan(grown[80:]).all()  # the other one has not been there


def test_what_rounding_tells_apart_is_no_difference():
    ours, theirs = RunCurves(), RunCurves()
    epochs = np.arange(1, 201) / 125
    losses = 2 + np.sin(epochs * 40)
    ours.append_steps(epochs, {"loss": losses})
    theirs.append_steps(epochs.astype(np.float32), {"loss": losses.astype(np.float32)})
    theirs.append_steps(np.array([1.7]), {"loss": np.array([2.0])})
    difference = Difference(ours.metrics["loss"], theirs.metrics["loss"], "epoch", 0.9)
    assert not difference.series().y[1:].any()  # the first place lies before theirs, by rounding
    ours.append_steps(np.array([1.608]), {"loss": np.array([2.01])})
    assert difference.series().y[-1] != 0
