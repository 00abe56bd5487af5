"""Gestures: what the pointer is doing on the canvas between press and release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from nnplayground.ui.theme import theme

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

THRESHOLD_PX = 4
"""How far the pointer must go before a press becomes a drag."""


class Gesture:
    """One gesture. It shows what would happen and asks the view for one edit when it ends.

    ``sticky`` gestures follow the pointer without a button until the next click.
    """

    sticky = False

    def __init__(self, view: BuilderView) -> None:
        self.view = view
        self.scene = view.canvas

    def move(self, point: QPointF, at: QPoint) -> None:
        """The pointer is now at ``point`` of the scene, ``at`` of the viewport."""

    def release(self, point: QPointF, at: QPoint) -> None:
        """The button was let go: do it."""

    def cancel(self) -> None:
        """Leave everything as it was."""


class PanGesture(Gesture):
    """Move the view, with the middle button or with Space."""

    def __init__(self, view: BuilderView, at: QPoint) -> None:
        super().__init__(view)
        self._last = at

    def move(self, point: QPointF, at: QPoint) -> None:
        """Keep what was under the pointer under it."""
        self.view.pan(at - self._last)
        self._last = at


class BandGesture(Gesture):
    """Select with a rubber band; a mere click on the empty canvas selects nothing."""

    def __init__(self, view: BuilderView, start: QPointF, keep: bool) -> None:
        super().__init__(view)
        self._start = start
        self._kept = view.selected if keep else ()
        self._kept_notes = view.selection.notes if keep else ()
        self._band: QGraphicsRectItem | None = None
        self.view.select(self._kept, self._kept_notes)

    def move(self, point: QPointF, at: QPoint) -> None:
        """Stretch the band and select what it touches."""
        rect = QRectF(self._start, point).normalized()
        if self._band is None:
            self._band = self._new_band()
        self._band.setRect(rect)
        touched = [n for n, block in self.scene.blocks.items() if rect.intersects(block.rect) and n not in self._kept]
        notes = [n for n, item in self.scene.notes.items() if rect.contains(item.rect) and n not in self._kept_notes]
        self.view.select((*self._kept, *touched), (*self._kept_notes, *notes))

    def release(self, point: QPointF, at: QPoint) -> None:
        """The selection stays."""
        self.cancel()

    def cancel(self) -> None:
        """Take the band away."""
        if self._band is not None:
            self.scene.removeItem(self._band)
            self._band = None

    def _new_band(self) -> QGraphicsRectItem:
        band = QGraphicsRectItem()
        pen = QPen(theme().color("accent"), 1)
        pen.setCosmetic(True)
        pen.setStyle(Qt.PenStyle.SolidLine)
        fill = QColor(theme().color("accent"))
        fill.setAlphaF(0.10)
        band.setPen(pen)
        band.setBrush(fill)
        band.setZValue(1000)
        self.scene.addItem(band)
        return band
