"""Drawing by hand: each movement counts, the picture and the answer follow at once."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnplayground import drawing
from nnplayground.ui.panels.pad import PadPanel
from nnplayground.ui.widgets.answer_bars import AnswerBars
from nnplayground.ui.widgets.digit_canvas import DigitCanvas

LEFT = Qt.MouseButton.LeftButton
SIZES = [(300, 190), (330, 240), (400, 200), (420, 190), (500, 286), (520, 272), (900, 600), (300, 520), (1400, 300)]
DIGITS = [str(digit) for digit in range(10)]


@pytest.fixture
def canvas(qtbot):
    widget = DigitCanvas()
    qtbot.addWidget(widget)
    widget.resize(200, 200)
    widget.show()
    return widget


@pytest.fixture
def bars(qtbot):
    widget = AnswerBars()
    qtbot.addWidget(widget)
    widget.resize(200, 220)
    return widget


@pytest.fixture
def panel(qtbot):
    widget = PadPanel()
    qtbot.addWidget(widget)
    widget.resize(520, 272)
    widget.show()
    return widget


def _stroke(canvas, *places):
    QTest.mousePress(canvas, LEFT, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(canvas, QPoint(*place))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(*places[-1]))


def _ink(canvas):
    image = canvas.grab().toImage()
    places = ((x, y) for x in range(0, image.width(), 4) for y in range(0, image.height(), 4))
    return sum(image.pixelColor(*place).lightness() > 200 for place in places)


def test_every_movement_is_told_with_all_points_so_far(canvas):
    heard = []
    canvas.strokes_changed.connect(heard.append)
    _stroke(canvas, (50, 50), (100, 50), (100, 150))
    assert [len(strokes[0]) for strokes in heard] == [1, 2, 3]
    np.testing.assert_allclose(heard[-1][0], [[0.25, 0.25], [0.5, 0.25], [0.5, 0.75]])


def test_a_pen_that_rests_tells_nothing_new(canvas):
    heard = []
    canvas.strokes_changed.connect(heard.append)
    _stroke(canvas, (50, 50), (50, 50), (50, 50))
    assert len(heard) == 1


def test_a_pen_that_leaves_stays_at_the_edge(canvas):
    _stroke(canvas, (100, 100), (350, 100), (-40, -40))
    assert canvas.strokes[0].min() == 0.0 and canvas.strokes[0].max() == 1.0


def test_other_buttons_do_not_draw(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    QTest.mouseRelease(canvas, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    assert canvas.strokes == []


def test_ink_appears_while_drawing_and_is_the_same_after_resizing_back(canvas):
    empty = _ink(canvas)
    QTest.mousePress(canvas, LEFT, pos=QPoint(40, 40))
    for x in range(50, 160, 7):
        QTest.mouseMove(canvas, QPoint(x, 40 + (x * 13) % 90))
        canvas.repaint()
    assert _ink(canvas) > empty + 20
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(160, 160))
    drawn = canvas.grab().toImage()
    canvas.resize(300, 300)
    canvas.grab()
    canvas.resize(200, 200)
    assert canvas.grab().toImage() == drawn


def test_ctrl_z_takes_one_stroke_and_delete_takes_all(canvas):
    for x in (40, 80, 120):
        _stroke(canvas, (x, 40), (x, 160))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(canvas.strokes) == 2
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.strokes == []
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.strokes == []


def test_a_drawing_can_be_long(canvas):
    rng = np.random.default_rng(0)
    places = [tuple(place) for place in rng.integers(0, 200, (400, 2)).tolist()]
    _stroke(canvas, *places)
    assert len(canvas.strokes[0]) >= 390


def test_a_tablet_pen_draws(canvas):
    stylus, tip = QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen
    pen = QPointingDevice("pen", 7, stylus, tip, QInputDevice.Capability.Position, 1, 1)
    for kind, x in ((QEvent.Type.TabletPress, 50), (QEvent.Type.TabletMove, 90), (QEvent.Type.TabletRelease, 120)):
        place = QPointF(x, 60)
        event = QTabletEvent(
            kind, pen, place, canvas.mapToGlobal(place), 0.5, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, LEFT, LEFT
        )
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()
    np.testing.assert_allclose(canvas.strokes[0][:, 0], [0.25, 0.45, 0.6])


def test_a_finger_draws(canvas, qtbot):
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(1, QPoint(50, 60), canvas).commit()
    QTest.touchEvent(canvas, device).move(1, QPoint(90, 60), canvas).commit()
    QTest.touchEvent(canvas, device).release(1, QPoint(120, 60), canvas).commit()
    assert len(canvas.strokes) == 1
    np.testing.assert_allclose(canvas.strokes[0][:, 0], [0.25, 0.45, 0.6])


def test_the_invitation_ends_with_the_first_stroke(canvas, monkeypatch):
    monkeypatch.setenv("NNPLAYGROUND_REDUCED_MOTION", "0")
    canvas.invite()
    assert canvas.inviting
    _stroke(canvas, (50, 50), (60, 60))
    assert not canvas.inviting
    canvas.invite()
    assert not canvas.inviting


def test_nothing_moves_where_less_motion_is_wished(canvas, monkeypatch):
    monkeypatch.setenv("NNPLAYGROUND_REDUCED_MOTION", "1")
    canvas.invite()
    assert not canvas.inviting


@pytest.mark.qt_log_ignore("not accepted by receiving widget", extend=True)
def test_a_closed_pad_takes_no_ink_and_says_why(canvas):
    canvas.set_hint("This network takes 2 numbers.")
    _stroke(canvas, (50, 50), (60, 60))
    assert canvas.strokes == [] and canvas.toolTip() == "This network takes 2 numbers."
    canvas.set_hint("")
    _stroke(canvas, (50, 50), (60, 60))
    assert len(canvas.strokes) == 1


def test_where_nothing_can_be_drawn_the_panel_says_where_to_look(panel, qtbot):
    panel.set_hint("Points cannot be drawn.")
    closed = panel.closed
    assert closed.why.isVisible() and closed.why.text() == "Points cannot be drawn."
    assert panel.title == panel.windowTitle() == panel.accessibleName() == "Ask the network"
    assert not panel.canvas.isVisible() and not panel.received.isVisible() and not panel.clear_button.isVisible()
    with qtbot.waitSignal(closed.answers_wanted):
        closed.answers_button.click()
    with qtbot.waitSignal(closed.samples_wanted):
        closed.samples_button.click()
    panel.set_hint("")
    assert panel.canvas.isVisible() and panel.clear_button.isVisible() and not closed.why.isVisible()
    assert panel.windowTitle() == "Draw a digit"


def test_the_answer_is_there_at_once(bars):
    values = np.full(10, 0.01)
    values[3] = 0.91
    bars.set_scores(DIGITS, values)
    assert bars.property("answer") == "3"
    assert bars.accessibleDescription() == "The answer is 3, 91.0 %"
    bars.clear()
    assert bars.property("answer") == "" and bars.accessibleDescription() == "No answer yet"


@pytest.mark.parametrize("labels", [["Ankle boot", "T-shirt/top"], [f"class {i}" for i in range(100)], ["only"]])
def test_any_number_of_classes_is_drawn(bars, labels):
    bars.set_scores(labels, np.linspace(0, 1, len(labels)))
    bars.grab()
    assert bars.answer == labels[-1]


def test_the_likely_classes_are_shown_where_there_is_no_room_for_all(bars):
    bars.set_scores([f"class {i}" for i in range(100)], np.eye(100)[77])
    rows, more = bars._rows()
    assert 77 in rows and len(rows) + more == 100 and rows == sorted(rows)


def test_values_that_are_not_numbers_count_nothing(bars):
    bars.set_scores(["a", "b", "c"], [np.nan, 0.2, np.inf])
    assert bars.answer == "c" or bars.answer == "b"
    bars.set_scores(["a", "b"], [np.nan, np.nan])
    assert bars.answer == ""
    with pytest.raises(ValueError, match="2 class names"):
        bars.set_scores(["a", "b"], [1.0])


def test_bars_arrive_where_they_should(qtbot, monkeypatch):
    monkeypatch.setenv("NNPLAYGROUND_REDUCED_MOTION", "0")
    bars = AnswerBars()
    qtbot.addWidget(bars)
    bars.set_labels(DIGITS)
    bars.show()
    QTest.qWait(160)
    bars.set_scores(DIGITS, np.eye(10)[4])
    assert bars.answer == "4" and bars._shown[4] < 1
    qtbot.waitUntil(lambda: bars._shown[4] == 1.0)


def test_the_picture_is_the_one_the_network_was_made_for(panel):
    heard = []
    panel.picture_drawn.connect(heard.append)
    _stroke(panel.canvas, (60, 30), (60, 100), (60, 160))
    assert heard[-1].shape == (28, 28) and heard[-1].dtype == np.float32
    np.testing.assert_array_equal(heard[-1], drawing.rasterise(panel.canvas.strokes, pad_size=1.0))
    np.testing.assert_array_equal(panel.received.array, heard[-1])


def test_clear_and_undo_return_to_an_empty_pad(panel, qtbot):
    assert not panel.clear_button.isEnabled() and not panel.undo_button.isEnabled()
    _stroke(panel.canvas, (60, 30), (60, 160))
    panel.show_answer(DIGITS, np.eye(10)[1])
    assert panel.bars.answer == "1"
    with qtbot.waitSignal(panel.pad_cleared):
        QTest.mouseClick(panel.clear_button, LEFT)
    assert panel.bars.answer == "" and not panel.received.array.any() and panel.picture() is None
    _stroke(panel.canvas, (60, 30), (60, 160))
    with qtbot.waitSignal(panel.pad_cleared):
        QTest.mouseClick(panel.undo_button, LEFT)


def test_a_late_answer_to_a_drawing_that_is_gone_is_left_out(panel):
    _stroke(panel.canvas, (60, 30), (60, 160))
    panel.canvas.clear()
    panel.show_answer(DIGITS, np.eye(10)[1])
    assert panel.bars.answer == ""


def test_the_hint_of_a_closed_pad_stands_on_bare_paper_and_the_ink_comes_back(canvas):
    def white() -> bool:
        return canvas.grab().toImage().pixelColor(100, 40).lightness() > 200

    _stroke(canvas, (100, 20), (100, 180))
    assert white()
    canvas.set_hint("Closed.")
    assert not white()
    canvas.set_hint("")
    assert white()


def test_a_closed_pad_gives_no_answer(panel):
    _stroke(panel.canvas, (60, 30), (60, 160))
    panel.show_answer(DIGITS, np.eye(10)[1])
    panel.set_hint("This network takes 2 numbers, not a picture.")
    assert panel.bars.answer == "" and not panel.clear_button.isEnabled() and not panel.canvas.isEnabled()


@pytest.mark.parametrize("size", SIZES)
def test_all_parts_fit_without_overlap_at_any_size(panel, size):
    panel.resize(*size)
    QApplication.processEvents()
    parts = [panel.canvas.geometry(), panel.received.geometry(), panel.bars.geometry()]
    assert parts[0].width() == parts[0].height() >= (150 if size[1] > 270 else 100)
    assert parts[2].width() >= 150, "the bars have room for class, bar and share"
    assert parts[2].height() >= 80
    for index, part in enumerate(parts):
        assert panel._body.rect().contains(part)
        assert not any(part.intersects(other) for other in parts[index + 1 :])


def test_long_class_names_get_more_room(panel):
    before = panel.bars.width()
    panel.set_labels(["T-shirt/top", "Trouser", "Ankle boot"])
    QApplication.processEvents()
    assert panel.bars.width() > before


def test_names_are_stable(panel):
    for part, name in (
        (panel.canvas, "digit_pad"),
        (panel.bars, "answer_bars"),
        (panel.clear_button, "clear_pad_button"),
        (panel.undo_button, "undo_stroke_button"),
        (panel.received, "received_picture"),
    ):
        assert part.objectName() == name and part.accessibleName()


def test_real_drawings_arrive_through_the_mouse(panel, real_data):
    digits, _ = drawing.read_strokes(real_data / "pen_digits" / "strokes.npz")
    side = panel.canvas.width()
    for digit in digits[:5]:
        points = np.concatenate(digit)
        low, reach = points.min(0), float(np.ptp(points, axis=0).max())
        for stroke in digit:
            _stroke(panel.canvas, *(((stroke - low) / reach * 0.7 + 0.15) * side).astype(int).tolist())
        assert len(panel.canvas.strokes) == len(digit)
        exact = drawing.rasterise(digit)
        assert np.corrcoef(panel.received.array.ravel(), exact.ravel())[0, 1] > 0.85
        panel.canvas.clear()


def test_what_is_left_out_is_less_likely_only_beside_an_answer(bars):
    bars.set_labels([str(place) for place in range(12)])
    assert bars._more_words(2) == "and 2 more"
    bars.set_scores([str(place) for place in range(12)], np.eye(12)[3])
    assert bars._more_words(2) == "and 2 less likely"
