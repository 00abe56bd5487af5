"""Charts together: one cross-hair, display switches that touch no value, further runs, marks, keys, exports."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider

from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.spec.tasks.regression import Regression
from nnplayground.ui.theme import theme
from nnplayground.ui.views.chart_board import ChartBoard, OtherRun
from nnplayground.ui.views.chart_choices import ChartChoices
from nnplayground.ui.views.chart_metrics import METRICS
from nnplayground.ui.views.chart_scale import LogScale, log_scale
from nnplayground.ui.views.charts import LossPlot, MeasurePlot
from nnplayground.ui.views.curves import RunCurves
from nnplayground.ui.views.run_looks import run_look


def _run(steps=300, shift=0.0):
    curves = RunCurves()
    epochs = np.arange(1, steps + 1) / 100
    norm = np.full(steps, np.nan)
    norm[9::10] = 2.0
    curves.append_steps(
        epochs,
        {"loss": 2 * np.exp(-epochs) + shift, "measure": 1 - np.exp(-epochs), "rate": 0.1 / epochs,
         "gradient_norm": norm},
        seconds=epochs * 3,
    )  # fmt: skip
    for epoch in (1.0, 2.0):
        curves.append_check(epoch, {"loss": 0.5 / epoch, "measure": 0.4 * epoch})
    curves.append_measure("speed", 1.0, 100, 5000.0)
    curves.total_epochs = 3
    return curves


@pytest.fixture
def charts(qtbot):
    board = ChartBoard()
    board.begin(_run())
    pair = LossPlot(board), MeasurePlot(board)
    for chart in pair:
        qtbot.addWidget(chart)
        chart.resize(440, 260)
        chart.show()
        chart.refresh()
    return pair


def _values(curves):
    found = []
    for history in curves.metrics.values():
        for series in (history.training, history.validation):
            found += [series.along(axis).copy() for axis in ("epoch", "step", "seconds")] + [series.y.copy()]
    return found


def test_all_charts_show_the_step_that_one_points_at(charts):
    loss, accuracy = charts
    loss.plot.hovered.emit(1.502)
    for chart in charts:
        assert chart.plot.cross.isVisible() and chart.plot.cross.value() == pytest.approx(1.5)
        assert "epoch 1.500 · step 150 · 4 s" in chart.pointing.reading.said()
        assert "step 150" in chart.accessibleDescription()
    assert "best 0.250 (epoch 2)" in loss.pointing.reading.said()
    assert "best 80.0 % (epoch 2)" in accuracy.pointing.reading.said()
    loss.plot.hovered.emit(None)
    assert not any(chart.plot.cross.isVisible() for chart in charts)


def test_what_is_pointed_at_follows_new_values(charts):
    loss, _ = charts
    loss.plot.hovered.emit(3.0)
    before = loss.pointing.reading.said()
    loss.board.curves.append_check(3.0, {"loss": 0.01, "measure": 0.9})
    loss.board.note_change()
    loss.refresh()
    assert loss.pointing.reading.said() != before and "0.0100" in loss.pointing.reading.said()


SWITCHES = {
    "axis": ("step", "seconds", "epoch"),
    "log_x": (True, False),
    "log_y": (("loss", "rate"), ()),
    "smoothing": (0.0, 0.5, 0.999, 0.96),
    "outliers": (True, False),
    "single_steps": (False, True),
    "former": (True, False),
    "metrics": (*({"loss_plot": name} for name in METRICS), {}),
}


def test_every_choice_has_a_test():
    assert set(SWITCHES) == set(ChartChoices.__struct_fields__)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_display_switch_changes_no_value_however_often(charts, name):
    board = charts[0].board
    before, count = _values(board.curves), len(board.curves)
    for turn in range(100):
        board.choose(**{name: SWITCHES[name][turn % len(SWITCHES[name])]})
        charts[0].refresh()
    assert len(board.curves) == count
    for now, then in zip(_values(board.curves), before, strict=True):
        np.testing.assert_array_equal(now, then)


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


def test_while_enlarged_new_values_do_not_move_the_view(charts):
    loss, accuracy = charts
    loss.part.show(1.0, 2.0)
    loss.refresh()
    loss.board.curves.append_steps(np.arange(301, 900) / 100, {"loss": np.full(599, 0.1)})
    loss.board.note_change()
    for chart in charts:
        chart.refresh()
    assert loss.plot.shown[0] == pytest.approx((1, 2)) and not loss.part.following
    assert accuracy.plot.shown[0] == pytest.approx((0, 8.99)) and accuracy.part.following


def test_arrows_point_at_the_next_steps_and_escape_lets_go(charts):
    loss, _ = charts
    board = loss.board
    QTest.keyClick(loss.plot, Qt.Key.Key_Right)
    assert board.cursor.step == 1
    QTest.keyClick(loss.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert board.cursor.step == 2
    QTest.keyClick(loss.plot, Qt.Key.Key_Right)
    one = board.cursor.step
    QTest.keyClick(loss.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert one > 2 and board.cursor.step > one + 2
    QTest.keyClick(loss.plot, Qt.Key.Key_End)
    assert board.cursor.step == 300
    QTest.keyClick(loss.plot, Qt.Key.Key_Left)
    assert board.cursor.step < 300
    QTest.keyClick(loss.plot, Qt.Key.Key_Plus)
    assert not loss.part.following
    QTest.keyClick(loss.plot, Qt.Key.Key_Escape)
    QTest.keyClick(loss.plot, Qt.Key.Key_Escape)
    assert board.cursor is None and loss.part.following


def test_a_mark_stands_where_something_was_changed_and_says_what(charts):
    loss, _ = charts
    loss.board.add_mark(1.5, "learning rate 0.01")
    for axis, place in (("epoch", 1.5), ("step", 150), ("seconds", 4.5)):
        loss.board.choose(axis=axis)
        loss.refresh()
        assert loss.plot.marks.places == pytest.approx([place])
        loss.plot.hovered.emit(place)
        assert "learning rate 0.01" in loss.pointing.reading.said()
    loss.plot.hovered.emit(10)
    assert "learning rate" not in loss.pointing.reading.said()
    loss.grab()


def test_further_runs_lie_dimmed_and_dashed_behind_and_in_the_legend(charts):
    loss, _ = charts
    wide, narrow = OtherRun("wide", _run(500, 0.5), run_look(0)), OtherRun("narrow", _run(100, 1.0), run_look(1))
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
    loss.board.show_runs([OtherRun("a run with a rather long name", _run(500, 0.5), run_look(0))])
    loss.refresh()
    assert loss.legend.shown_text() == one + "\na run with a rather long name"
    loss.grab()
    loss.board.show_runs([])
    loss.refresh()
    assert loss.legend.shown_text() == one


@pytest.mark.parametrize("chart", [0, 1])
def test_the_legend_keeps_all_names_at_the_usual_width(charts, chart):
    chart = charts[chart]
    chart.resize(445, 250)
    chart.refresh()
    words = chart.legend.shown_text()
    assert all(name in words for name in ("training", "validation", "best"))


def test_what_is_said_of_a_step_lies_over_the_sign_of_what_goes_beyond(charts):
    loss, _ = charts
    loss.board.point_at(loss.board.curves.place_of_cursor(0.1, "epoch"))
    over = loss.plot.children()
    assert loss.pointing.reading.isVisible() and over.index(loss.pointing.reading) > over.index(loss.beyond)


def test_the_first_value_of_a_run_brings_its_own_measure_whatever_else_is_shown(charts):
    _, chart = charts
    board = chart.board
    board.begin()
    board.show_runs([OtherRun("#1", _run(), run_look(0)), OtherRun("#2", _run(), run_look(1))])
    board.measure_by(Regression.measure)  # a saved regression is opened
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


def test_no_axis_text_leaves_the_chart(charts):
    loss, _ = charts
    loss.resize(440, 240)
    loss.board.curves.append_steps(np.array([100_000.0]), {"loss": np.array([1.0])})
    loss.refresh()
    (ticks,) = loss.plot._axes["bottom"]._tickLevels
    assert len(ticks) >= 2
    widths = [loss.plot.pixel_of(place) + loss.plot.fontMetrics().horizontalAdvance(text) / 2 for place, text in ticks]
    assert max(widths) <= loss.plot.width() + 4  # the font of the widget is larger


def test_twenty_further_runs_look_different():
    assert len({run_look(index) for index in range(20)}) == 20


def test_the_difference_to_a_run_is_shown_with_its_sign(charts):
    loss, _ = charts
    loss.board.choose(smoothing=0.0)
    loss.board.show_runs([OtherRun("other", _run(300, 0.5), run_look(0))])
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


def test_the_menu_chooses_and_says_how_things_stand(charts):
    loss, _ = charts
    loss.menu.aboutToShow.emit()
    actions = {action.text(): action for action in loss.menu.actions()}
    assert actions["Against epochs"].isChecked() and not actions["Logarithmic values"].isChecked()
    actions["Logarithmic values"].trigger()
    actions["Against seconds"].trigger()
    slider = loss.menu.findChild(QSlider)
    slider.setValue(slider.minimum())
    choices = loss.board.choices
    assert (choices.log_y, choices.axis, choices.smoothing) == (("loss",), "seconds", 0.0)


def test_a_remembered_metric_comes_back_and_an_unknown_one_does_not(qtbot):
    for name, seen in (("speed", "Speed"), ("gone", "Loss")):
        chart = LossPlot(ChartBoard(ChartChoices(metrics={"loss_plot": name})))
        qtbot.addWidget(chart)
        assert chart.title == seen and chart.chooser.text() == seen


def test_exported_pictures_show_the_chart_and_numbers_are_all_values(charts, tmp_path):
    loss, _ = charts
    said = []
    loss.export.done.connect(said.append)
    for form in ("png", "svg", "csv"):
        loss.export.save(tmp_path / f"loss.{form}")
    assert len(said) == 3
    image = QImage(str(tmp_path / "loss.png"))
    assert image.width() == 2 * loss.plot.width()
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(80, image.height(), 3)}
    assert len(colors) > 4
    svg = (tmp_path / "loss.svg").read_text()
    assert "Loss" in svg and "<text" in svg and svg.count("<polyline") + svg.count("<path") > 2
    rows = list(csv.DictReader(io.StringIO((tmp_path / "loss.csv").read_text())))
    assert [row["curve"] for row in rows].count("training") == 300
    assert float(rows[0]["loss"]) == loss.history.training.y[0]
    loss.export.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    loss.export.copy_values()
    assert QGuiApplication.clipboard().text().startswith("run,curve,epoch,step,seconds,loss")


def test_a_file_that_cannot_be_written_is_refused_with_its_name(charts, tmp_path):
    refused = []
    charts[0].export.refused.connect(refused.append)
    charts[0].export.save(tmp_path / "missing" / "loss.png")
    assert refused[0].code == "file_unwritable" and refused[0].args["name"] == "loss.png"


@pytest.mark.parametrize(("values", "ends"), [([0.003, 7.0], (0.002, 10)), ([1.0, 1.0], (1, 10)), ([], (0.01, 1))])
def test_a_logarithmic_axis_ends_at_round_numbers_and_keeps_them(values, ends):
    scale = log_scale(np.log10(np.array(values)), [])
    np.testing.assert_allclose([10**scale.low, 10**scale.high], ends)
    assert log_scale(np.log10(np.array(values)), [], scale) == scale
    assert 2 <= len(scale.ticks()) <= 6


def test_logarithmic_axis_texts_are_the_numbers():
    assert [LogScale(-3, 3).text(tick) for tick in (-3.0, -1.0, 0.0, 3.0)] == ["0.001", "0.1", "1", "1,000"]


def test_the_focus_frame_comes_by_keyboard_only(charts, qtbot):
    loss, _ = charts
    loss.activateWindow()
    qtbot.waitUntil(loss.isActiveWindow)
    for reason, framed in ((Qt.FocusReason.MouseFocusReason, False), (Qt.FocusReason.TabFocusReason, True),
                           (Qt.FocusReason.PopupFocusReason, False)):  # fmt: skip
        loss.chooser.setFocus()
        loss.plot.setFocus(reason)
        assert loss.plot.hasFocus() and loss.plot._by_keyboard is framed


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
    loss.board.show_runs([OtherRun("<long>", _run(500), run_look(0)), OtherRun("short", _run(100), run_look(1))])
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
    loss.board.show_runs([OtherRun("other", _run(300, 0.5), run_look(0))])
    loss.refresh()
    image = QImage.fromData(loss.export.png())
    ground, orange = QColor(theme().tokens.surface), QColor(theme().tokens.validation)
    middle = [image.pixelColor(x, image.height() // 2) for x in range(image.width() // 4, image.width() - 40)]
    assert middle.count(ground) > len(middle) // 2 and middle.count(orange) < len(middle) // 4


def test_a_single_step_is_a_dot(charts):
    loss, _ = charts
    curves = RunCurves()
    curves.append_steps(np.array([1.5]), {"loss": np.array([0.5])})
    curves.total_epochs = 3
    loss.board.begin(curves)
    loss.refresh()
    x, y = loss.plot.smoothed.getData()
    assert len(x) == 2 and x[0] < x[1] == 1.5 and (y == 0.5).all()


def test_what_is_said_of_many_runs_stays_inside_the_plot(charts):
    loss, _ = charts
    loss.board.show_runs([OtherRun(f"run {index}", _run(300, 0.1 * index), run_look(index)) for index in range(40)])
    loss.refresh()
    loss.plot.hovered.emit(1.0)
    reading = loss.pointing.reading
    assert reading.geometry().bottom() <= loss.plot.height() and "more" in reading.said()
    assert "run 0 0.941" in reading.said() and ", validation 0.5" in reading.said()
