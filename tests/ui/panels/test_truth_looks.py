"""How labels and numbers are shown: bars, marks of samples, counts and ranges."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from nnplayground.spec.truth import Truth
from nnplayground.ui.panels.samples import PointCloud, SampleGrid
from nnplayground.ui.panels.shares import NumberRanges
from nnplayground.ui.panels.truth_details import TruthDetails
from nnplayground.ui.panels.truth_looks import TruthLooks, class_color
from nnplayground.ui.theme import theme
from nnplayground.ui.views.dots import dots, pixels
from nnplayground.ui.views.label_table import FIGURES, LabelTable
from nnplayground.ui.views.truth_plot import TruthPlot
from nnplayground.ui.widgets.answer_bars import AnswerBars
from nnplayground.ui.widgets.answer_style import AnswerStyle

LABELS = TruthLooks(Truth("labels", ("even", "closed loop")))
NUMBERS = TruthLooks(Truth("numbers", ("height",)), ((-1.0, 2.0),))


def mark(look) -> QImage:
    image = QImage(16, 16, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    look.paint(painter, QPointF(8, 8))
    painter.end()
    return image


def colors(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(16) for y in range(16)}


def test_a_mark_has_the_colour_of_each_label_that_is_true():
    both, one, none = (LABELS.look(np.array(value, np.float32)) for value in ((1, 1), (0, 1), (0, 0)))
    assert {class_color(0).name(), class_color(1).name()} <= colors(mark(both))
    assert class_color(1).name() in colors(mark(one)) and class_color(0).name() not in colors(mark(one))
    assert not {class_color(0).name(), class_color(1).name()} & colors(mark(none))
    assert [look.words for look in (both, one, none)] == ["even, closed loop", "closed loop", "no label is true"]


def test_numbers_have_a_scale_with_zero_in_its_middle():
    assert [NUMBERS.share(value) for value in (-2.0, 0.0, 2.0)] == [0.0, 0.5, 1.0]
    assert TruthLooks(Truth("numbers", ("a",)), ((0.0, 9.0),)).share(9.0) == 1.0
    low, high = (mark(NUMBERS.look(np.array([value]))).pixelColor(8, 8) for value in (-2.0, 2.0))
    assert low.red() > low.blue() and high.blue() > high.red()
    assert NUMBERS.look(np.array([-0.25])).words == "height −0.250"


@pytest.mark.parametrize("kind", [SampleGrid, PointCloud])
@pytest.mark.parametrize(("looks", "y"), [(LABELS, [[1, 0], [0, 0]]), (NUMBERS, [[0.5], [-1.0]])])
def test_samples_are_drawn_with_what_is_known_of_them(kind, looks, y, qtbot):
    view = kind()
    qtbot.addWidget(view)
    values = np.zeros((2, 4, 4), np.uint8) if kind is SampleGrid else np.array([[0.5, 0.5], [-0.5, 0]], np.float32)
    view.set_samples(values, np.array(y, np.float32), looks)
    view.resize(200, 200)
    view.grab()
    assert view._labels == tuple(looks.look(np.array(row)).words for row in y)


def test_labels_stand_out_each_by_itself(qtbot):
    bars = AnswerBars()
    qtbot.addWidget(bars)
    bars.set_style(AnswerStyle("labels"))
    bars.set_scores(["even", "prime", "loop"], [0.98, 0.1, 0.6])
    assert bars.answer == "even, loop" and bars.accessibleDescription() == "The answer is even, loop"
    bars.set_scores(["even", "prime", "loop"], [0.1, 0.1, np.nan])
    assert bars.answer == "" and bars.accessibleDescription() == "No label is true"
    bars.grab()


def test_of_two_full_shares_the_answer_stands_out(qtbot):
    bars = AnswerBars()
    qtbot.addWidget(bars)
    bars.set_scores(["a", "b"], [1.0, 1.0], 1)
    assert bars.answer == "b" and bars.accessibleDescription() == "The answer is b, 100 %"
    assert [bar.chosen for bar in AnswerStyle().bars(["a", "b"], [1.0, 1.0], 1)] == [False, True]


def test_a_number_lies_in_the_range_of_the_data(qtbot):
    style = AnswerStyle("numbers", ((0.0, 9.0),))
    bars = AnswerBars()
    qtbot.addWidget(bars)
    bars.resize(200, 200)
    bars.set_style(style)
    bars.set_scores(["value"], [12.0])
    assert bars.values.tolist() == [12.0] and bars.answer == "value 12.0"
    bars.grab()
    (bar,) = style.bars(["value"], [4.5])
    assert (bar.length, bar.chosen, bar.number) == (0.5, True, "4.50")
    assert style.length(0, 12.0) == 1.0 and style.length(0, -3.0) == 0.0


def test_the_table_says_every_figure(qtbot):
    table = LabelTable()
    qtbot.addWidget(table)
    table.resize(420, 120)
    table.set_figures(("even", "loop"), {name: np.array([0.5, np.nan]) for name in FIGURES})
    assert table.accessibleDescription().startswith("even: Right 50.0 %, Precision 50.0 %")
    assert table.accessibleDescription().endswith("F1 –")
    table.grab()


def test_a_click_finds_the_point_of_a_sample(qtbot):
    plot = TruthPlot()
    qtbot.addWidget(plot)
    plot.resize(260, 240)
    plot.set_points(np.array([0.0, 1.0, 2.0]), np.array([0.1, np.nan, 1.8]))
    plot.grab()
    with qtbot.waitSignal(plot.sample_chosen) as chosen:
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.point(2).toPoint())
    assert chosen.args == [2]
    plot.set_points(np.zeros(0), np.zeros(0))
    plot.grab()


def test_figures_of_a_number_say_which_and_come_without_those_of_labels(qtbot, session):
    details = TruthDetails(session.gaze)
    qtbot.addWidget(details)
    pair = np.zeros((4, 2), np.float32)
    figures = {name: np.array([0.25, 9.0]) for name in ("mae", "rmse", "r2")}
    arrays = {"truth": pair, "answer": pair, **figures}
    details.show_arrays("numbers", ("height", "width"), arrays)
    said = details.words("numbers", ("height", "width"), arrays)
    assert "samples · height · mean absolute error 0.250 ·" in said
    assert details.plot.accessibleDescription() == "4 samples"
    one = {name: array[..., :1] for name, array in arrays.items()}
    assert "samples · mean absolute error" in details.words("numbers", ("height",), one)
    assert details.words("labels", ("height", "width"), arrays) == "4 of 4 validation samples", "of other data"


def test_a_sample_without_a_point_has_no_ring(qtbot):
    plot = TruthPlot()
    qtbot.addWidget(plot)
    plot.resize(260, 240)
    plot.set_points(np.array([0.0, 1.0, 2.0]), np.array([0.1, np.nan, 1.8]))
    without = plot.grab().toImage()
    plot.set_current(1)  # Qt warns of a place that is not a number, which fails a test
    assert plot.grab().toImage() == without
    plot.set_current(2)
    assert plot.grab().toImage() != without


def test_many_points_are_one_picture(qtbot, monkeypatch):
    plot = TruthPlot()
    qtbot.addWidget(plot)
    plot.resize(260, 240)
    truth = np.random.default_rng(0).random(20_000)
    truth[7], answer = -1.0, truth.copy()
    answer[7] = 2.0  # alone in its corner
    plot.set_points(truth, answer)
    place = plot.point(7)
    painted, single = [], []
    monkeypatch.setattr("nnplayground.ui.views.truth_plot.dots", lambda *args: painted.append(args) or dots(*args))
    monkeypatch.setattr(TruthPlot, "point", lambda _plot, row: single.append(row) or place)
    for _ in range(3):
        plot.grab()
    with qtbot.waitSignal(plot.sample_chosen) as chosen:
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place.toPoint())
    plot.grab()
    assert chosen.args == [7]
    assert len(painted) == 1 and len(single) == 1, "the points once in all; by itself only the one with the ring"
    assert len(pixels(painted[0][0])) < 1000, "a line of pixels, not 20,000 dots"


def test_dots_lie_where_they_belong():
    color = QColor(200, 100, 0, 128)
    image = dots(np.array([[10.5, 5.5], [10.7, 5.6], [np.nan, 3.0], [-0.5, 19.0]]), (30, 20), 2.4, color, 2.0)
    alpha = np.array([[image.pixelColor(x, y).alpha() for x in range(60)] for y in range(40)])
    assert (image.width(), image.height(), image.devicePixelRatio()) == (60, 40, 2.0)
    y, x = np.nonzero(alpha)
    near = np.minimum(np.hypot(x - 21, y - 11), np.hypot(x + 1, y - 38))
    assert near.max() < 2 * 2.4 + 1 and alpha[np.hypot(*(np.indices(alpha.shape) - [[[11]], [[21]]])) < 4].min() >= 128
    assert image.pixelColor(21, 18) == QColor(0, 0, 0, 0)


def test_ranges_name_their_ends(qtbot):
    ranges = NumberRanges()
    qtbot.addWidget(ranges)
    ranges.set_ranges(NUMBERS, ((-1.0, 2.0),))
    ranges.resize(200, 20)
    ranges.grab()
    assert ranges.accessibleDescription() == "height: −1.00 … 2.00"


def test_a_narrow_table_has_numbers_without_stubs_of_bars(qtbot):
    table = LabelTable()
    qtbot.addWidget(table)
    table.set_figures(("even",), {name: np.array([0.9]) for name in FIGURES})
    blue = theme().color("accent")

    def bars(width):
        table.resize(width, 60)
        picture = table.grab().toImage()
        return any(picture.pixelColor(x, y) == blue for x in range(picture.width()) for y in range(picture.height()))

    assert bars(700) and not bars(330)


def test_numbers_far_from_zero_are_told_apart():
    looks = TruthLooks(Truth("numbers", ("price",)), ((9_999_990.0, 10_000_010.0),))
    look = looks.look(np.array([10_000_003.0], np.float32))
    assert look.words == "price 10,000,003.0" and look.short == "10,000,003.0"


def test_each_of_several_numbers_can_be_drawn_and_told_of(qtbot, session):
    details = TruthDetails(session.gaze)
    qtbot.addWidget(details)
    truth = np.array([[1, 100], [2, 200]], np.float32)
    arrays = {"truth": truth, "answer": truth.astype(float), "mae": np.array([0.25, 9.0])}
    arrays |= {"rmse": np.array([1.0, 2.0]), "r2": np.array([0.5, 0.75])}
    details.show()
    details.show_arrays("numbers", ("height", "width"), arrays)
    assert details.choice.isVisible()
    with qtbot.waitSignal(details.number_chosen):
        details.choice.setCurrentIndex(1)
        details.choice.activated.emit(1)
    details.show_arrays("numbers", ("height", "width"), arrays)
    said = details.words("numbers", ("height", "width"), arrays)
    assert said.startswith("2 of 2 validation samples · width · mean absolute error 9.00 · root mean")
    details.show_arrays("numbers", ("height",), {name: array[..., :1] for name, array in arrays.items()})
    assert not details.choice.isVisible()
