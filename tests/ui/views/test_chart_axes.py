"""The axes of the charts: every metric along every axis, values of any size, texts that fit."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nnplayground.ui.views.chart_metrics import METRICS
from nnplayground.ui.views.chart_scale import LogScale, log_scale
from nnplayground.ui.views.curves import RunCurves


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("axis", ["epoch", "step", "seconds"])
@pytest.mark.parametrize("log", [False, True])
def test_every_metric_is_drawn_along_every_axis(charts, metric, axis, log):
    loss, _ = charts
    loss.board.choose(axis=axis, log_x=log, log_y=(metric,) if log else (), metrics={"loss_plot": metric})
    loss.refresh()
    assert loss.metric == metric and loss.title in loss.plot.accessibleName()
    x, y = loss.plot.smoothed.getData()
    (low, high), (bottom, top) = loss.plot.shown
    assert len(x) and np.isfinite(y).any()
    assert low <= x[-1] <= high and bottom <= y[-1] <= top


def test_no_axis_text_leaves_the_chart(charts):
    loss, _ = charts
    loss.resize(440, 240)
    loss.board.curves.append_steps(np.array([100_000.0]), {"loss": np.array([1.0])})
    loss.refresh()
    (ticks,) = loss.plot._axes["bottom"]._tickLevels
    assert len(ticks) >= 2
    widths = [loss.plot.pixel_of(place) + loss.plot.fontMetrics().horizontalAdvance(text) / 2 for place, text in ticks]
    assert max(widths) <= loss.plot.width() + 4  # the font of the widget is larger


@pytest.mark.parametrize(("values", "ends"), [([0.003, 7.0], (0.002, 10)), ([1.0, 1.0], (1, 10)), ([], (0.01, 1))])
def test_a_logarithmic_axis_ends_at_round_numbers_and_keeps_them(values, ends):
    scale = log_scale(np.log10(np.array(values)), [])
    np.testing.assert_allclose([10**scale.low, 10**scale.high], ends)
    assert log_scale(np.log10(np.array(values)), [], scale) == scale
    assert 2 <= len(scale.ticks()) <= 6


@pytest.mark.parametrize(
    ("values", "told"), [([3.0, 2.0, 1.0], False), ([3.0, 0.0, 1.0], True), ([-3.0, 2.0, 1.0], True)]
)
def test_what_has_no_logarithm_is_told(charts, values, told):
    loss, _ = charts
    curves = RunCurves()
    curves.append_steps(np.arange(1.0, 4.0), {"loss": np.array(values)})
    loss.board.choose(log_y=("loss",))
    loss.board.begin(curves)
    loss.refresh()
    assert ("0 and less not drawn" in loss.legend.text()) == told
    loss.board.choose(log_y=())
    loss.refresh()
    assert "not drawn" not in loss.legend.text()


def test_logarithmic_axis_texts_are_the_numbers():
    assert [LogScale(-3, 3).text(tick) for tick in (-3.0, -1.0, 0.0, 3.0)] == ["0.001", "0.1", "1", "1,000"]


@pytest.mark.parametrize("size", [1e-25, 1e-9, 1.0, 1e13, 1e38, 1e200])
def test_values_of_any_size_have_an_axis_with_texts(charts, size):
    loss, _ = charts
    curves = RunCurves()
    curves.append_steps(np.arange(1, 101) / 10, {"loss": np.linspace(3, 1, 100) * size})
    loss.board.begin(curves)
    loss.refresh()
    loss.grab()
    axis = loss.plot._axes["left"]
    (ticks,) = axis._tickLevels
    assert len({text for _, text in ticks}) >= 3
    widest = max(loss.legend.fontMetrics().horizontalAdvance(text) for _, text in ticks)
    assert widest + 6 <= axis.width()  # a text that does not fit is left out
    low, high = loss.plot.shown[1]
    assert low <= 1.0 * size and 3 * size == pytest.approx(high, rel=0.5)


def test_a_curve_that_leaves_the_plot_says_how_far_and_shows_it_on_request(charts):
    loss, _ = charts
    curves = RunCurves()
    epochs = np.arange(1, 401) / 100
    curves.append_steps(epochs, {"loss": 0.1 + 2.2 * np.exp(-20 * epochs)})
    loss.board.choose(smoothing=0.0)
    loss.board.begin(curves)
    loss.refresh()
    first = float(curves.metrics["loss"].training.y[0])
    assert loss.plot.shown[1][1] < first
    assert loss.beyond.isVisible() and loss.beyond.text() == f"▲ {first:.2f}"
    QTest.mouseClick(loss.beyond, Qt.MouseButton.LeftButton)
    loss.refresh()
    assert loss.board.choices.outliers and loss.plot.shown[1][1] >= first and not loss.beyond.isVisible()


def test_a_single_step_is_a_dot(charts):
    loss, _ = charts
    curves = RunCurves()
    curves.append_steps(np.array([1.5]), {"loss": np.array([0.5])})
    curves.total_epochs = 3
    loss.board.begin(curves)
    loss.refresh()
    x, y = loss.plot.smoothed.getData()
    assert len(x) == 2 and x[0] < x[1] == 1.5 and (y == 0.5).all()
