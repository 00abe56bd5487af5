"""Charts together: display switches that touch no value, menu, view, exports."""

import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QSlider

from nnplayground.ui.theme import theme
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_choices import ChartChoices
from nnplayground.ui.views.chart_metrics import METRICS
from nnplayground.ui.views.charts import LossPlot
from nnplayground.ui.views.curves import RunCurves

SVG = "{http://www.w3.org/2000/svg}"


def _values(curves):
    found = []
    for history in curves.metrics.values():
        for series in (history.training, history.validation):
            found += [series.along(axis).copy() for axis in ("epoch", "step", "seconds")] + [series.y.copy()]
    return found


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


@pytest.mark.parametrize("chart", [0, 1])
def test_the_legend_keeps_all_names_at_the_usual_width(charts, chart):
    chart = charts[chart]
    chart.resize(445, 250)
    chart.refresh()
    words = chart.legend.shown_text()
    assert all(name in words for name in ("training", "validation", "best"))


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


def test_in_an_svg_curves_end_at_the_axes_and_nothing_else_is_cut_off(charts):
    loss, _ = charts
    curves = RunCurves()
    epochs = np.arange(1, 401) / 100
    curves.append_steps(epochs, {"loss": 0.1 + 2.2 * np.exp(-20 * epochs)})
    for epoch in (1.0, 2.0, 4.0):
        curves.append_check(epoch, {"loss": 0.2 - epoch / 100})
    loss.board.choose(smoothing=0.0)
    loss.board.begin(curves)
    loss.refresh()
    root = ElementTree.fromstring(loss.export.svg())
    parents = {child: parent for parent in root.iter() for child in parent}
    clips = {f"url(#{clip.get('id')})": clip[0].get("d") for clip in root.iter(f"{SVG}clipPath")}

    def clip(element):
        """The area that an element is cut to."""
        while element.get("clip-path") is None:
            element = parents[element]
        x, y = np.array([place[1:].split(",") for place in clips[element.get("clip-path")].split()[:4]], float).T
        return QRectF(QPointF(x.min(), y.min()), QPointF(x.max(), y.max()))

    def shown(group):
        return any(child.tag in (f"{SVG}path", f"{SVG}polygon") for child in group)

    size = QRectF(*map(float, root.get("viewBox").split()))
    (steps,) = (path for path in root.iter(f"{SVG}path") if path.get("d").count("L") > 300)
    assert clip(steps).top() > 30 and clip(steps).left() > 30 and clip(steps).bottom() < size.bottom() - 10
    (unit,) = (text for text in root.iter(f"{SVG}text") if text.text == "epoch")
    assert clip(unit).left() <= float(unit.get("x")) and clip(unit).bottom() > clip(steps).bottom() + 10
    *_, best = (group for group in root.iter() if group.get("fill") == theme().tokens.validation and shown(group))
    assert clip(best) == size, "half of the best lies beyond the end of the axis"


def test_a_file_that_cannot_be_written_is_refused_with_its_name(charts, tmp_path):
    refused = []
    charts[0].export.refused.connect(refused.append)
    charts[0].export.save(tmp_path / "missing" / "loss.png")
    assert refused[0].code == "file_unwritable" and refused[0].args["name"] == "loss.png"
