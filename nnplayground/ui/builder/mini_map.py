"""The whole network in small, in a corner of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnplayground.ui.theme import faded, theme

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_SIZE, _GAP_PX, _PAD = QSize(188, 124), 12, 8.0


class MiniMap(QWidget):
    """Shown while not everything is in sight. A press or a drag in it brings that place into the middle."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view
        self._wanted = True
        self._whole = QRectF()
        self.setObjectName("mini_map")
        self.setFixedSize(_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        view.looked_elsewhere.connect(self.update)
        view.installEventFilter(self)
        theme().changed.connect(self.update)
        self._retitle()
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether it may show at all."""
        return self._wanted

    def set_wanted(self, wanted: bool) -> None:
        """Switch it on or off."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.refresh()

    def refresh(self) -> None:
        """Look again what there is, and whether it is all in sight."""
        content = self._view.content_rect()
        self._whole = content.united(self._view.visible_area())
        hidden = not content.isEmpty() and not self._view.visible_area().contains(content)
        self.setVisible(self._wanted and hidden)
        self.update()

    # ---- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._view.look_at(self._in_scene(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look on while dragging."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._view.look_at(self._in_scene(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The map may now be of another extent, or no longer be needed."""
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            size = self._view.size()
            self.move(size.width() - self.width() - _GAP_PX, size.height() - self.height() - _GAP_PX)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notes and blocks as patches in the colours of their families, and a frame around what is in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        card = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(faded(tokens.muted, tokens.surface, 0.5)), 1))
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(card, 8, 8)
        painter.setClipRect(card.adjusted(2, 2, -2, -2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(faded(tokens.warning, tokens.surface, 0.3)))
        for note in self._view.canvas.notes.values():
            painter.drawRect(self._in_map(note.rect))
        for block in self._view.canvas.blocks.values():
            chosen = block.mood.selected
            painter.setBrush(theme().color("accent") if chosen else theme().family(block.face.family))
            painter.drawRect(self._in_map(block.rect).adjusted(-0.5, -0.5, 0.5, 0.5))
        frame = self._in_map(self._view.visible_area())
        shade = QColor(theme().color("accent"))
        painter.setPen(QPen(shade, 1.5))
        shade.setAlphaF(0.10)
        painter.setBrush(shade)
        painter.drawRoundedRect(frame, 2, 2)

    # ---- from the scene to the map and back

    def _scale(self) -> float:
        room = QRectF(self.rect()).adjusted(_PAD, _PAD, -_PAD, -_PAD)
        width, height = max(self._whole.width(), 1.0), max(self._whole.height(), 1.0)
        return min(room.width() / width, room.height() / height)

    def _in_map(self, rect: QRectF) -> QRectF:
        scale = self._scale()
        corner = (rect.topLeft() - self._whole.center()) * scale + QRectF(self.rect()).center()
        return QRectF(corner, rect.size() * scale)

    def _in_scene(self, place: QPointF) -> QPointF:
        return (place - QRectF(self.rect()).center()) / self._scale() + self._whole.center()

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Map of the network"))
        self.setToolTip(self.tr("The whole network. Drag to look elsewhere."))
