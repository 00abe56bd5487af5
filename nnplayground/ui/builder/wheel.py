"""Telling the wheel of a mouse from two fingers on a touchpad, which Qt reports as the same event."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputDevice, QWheelEvent

NOTCH = 120
"""Eighths of a degree for one click of a wheel (Qt's documentation of ``QWheelEvent.angleDelta``)."""


def by_fingers(event: QWheelEvent) -> bool:
    """Whether two fingers on a touchpad scrolled.

    The kind of the device alone does not tell: under Wayland and in virtual machines every pointer may call itself a
    touchpad. Phases come from touchpads only. Without them a whole number of clicks straight up or down is a wheel; of
    what is finer, wheels with a fine resolution turn in one direction only and give no pixels.
    """
    if event.phase() != Qt.ScrollPhase.NoScrollPhase:
        return True
    angle = event.angleDelta()
    if angle.x() == 0 and angle.y() % NOTCH == 0 and angle.y() != 0:
        return False
    touchpad = event.pointingDevice().type() == QInputDevice.DeviceType.TouchPad
    both = angle.x() != 0 and angle.y() != 0
    return touchpad or both or not event.pixelDelta().isNull()


def scrolled_px(event: QWheelEvent) -> QPoint:
    """By how many pixels the picture goes along with two fingers."""
    return event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 4


def notches(event: QWheelEvent) -> float:
    """How far a wheel was turned, in clicks; upwards is positive. A touchpad may tell pixels only."""
    angle = event.angleDelta()
    return (angle.y() or angle.x() or 4 * event.pixelDelta().y()) / NOTCH
