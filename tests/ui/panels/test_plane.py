"""The plane: which way it lies, what its colours say, and what hand and keys do there."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtTest import QTest

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice
from nnplayground.spec.tasks import KINDS as TASKS
from nnplayground.spec.truth import Truth
from nnplayground.ui.panels.plane import VIEW
from nnplayground.ui.panels.truth_looks import class_color
from nnplayground.ui.panels.trying import TryingPlace
from nnplayground.ui.theme import theme
from nnplayground.ui.views.axis import ticks
from nnplayground.ui.views.pictures import color_at
from nnplayground.ui.widgets.answer_bars import AnswerBars
from nnplayground.ui.widgets.answer_style import AnswerStyle
from tests.ui.panels.conftest import TWO_CLASSES

LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
EXTENT = np.array([-1.0, 1.0, -1.0, 1.0])
SIDE = 20
LABELS, NUMBERS = Truth("labels", ("in A", "in B")), Truth("numbers", ("height",))


@pytest.fixture
def place(session, engine, qtbot):
    engine.ready()
    found = TryingPlace(session)
    qtbot.addWidget(found)
    found.resize(520, 280)
    found.show()
    return found


@pytest.fixture
def plane(place, engine):
    engine.points([[0.5, 0.5], [-0.5, -0.5], [0.8, -0.8]], [1, 0, 1])
    return place.plane


def grid() -> tuple[np.ndarray, np.ndarray]:
    """The x and the y of each cell; rows from the top down."""
    along = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    return np.meshgrid(along, -along)


def show(engine, *channels: np.ndarray, extent: np.ndarray = EXTENT) -> None:
    surface = np.stack(channels, 2).astype(np.float32)
    arrays = {"": {"surface": p.Array.of(surface), "extent": p.Array.of(extent)}}
    engine.received.emit(p.Frame(view=VIEW, probe="plane", step=1, arrays=arrays))


def picture(plane) -> QImage:
    return plane.map.grab().toImage()


def color_of(plane, x: float, y: float) -> QColor:
    """The colour in the plane at a point without a dot."""
    return picture(plane).pixelColor(plane.map.place(x, y).toPoint())


def sent_point(engine) -> list[float]:
    return engine.sent_of(p.Picture)[-1].values.numpy().tolist()


def answer(engine, *scores, truth=TWO_CLASSES, reading="shares", seq=None) -> None:
    seq = engine.sent_of(p.Picture)[-1].seq if seq is None else seq
    engine.received.emit(
        p.Answer(seq=seq, labels=truth.names, scores=scores, chosen=int(np.argmax(scores)), reading=reading)
    )


def test_x_lies_to_the_right_and_y_up(plane, engine):
    x, y = grid()
    inside = (y > 0).astype(float)
    show(engine, 1 - inside, inside)  # B above
    above, below = color_of(plane, 0.2, 0.8), color_of(plane, 0.2, -0.8)
    assert above.red() > above.blue() and below.blue() > below.red(), "orange is B, blue is A"
    right = (x > 0).astype(float)
    show(engine, right, 1 - right)
    east, west = color_of(plane, 0.8, 0.2), color_of(plane, -0.8, 0.2)
    assert east.blue() > east.red() and west.red() > west.blue()
    assert plane.map.answer_at(0.8, 0.2).tolist() == [1, 0] and plane.map.answer_at(-0.8, 0.2).tolist() == [0, 1]
    corner = plane.map.place(1, 1)
    assert corner == plane.map.frame().topRight()


def test_dots_lie_where_the_samples_are_in_the_colour_of_their_class(plane, engine):
    for (x, y), label in (((0.5, 0.5), 1), ((-0.5, -0.5), 0), ((0.8, -0.8), 1)):
        plane.map.set_point(None)
        assert color_of(plane, x, y).name() == class_color(label).name()
    plane.parts.setCurrentIndex(1)
    assert color_of(plane, 0.5, 0.5).name() == class_color(1).name(), "the validation sample"
    assert color_of(plane, -0.5, -0.5).name() == theme().color("background").name(), "a training sample"


def test_the_colour_is_stronger_the_surer_the_network_is(plane, engine):
    flat = np.ones((SIDE, SIDE))
    found = []
    for share in (0.5, 0.75, 1.0):
        show(engine, flat * (1 - share), flat * share)
        found.append(color_of(plane, 0.1, 0.8).saturation())
    assert found[0] == 0 and found[0] < found[1] < found[2]
    show(engine, flat * np.nan, flat)
    assert color_of(plane, 0.1, 0.8).name() == "#e6399b", "what is not finite has a colour of its own"


def test_a_click_and_a_drag_make_the_point_the_current_picture(plane, engine):
    at = plane.map.place(-0.25, 0.6).toPoint()
    QTest.mousePress(plane.map, LEFT, NO_KEYS, at)
    assert sent_point(engine) == pytest.approx([-0.25, 0.6], abs=0.01)
    QTest.mouseMove(plane.map, plane.map.place(0.25, -0.6).toPoint())
    assert sent_point(engine) == pytest.approx([0.25, -0.6], abs=0.01) == list(plane.map.point)
    QTest.mouseMove(plane.map, at + QPoint(2000, 0))
    assert sent_point(engine) == pytest.approx([1.0, 0.6], abs=0.01), "it stays in the plane"
    QTest.mouseRelease(plane.map, LEFT, NO_KEYS, at)
    count = len(engine.sent_of(p.Picture))
    QTest.mouseMove(plane.map, at)
    assert len(engine.sent_of(p.Picture)) == count


def test_the_arrow_keys_move_the_cross(plane, engine):
    plane.map.set_point((0.0, 0.0))
    for key, keys in ((Qt.Key.Key_Right, NO_KEYS), (Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)):
        QTest.keyClick(plane.map, key, keys)
    assert sent_point(engine) == pytest.approx([0.02, 0.1])
    plane.map.pointed.emit((0.5, 0.5))
    assert plane.reading.text().startswith("x 0.50, y 0.50")
    QTest.keyClick(plane.map, Qt.Key.Key_Up)
    assert plane.reading.text().startswith("x 0.02, y 0.12"), "the point's place, not the pointer's"
    plane.map.set_point((-1.0, 0.0))
    QTest.keyClick(plane.map, Qt.Key.Key_Left)
    assert sent_point(engine) == [-1.0, 0.0]


def test_the_bars_answer_the_cross_and_nothing_else(plane, engine, session):
    assert sent_point(engine) == [0.5, 0.5], "at first the first validation sample"
    answer(engine, 0.2, 0.8)
    assert plane.bars.values.tolist() == [0.2, 0.8]
    session.gaze.look_at(p.Array.of(np.array([0.1, -0.3], np.float32)))
    assert plane.map.point == pytest.approx((0.1, -0.3)), "a sample that was chosen elsewhere"
    answer(engine, 0.9, 0.1, seq=1)
    assert plane.bars.values.tolist() == [0.2, 0.8], "a late answer"
    answer(engine, 0.6, 0.4)
    assert plane.bars.values.tolist() == [0.6, 0.4]


def test_bars_have_the_colours_of_the_classes(plane, engine):
    plane.window().hide()  # so that they jump
    answer(engine, 0.1, 0.9)
    image = plane.bars.grab().toImage()
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert class_color(1).name() in found and theme().color("accent").name() not in found


def test_pointing_tells_place_and_answer_also_when_the_answer_changes(plane, engine):
    flat = np.ones((SIDE, SIDE))
    show(engine, flat * 0.25, flat * 0.75)
    at, buttons = plane.map.place(-0.5, 0.25), Qt.MouseButton.NoButton
    plane.map.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, at, at, buttons, buttons, NO_KEYS))
    assert plane.reading.text() == "x −0.50, y 0.25 · B 75.0 %"
    show(engine, flat * 0.9, flat * 0.1)
    assert plane.reading.text() == "x −0.50, y 0.25 · A 90.0 %"
    plane.map.pointed.emit((0.5, 0.5))
    assert plane.reading.text() == "x 0.50, y 0.50", "there the bars tell it"
    plane.map.leaveEvent(QEvent(QEvent.Type.Leave))
    assert plane.reading.text() == "x 0.50, y 0.50", "the cross"


def test_numbers_and_truth_have_one_scale_around_zero(place, engine):
    engine.points([[0.5, 0.5], [-0.5, -0.5]], np.array([[0.5], [-2.0]], np.float32), "bumps", NUMBERS, ((-2.0, 1.0),))
    plane = place.plane
    plane.map.set_point(None)
    x, _ = grid()
    show(engine, x * 2.0)
    assert color_of(plane, -0.5, -0.5).name() == color_at(0.0, "signed").name()
    assert color_of(plane, 0.5, 0.5).name() == color_at(0.625, "signed").name()
    middle, high = color_of(plane, 0.0, 0.8), color_of(plane, 0.9, 0.0)
    assert middle.saturation() < 20 and high.blue() > high.red()
    assert plane.key.accessibleDescription() == "−2.00, 0, 2.00"
    assert plane.map.answer_at(0.25, 0.0) == pytest.approx([0.5], abs=1e-5), "between the points of the grid"
    answer(engine, 0.5, truth=NUMBERS, reading="numbers")
    assert plane.bars.answer == "height 0.500" and not plane.choice.isVisible()


def test_of_several_labels_one_is_shown(place, engine):
    engine.points([[0.5, 0.5], [-0.5, -0.5]], np.array([[1, 0], [0, 1]], np.float32), "discs", LABELS)
    plane = place.plane
    plane.map.set_point(None)
    x, y = grid()
    show(engine, (x > 0).astype(float), (y > 0).astype(float))
    assert plane.choice.isVisible() and color_of(plane, 0.5, 0.5).name() == class_color(0).name()
    assert color_of(plane, 0.8, -0.8).blue() > color_of(plane, 0.8, -0.8).red()
    plane.choice.setCurrentIndex(1)
    plane.choice.activated.emit(1)
    assert color_of(plane, -0.5, -0.5).name() == class_color(1).name()
    assert color_of(plane, 0.8, 0.8).red() > color_of(plane, 0.8, 0.8).blue()
    assert color_of(plane, 0.8, -0.8).saturation() < 40, "grey where it is not"


def test_an_unfinished_network_has_no_surface_but_words(plane, engine):
    flat = np.ones((SIDE, SIDE))
    show(engine, flat, flat * 0)
    answer(engine, 0.9, 0.1)
    engine.analyse(problems=[Problem(code="output_unreachable")])
    assert plane.map.surface is None and plane.map._words == "Shown as soon as the network can run."
    assert plane.bars.answer == ""
    engine.received.emit(p.Frame(view=VIEW, probe="plane", step=1, arrays={"": {}}))
    assert plane.map.surface is None
    engine.analyse()
    show(engine, flat, flat * 0)
    assert plane.map.surface is not None


def test_answers_of_a_run_on_other_data_are_not_shown(plane, engine):
    flat = np.ones((SIDE, SIDE))
    show(engine, flat, flat * 0, extent=EXTENT * 2)
    assert plane.map.surface is None
    show(engine, flat, flat * 0, flat * 0)
    assert plane.map.surface is None, "three classes"


def test_an_autoencoder_says_where_the_cross_goes(plane, engine, session):
    project = session.document.project
    session.document.edit(replace(project, recipe=replace(project.recipe, task=TASKS["autoencoding"]())), "other task")
    seq = engine.sent_of(p.Picture)[-1].seq
    before = picture(plane)
    given = p.Array.of(np.array([-0.5, 0.2], np.float32))
    engine.received.emit(p.Answer(seq=seq, sample=given, reading="sample"))
    engine.received.emit(p.Frame(view=VIEW, probe="plane", step=1, arrays={"": {}}))
    assert picture(plane) != before and not plane.bars.isVisible()
    assert "auto-encoder" in plane.map._words


def test_the_place_follows_the_data_and_only_a_visible_plane_is_asked_for(place, engine, session):
    engine.pictures()
    assert place.currentWidget() is place.pad and place.windowTitle() == "Draw a digit"
    engine.points([[0.5, 0.5]], [1])
    assert place.currentWidget() is place.plane and place.windowTitle() == "The plane"
    assert session.gaze._views[VIEW] == p.View(view=VIEW, probe="plane", limit=80)
    place.hide()
    assert VIEW not in session.gaze._views
    place.show()
    assert VIEW in session.gaze._views
    engine.pictures()
    assert place.currentWidget() is place.pad and VIEW not in session.gaze._views
    place.plane.map.pointed.emit((0.5, 0.5))  # the map goes under the pointer
    assert place.plane.reading.text() == ""
    engine.points([[0.5, 0.5]], [1])
    session.document.edit(session.document.project.with_data(DataChoice("mnist"), Truth("class", ())), "other data")
    engine.received.emit(p.DataMissing(kind="mnist", problem=Problem(code="data_not_downloaded", args={"data": "M"})))
    assert place.currentWidget() is place.pad and VIEW not in session.gaze._views


def test_other_points_keep_the_cross_where_it_was(plane, engine):
    QTest.mouseClick(plane.map, LEFT, NO_KEYS, plane.map.place(-0.25, 0.6).toPoint())
    engine.points([[0.1, 0.1]], [0], "xor")
    assert sent_point(engine) == pytest.approx([-0.25, 0.6], abs=0.01)
    assert plane.map.point == pytest.approx((-0.25, 0.6), abs=0.01)


def test_the_key_has_room_for_all_names(place, engine):
    for names, rows in (("AB", 1), (("a long name", "another one", "and a third one"), 2)):
        engine.points([[0.5, 0.5]], [1], truth=Truth("class", tuple(names)))
        key = place.plane.key
        place.plane._beside.layout().activate()
        places = key._places(key._names(key.width(), 4), key.width())
        assert key.height() >= rows * 18 and places[-1].bottom() <= key.height()
    assert key.height() > 18


def test_the_key_of_many_names_ends_with_how_many_more_there_are(place, engine):
    engine.points([[0.5, 0.5]], [1], truth=Truth("class", tuple(f"kind {n}" for n in range(100))))
    key = place.plane.key
    place.plane._beside.layout().activate()
    assert key.height() == 4 * 18 and place.height() == 280
    for rows in (4, 2, 1):  # a low window leaves it less than it asks for
        *names, more = key._names(key.width(), rows)
        assert names == [f"kind {n}" for n in range(len(names))] and len(names) >= rows - 1
        assert more == f"and {100 - len(names)} more"
    key.grab()


def test_far_units_have_their_digits_on_each_axis_and_answers_under_the_pointer(place, engine, session):
    plane, extent = place.plane, np.array([9_999_990.0, 10_000_010.0, 0.002, 0.003])
    x = np.array([[1e7, 0.0025]], np.float32)
    points = p.Points(tuple(extent.tolist()), p.Array.of(x), p.Array.of(np.array([1])), p.Array.of(x),
                      p.Array.of(np.array([1])))  # fmt: skip
    engine.points(x, [1])
    engine.received.emit(replace(session.data, points=points))
    flat = np.ones((SIDE, SIDE))
    show(engine, flat * 0.25, flat * 0.75, extent=extent)
    plane.map.pointed.emit((10_000_003.0, 0.0027))
    assert plane.reading.text() == "x 10,000,003.0, y 0.00270 · B 75.0 %"
    wide = [place.plane.map.fontMetrics().horizontalAdvance(text) for _, text in ticks(*extent[2:].tolist())]
    assert plane.map.frame().left() > max(wide)


def test_numbers_far_from_zero_are_told_apart(place, engine):
    low, high = 9_999_990.0, 10_000_010.0
    engine.points([[0.5, 0.5]], np.array([[low]], np.float32), truth=NUMBERS, ranges=((low, high),))
    assert place.plane.key.accessibleDescription() == "9,999,990.0, 10,000,000.0, 10,000,010.0"
    show(engine, np.full((SIDE, SIDE), 10_000_003.0))
    place.plane.map.pointed.emit((0.1, 0.1))
    assert place.plane.reading.text().endswith("height 10,000,003.0")


@pytest.mark.parametrize("size", [(520, 280), (300, 190), (260, 600), (900, 300)])
def test_the_map_is_a_square_and_hides_nothing(plane, size):
    plane.window().resize(*size)
    frame = plane.map.frame()
    assert frame.width() == frame.height() > 60
    assert plane.map.rect().contains(frame.toAlignedRect())
    assert not plane.map.geometry().intersects(plane._beside.geometry())
    for part in (plane.map, plane._beside):
        assert plane._body.rect().contains(part.geometry())
    assert plane.map._at(QPointF(plane.map.place(0.3, 0.4))) == pytest.approx((0.3, 0.4))


def test_the_ends_of_a_range_are_told_only_where_they_do_not_overlap(qtbot):
    bars, last = AnswerBars(), []
    qtbot.addWidget(bars)
    for width, reach in ((190, 1.0), (190, 391_000.0), (400, 391_000.0)):
        bars.resize(width, 60)
        bars.set_style(AnswerStyle("numbers", ((-reach, reach),)))
        bars.set_labels(["price"])
        image = bars.grab().toImage()
        rows = [{image.pixelColor(x, y).name() for x in range(width)} for y in range(60)]
        last.append(max(y for y, colors in enumerate(rows) if len(colors) > 1))
    assert last[1] + 5 < min(last[0], last[2])
