"""What the colours in the plane mean: a mark for each class, or a scale of colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.ui.panels.plane_colors import PlaneColors
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets import say

_ROW, _MARK, _GAP, _SCALE = 18, 12, 12, 8
_MOST = 4
"""So many rows at most; the last tells how many more names there are."""


class PlaneKey(QWidget):
    """Rows of marks with their names; or the scale, with the numbers at its ends and in its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_key")
        self.setFont(font("small"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._colors: PlaneColors | None = None
        theme().changed.connect(self.update)

    def set_colors(self, colors: PlaneColors) -> None:
        """Explain other colours."""
        self._colors = colors
        self.setAccessibleDescription(", ".join(name for name, _ in colors.key()))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """As many rows as the names need, up to four."""
        if self._colors is None:
            return 0
        if self._colors.scale() is not None:
            return _ROW + _SCALE
        return round(self._places(self._names(width, _MOST), width)[-1].bottom())

    def sizeHint(self) -> QSize:
        return QSize(150, self.heightForWidth(max(self.width(), 60)))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colors is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._colors.scale() is None:
            self._paint_marks(painter)
        else:
            self._paint_scale(painter)
        painter.end()

    def _names(self, width: int, rows: int) -> list[str]:
        """The names that have room, and at the end how many more there are."""
        names = shown = [name for name, _ in self._colors.key()]
        count = sum(place.bottom() <= rows * _ROW for place in self._places(names, width))
        while count and self._places(shown, width)[-1].bottom() > rows * _ROW:
            count -= 1
            shown = [*names[:count], self.tr("and {count} more").format(count=say.count(len(names) - count))]
        return shown

    def _places(self, names: list[str], width: int) -> list[QRectF]:
        """Where each name is, with its mark."""
        metrics, places = self.fontMetrics(), []
        x = y = 0.0
        for name in names:
            wide = min(_MARK + metrics.horizontalAdvance(name) + 1, width)
            if x and x + wide > width:
                x, y = 0.0, y + _ROW
            places.append(QRectF(x, y, wide, _ROW))
            x += wide + _GAP
        return places

    def _paint_marks(self, painter: QPainter) -> None:
        names, key = self._names(self.width(), self.height() // _ROW), self._colors.key()
        for index, (place, name) in enumerate(zip(self._places(names, self.width()), names, strict=True)):
            if name == key[index][0]:  # the count of the others has no mark
                self._colors.paint_dot(painter, QPointF(place.left() + 4, place.center().y()), key[index][1])
                place.setLeft(place.left() + _MARK)
            painter.setPen(theme().color("muted"))
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_scale(self, painter: QPainter) -> None:
        track = QRectF(0, 0, self.width(), _SCALE)
        scale, stops = QLinearGradient(track.topLeft(), track.topRight()), self._colors.scale()
        for index, color in enumerate(stops):
            scale.setColorAt(index / (len(stops) - 1), color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(scale)
        painter.drawRoundedRect(track, 3, 3)
        painter.setPen(theme().color("muted"))
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        below = QRectF(0, _SCALE + 1, self.width(), _ROW - 1)
        for side, (name, _) in zip(sides, self._colors.key(), strict=True):
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, name)
