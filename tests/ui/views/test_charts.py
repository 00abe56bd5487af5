"""Charts keep every value, show what they are asked to, and never change the history by being looked at."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnplayground.spec.tasks.regression import Regression
from nnplayground.ui.theme import theme
from nnplayground.ui.views.charts import LossPlot, MeasurePlot


@pytest.fixture
def chart(qtbot):
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(440, 260)
    widget.board.curves.total_epochs = 3
    widget.show()
    return widget


def _steps(chart, epochs, values):
    chart.board.curves.append_steps(np.asarray(epochs, float), {chart.metric: np.asarray(values, float)})
    chart.board.note_change()


def _check(chart, epoch, value):
    chart.board.curves.append_check(epoch, {chart.metric: value})
    chart.board.note_change()


def _train(chart, steps=300):
    epochs = np.arange(1, steps + 1) / 100
    _steps(chart, epochs, 2 * np.exp(-epochs) + 0.05)


def test_an_empty_chart_says_what_play_will_show(chart, qtbot):
    chart.refresh()
    assert "Play" in chart.accessibleDescription()
    _train(chart)
    chart.refresh()
    assert "Play" not in chart.accessibleDescription()
    assert "training 0.1" in chart.legend.text()


def test_values_arrive_on_the_screen_by_themselves(chart, qtbot):
    _train(chart)
    qtbot.waitUntil(lambda: chart.plot.smoothed.getData()[0] is not None and len(chart.plot.smoothed.getData()[0]) > 10)
    assert "training" in chart.legend.text()


def test_a_narrow_chart_of_a_long_title_keeps_the_names_in_its_legend(qtbot):
    chart = MeasurePlot()
    qtbot.addWidget(chart)
    chart.board.judge_by(Regression.measure)
    chart.resize(273, 223)
    chart.show()
    _steps(chart, [0.01, 0.02], [0.3, 0.2])
    _check(chart, 0.02, 0.25)
    chart.refresh()
    QApplication.processEvents()
    words = chart.legend.shown_text()
    assert "training 0.2" in words and "validation 0.25" in words
    assert chart.legend.y() >= chart.chooser.geometry().bottom() and chart.legend.width() > 240
    chart.resize(600, 223)
    QApplication.processEvents()
    assert chart.legend.x() > chart.chooser.x() and chart.legend.y() < chart.chooser.geometry().bottom()


def test_many_updates_are_one_repaint(chart, qtbot, monkeypatch):
    QTest.qWait(60)
    drawn = []
    original = chart.plot.set_curve
    monkeypatch.setattr(chart.plot, "set_curve", lambda *values: (drawn.append(1), original(*values)))
    for step in range(200):
        _steps(chart, [step / 100], [1.0])
    qtbot.waitUntil(lambda: len(drawn) >= 3)
    assert len(drawn) == 3  # one repaint, three curves


def test_a_hidden_chart_keeps_the_values_and_paints_them_when_shown(qtbot):
    widget = MeasurePlot()
    qtbot.addWidget(widget)
    _steps(widget, np.array([0.1, 0.2]), np.array([0.5, 0.6]))
    QTest.qWait(50)
    assert widget.legend.text() == ""
    widget.show()
    qtbot.waitUntil(lambda: "%" in widget.legend.text())
    assert len(widget.history.training) == 2


@pytest.mark.parametrize(("plot", "best"), [(LossPlot, 2.0), (MeasurePlot, 1.0)])
def test_the_best_validation_is_marked(qtbot, plot, best):
    widget = plot()
    qtbot.addWidget(widget)
    for epoch, value in ((1, 0.9), (2, 0.4), (3, 0.6)):
        _check(widget, epoch, value)
    widget.refresh()
    assert widget.plot.best.place == (best, {1.0: 0.9, 2.0: 0.4}[best])
    assert "best" in widget.legend.text()


def test_looking_never_changes_the_history(chart, qtbot):
    _train(chart)
    _check(chart, 1.0, 0.5)
    chart.refresh()
    before = (chart.history.training.x.copy(), chart.history.training.y.copy(), len(chart.history.validation))
    for _ in range(20):
        chart.part.show(0.5, 1.0)
        chart.plot.hovered.emit(0.7)
        chart.refresh()
        chart.part.follow()
        chart.refresh()
    chart.plot.hovered.emit(None)
    assert np.array_equal(before[0], chart.history.training.x)
    assert np.array_equal(before[1], chart.history.training.y)
    assert len(chart.history.validation) == before[2]


def test_hovering_tells_epoch_and_values(chart):
    _train(chart)
    _check(chart, 1.0, 0.5)
    chart.refresh()
    chart.plot.hovered.emit(1.002)
    assert chart.pointing.reading.isVisible()
    assert "epoch 1.000" in chart.pointing.reading.said() and "validation 0.500" in chart.pointing.reading.said()
    chart.plot.hovered.emit(None)
    assert not chart.pointing.reading.isVisible() and not chart.plot.cross.isVisible()


def _drag(view, start, end, keys=Qt.KeyboardModifier.NoModifier):
    QTest.mousePress(view, Qt.MouseButton.LeftButton, keys, start)
    for share in np.linspace(0.05, 1, 14):
        QTest.mouseMove(view, start + (end - start) * share)
        QTest.qWait(12)  # pyqtgraph drops moves that follow each other faster
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, keys, end)


def test_dragging_moves_an_enlarged_part_within_the_run(chart):
    _train(chart)
    chart.part.show(1.0, 1.5)
    chart.refresh()
    QApplication.processEvents()
    view = chart.plot.viewport()
    held = chart.plot.epoch_at(250)
    _drag(view, QPoint(250, 80), QPoint(150, 90))
    chart.refresh()
    assert chart.plot.epoch_at(150) == pytest.approx(held, abs=0.02)
    low, high = chart.plot.shown[0]
    assert high - low == pytest.approx(0.5)
    for _ in range(6):
        _drag(view, QPoint(100, 80), QPoint(400, 80))
        chart.refresh()
    assert chart.plot.shown[0] == pytest.approx([0.0, 0.5]) and not chart.part.following


def test_dragging_enlarges_and_a_double_click_follows_again(chart, qtbot):
    _train(chart)
    chart.refresh()
    QApplication.processEvents()
    view = chart.plot.viewport()
    start, end = QPoint(120, 80), QPoint(260, 90)
    first, last = chart.plot.epoch_at(start.x()), chart.plot.epoch_at(end.x())
    _drag(view, start, end)
    assert not chart.part.following and chart.part.button.isVisible()
    chart.refresh()
    shown = chart.plot.shown[0]
    assert shown == pytest.approx([first, last], abs=0.1)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=start)
    assert chart.part.following and not chart.part.button.isVisible()


def test_the_wheel_zooms_about_the_pointer_and_the_button_returns(chart, qtbot):
    _train(chart)
    chart.refresh()
    place = QPointF(200, 100)
    at = chart.plot.epoch_at(200)
    event = QWheelEvent(
        place,
        chart.plot.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(chart.plot.viewport(), event)
    assert not chart.part.following
    chart.refresh()
    assert chart.plot.epoch_at(200) == pytest.approx(at, abs=0.05)
    QTest.mouseClick(chart.part.button, Qt.MouseButton.LeftButton)
    assert chart.part.following


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 0.0, 5e-324])
def test_extreme_values_leave_a_gap_and_a_usable_axis(chart, value):
    _train(chart)
    _steps(chart, [3.5, 3.6], [value, 0.2])
    _check(chart, 3.6, value)
    chart.refresh()
    chart.grab()
    low, high = chart.plot.shown[1]
    assert np.isfinite([low, high]).all() and low < high
    for later in range(300):
        _steps(chart, [4 + later / 100], [0.2])
    _check(chart, 8.0, 0.2)
    kept = chart.history.training.x[-100:], chart.history.training.y[-100:]
    chart.board.begin()
    _steps(chart, *kept)
    chart.refresh()
    assert chart.plot.shown[1][1] < 1


def test_nothing_but_gaps_is_drawn_without_complaint(chart):
    _steps(chart, np.arange(5), np.full(5, np.nan))
    chart.refresh()
    chart.grab()
    assert "not a number" in chart.legend.text()


def test_clear_forgets_and_follows(chart):
    _train(chart)
    chart.part.show(0.2, 0.4)
    chart.board.begin()
    chart.refresh()
    assert chart.part.following and chart.legend.text() == "" and len(chart.history) == 0


def test_a_longer_run_than_announced_stays_inside(chart):
    _steps(chart, [1.0, 7.5], [1.0, 0.5])
    chart.refresh()
    assert chart.plot.shown[0] == pytest.approx([0.0, 7.5])


def test_names_are_stable(qtbot):
    for plot, name in ((LossPlot(), "loss_plot"), (MeasurePlot(), "measure_plot")):
        qtbot.addWidget(plot)
        assert plot.objectName() == name and plot.accessibleName()
        assert plot.part.button.objectName() == f"{name}_follow" and plot.part.button.accessibleName()


def test_the_best_at_the_end_of_the_axis_is_seen_whole(chart, qtbot):
    for epoch, value in ((1, 0.9), (2, 0.7), (3, 0.4)):
        _check(chart, epoch, value)
    chart.refresh()
    edge = chart.plot.pixel_of(3.0)
    picture = chart.plot.grab().toImage()
    orange = theme().color("validation")
    beyond = [picture.pixelColor(round(edge) + 3, y) for y in range(picture.height())]
    assert orange in beyond
    chart.part.show(0.0, 2.5)
    chart.refresh()
    assert orange not in [chart.plot.grab().toImage().pixelColor(round(edge) + 3, y) for y in range(picture.height())]
