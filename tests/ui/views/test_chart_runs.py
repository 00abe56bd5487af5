"""Further runs on the charts: behind one's own, of other tasks, as a difference."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.losses.hinge import Hinge
from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.spec.tasks.classification import Classification
from nnplayground.spec.tasks.regression import Regression
from nnplayground.ui.theme import theme
from nnplayground.ui.views.chart_board import OtherRun
from nnplayground.ui.views.curves import RunCurves
from nnplayground.ui.views.run_looks import run_look
from tests.ui.views.curves_at_hand import a_run


def test_further_runs_lie_dimmed_and_dashed_behind_and_in_the_legend(charts):
    loss, _ = charts
    wide, narrow = OtherRun("wide", a_run(500, 0.5), run_look(0)), OtherRun("narrow", a_run(100, 1.0), run_look(1))
    loss.board.show_runs([wide, narrow])
    loss.refresh()
    pens = [item.opts["pen"] for item in loss.plot._others]
    assert len(pens) == 4  # training and validation of each
    assert pens[0].color() != pens[2].color() and pens[0].dashPattern() != pens[2].dashPattern()
    assert "wide" in loss.legend.text() and "narrow" in loss.legend.text()
    assert loss.plot.shown[0][1] == pytest.approx(5)
    loss.plot.hovered.emit(0.5)
    assert "wide 1.94" in loss.pointing.reading.said()
    loss.board.show_runs([])
    loss.refresh()
    assert loss.plot._others[0].getData()[0] is None or not len(loss.plot._others[0].getData()[0])
    assert "wide" not in loss.legend.text()


def test_further_runs_have_a_line_of_their_own_in_the_legend(charts):
    loss, _ = charts
    loss.resize(600, 260)
    loss.refresh()
    one = loss.legend.shown_text()
    assert "\n" not in one and loss.legend.text().replace(",", "") == one
    loss.board.show_runs([OtherRun("a run with a rather long name", a_run(500, 0.5), run_look(0))])
    loss.refresh()
    assert loss.legend.shown_text() == one + "\na run with a rather long name"
    loss.grab()
    loss.board.show_runs([])
    loss.refresh()
    assert loss.legend.shown_text() == one


def test_the_first_value_of_a_run_brings_its_own_measure_whatever_else_is_shown(charts):
    _, chart = charts
    board = chart.board
    board.begin()
    board.show_runs([OtherRun("#1", a_run(), run_look(0)), OtherRun("#2", a_run(), run_look(1))])
    board.judge_by(Regression.measure)  # a saved regression is opened
    curves = board.curves
    curves.append_steps(np.array([0.5, 1.0]), {"loss": np.array([9.0, 8.0]), "measure": np.array([8300.0, 8200.0])})
    board.note_change()
    chart.refresh()
    assert chart.title == Regression.measure.title and "%" not in chart.legend.text()
    assert "8" in chart.legend.text() and "2 not drawn: other measure" in chart.legend.text()
    board.show_runs([])
    chart.refresh()
    assert chart.title == Regression.measure.title and "not drawn" not in chart.legend.text()


def test_a_run_of_another_task_is_not_on_the_charts_of_loss_and_measure(charts):
    loss, accuracy = charts
    other = RunCurves(Autoencoding.measure)
    other.append_steps(np.array([1.0, 2.0]), {"loss": np.array([0.2, 0.1]), "measure": np.array([0.3, 0.2])})
    loss.board.show_runs([OtherRun("copy", other, run_look(0))])
    for chart in charts:
        chart.refresh()
    for chart in charts:
        assert chart.legend.text().endswith("1 not drawn: other measure") and not chart.picture.others()
    assert accuracy.title == "Accuracy"
    loss.show_metric("rate")
    loss.refresh()
    assert loss.legend.text().endswith("copy"), "a learning rate is one in any task"
    loss.board.begin()
    assert accuracy.title == Autoencoding.measure.title  # alone it says what the chart shows
    accuracy.refresh()
    assert "copy" in accuracy.legend.text()


def test_the_best_of_an_error_is_the_least(charts):
    curves = RunCurves(Autoencoding.measure)
    for epoch, error in ((1.0, 0.3), (2.0, 0.1), (3.0, 0.2)):
        curves.append_check(epoch, {"loss": 1.0, "measure": error})
    assert curves.metrics["measure"].best == 1


def test_twenty_further_runs_look_different():
    assert len({run_look(index) for index in range(20)}) == 20


def test_the_difference_to_a_run_is_shown_with_its_sign(charts):
    loss, _ = charts
    loss.board.choose(smoothing=0.0)
    loss.board.show_runs([OtherRun("other", a_run(300, 0.5), run_look(0))])
    loss.show_difference("other")
    loss.refresh()
    _, y = loss.plot.smoothed.getData()
    np.testing.assert_allclose(y, -0.5)
    assert "minus other" in loss.legend.text() and loss.plot.shown[1][0] < -0.5
    loss.plot.hovered.emit(1.0)
    assert "difference" in loss.pointing.reading.said()
    loss.show_difference("")
    loss.show_difference("other")
    loss.board.begin()
    assert loss.picture.compared == ""  # a run that begins has no difference yet
    loss.refresh()
    assert "minus" not in loss.legend.text()


def test_the_run_before_stays_in_view_if_wanted(charts):
    loss, _ = charts
    loss.board.choose(former=True)
    loss.board.begin()
    loss.refresh()
    assert [run.name for run in loss.board.runs] == ["run before"]
    assert len(loss.plot._others[0].getData()[0])
    loss.board.choose(former=False)
    assert loss.board.runs == ()


def test_what_a_further_run_reaches_beyond_the_plot_is_said_too(charts):
    loss, _ = charts
    loss.board.choose(smoothing=0.0)
    curves, epochs = RunCurves(), np.arange(1, 401) / 100
    values = np.full(400, 0.5)
    values[200] = 25.0
    curves.append_steps(epochs, {"loss": values})
    loss.board.show_runs([OtherRun("spiky", curves, run_look(0))])
    loss.refresh()
    assert loss.plot.shown[1][1] < 25.0 and loss.beyond.text() == "▲ 25.0"


def test_further_runs_can_be_pointed_at_without_a_run_of_ones_own_and_beyond_its_end(charts):
    loss, accuracy = charts
    loss.board.show_runs([OtherRun("<long>", a_run(500), run_look(0)), OtherRun("short", a_run(100), run_look(1))])
    loss.refresh()
    loss.plot.hovered.emit(4.0)
    said = loss.pointing.reading.said()
    assert loss.plot.cross.isVisible() and "epoch 4.000 · step 400" in said
    assert "<long>" in said and "short" not in said and "training" not in said
    loss.board.begin()
    for chart in charts:
        chart.refresh()
    loss.plot.hovered.emit(0.5)
    assert "epoch 0.500" in accuracy.pointing.reading.said() and "short" in accuracy.pointing.reading.said()


def test_a_picture_of_several_runs_fills_no_curve(charts):
    loss, _ = charts
    loss.board.show_runs([OtherRun("other", a_run(300, 0.5), run_look(0))])
    loss.refresh()
    image = QImage.fromData(loss.export.png())
    ground, orange = QColor(theme().tokens.surface), QColor(theme().tokens.validation)
    middle = [image.pixelColor(x, image.height() // 2) for x in range(image.width() // 4, image.width() - 40)]
    assert middle.count(ground) > len(middle) // 2 and middle.count(orange) < len(middle) // 4


def test_what_is_said_of_many_runs_stays_inside_the_plot(charts):
    loss, _ = charts
    loss.board.show_runs([OtherRun(f"run {index}", a_run(300, 0.1 * index), run_look(index)) for index in range(40)])
    loss.refresh()
    loss.plot.hovered.emit(1.0)
    reading = loss.pointing.reading
    assert reading.geometry().bottom() <= loss.plot.height() and "more" in reading.said()
    assert "run 0 0.941" in reading.said() and ", validation 0.5" in reading.said()


def test_a_run_of_another_loss_is_not_on_the_chart_of_the_loss(charts):
    loss, accuracy = charts
    board, others = loss.board, []
    for number, kind in enumerate((CrossEntropy(), Hinge(), CrossEntropy(label_smoothing=0.1)), 1):
        curves = RunCurves(loss=kind)
        curves.append_steps(np.array([1.0, 2.0]), {"loss": np.array([0.2, 0.1]), "measure": np.array([0.3, 0.2])})
        others.append(OtherRun(f"#{number}", curves, run_look(number)))
    own = RunCurves(loss=CrossEntropy())
    own.append_steps(np.array([1.0]), {"loss": np.array([2.0]), "measure": np.array([0.1])})
    board.begin(own)
    board.show_runs(others)
    for chart in charts:
        chart.refresh()
    assert [run.name for run in loss.picture.others()] == ["#1"]
    assert loss.legend.text().endswith("2 not drawn: other loss")
    assert [run.name for run in accuracy.picture.others()] == ["#1", "#2", "#3"] and "not" not in accuracy.legend.text()
    board.begin()
    board.judge_by(Classification.measure, Hinge())  # what would be trained next
    board.show_runs(others[1:2])
    loss.refresh()
    assert loss.legend.text() == "#2"


def test_what_was_taken_off_comes_back_with_the_run_before(charts):
    loss, _ = charts
    board = loss.board
    shown = board.curves
    before = a_run(200)
    board.begin(before)
    board.choose(former=True)
    kept = board.take_off()
    loss.refresh()
    assert not len(loss.history) and not board.runs and loss._invitation.isVisible()
    board.put_back(kept)
    assert board.curves is before and board.runs[0].curves is shown
