"""Looking around on the canvas: the wheel of a mouse zooms, two fingers pan, pinching zooms."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication

NO_KEYS, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
NO_PHASE = Qt.ScrollPhase.NoScrollPhase


def scroll(view, at: QPoint, angle: QPoint, pixels: QPoint = QPoint(0, 0), keys=NO_KEYS, phase=NO_PHASE) -> None:  # noqa: B008
    where = QPointF(at), QPointF(view.mapToGlobal(at))
    event = QWheelEvent(*where, pixels, angle, Qt.MouseButton.NoButton, keys, phase, False)
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("phase", [Qt.ScrollPhase.ScrollUpdate, NO_PHASE])
def test_two_fingers_pan_and_with_ctrl_zoom_about_the_pointer(desk, phase):
    view, at = desk.view, desk.block("linear1")
    scroll(view, at, QPoint(20, -36), QPoint(10, -18), phase=phase)
    assert view.zoom == 1.0 and desk.block("linear1") - at == QPoint(10, -18)
    at = desk.block("linear1")
    scroll(view, at, QPoint(0, 30), QPoint(0, 15), CTRL, phase)
    assert view.zoom == pytest.approx(1.2**0.25)
    assert (desk.block("linear1") - at).manhattanLength() < 3


@pytest.mark.parametrize("angle", [120, -240, 15])
def test_a_wheel_zooms_about_the_pointer_in_whole_clicks_and_in_fine_ones(desk, angle):
    at = desk.block("linear1")
    here = desk.view.mapToScene(at)
    scroll(desk.view, at, QPoint(0, angle))
    assert (desk.view.mapToScene(at) - here).manhattanLength() < 2
    assert desk.view.zoom == pytest.approx(1.2 ** (angle / 120))


def test_pinching_zooms_about_the_pointer(desk):
    view, at = desk.view, desk.block("linear1")
    touchpad = QPointingDevice.primaryPointingDevice()
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, touchpad, 2, QPointF(at), QPointF(at), QPointF(view.mapToGlobal(at)),
        0.25, QPointF(), 1,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), pinch)
    assert view.zoom == pytest.approx(1.25)
    assert (desk.block("linear1") - at).manhattanLength() < 3
