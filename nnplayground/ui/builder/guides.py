"""Alignment while dragging: a block catches on edges and centres of others, and a line shows on what."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsLineItem

from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.theme import theme

GRID_PX = 10.0
LEVEL_PX, CATCH_PX = 8.0, 4.0
"""How near the height of a wired block catches, and any other edge or centre."""
_REACH_PX, _OVERHANG_PX = 900.0, 14.0

_EDGES_X: tuple[Callable[[QRectF], float], ...] = (lambda r: r.center().x(), QRectF.left, QRectF.right)
_EDGES_Y: tuple[Callable[[QRectF], float], ...] = (lambda r: r.center().y(), QRectF.top, QRectF.bottom)


class Guides:
    """Finds where a dragged block catches. Lines are made once and shown where they are needed.

    Args:
        own: The rectangle of the dragged block, wherever it is.
        wired: The heights of the blocks to which it has wires.
        others: The rectangles of the blocks that stay.
    """

    def __init__(self, scene: BuilderScene, own: QRectF, wired: Iterable[float], others: Iterable[QRectF]) -> None:
        self._scene = scene
        self._own = own
        self._wired = list(wired)
        self._others = list(others)
        self._lines: dict[str, QGraphicsLineItem] = {}

    def snapped(self, place: QPointF) -> QPointF:
        """The centre that the block gets when it is held at ``place``: level, in line, or on the grid."""
        own = QRectF(self._own)
        own.moveCenter(place)
        near = [r for r in self._others if (r.center() - place).manhattanLength() < _REACH_PX]
        x, rect_x = self._caught(own, near, _EDGES_X, place.x())
        y, rect_y = self._caught(own, near, _EDGES_Y, place.y())
        level = min(self._wired, key=lambda other: abs(other - place.y()), default=None)
        if level is not None and abs(level - place.y()) <= LEVEL_PX:
            y, rect_y = level, next((r for r in near if r.center().y() == level), None)
        x = round(place.x() / GRID_PX) * GRID_PX if x is None else x
        y = round(place.y() / GRID_PX) * GRID_PX if y is None else y
        own.moveCenter(QPointF(x, y))
        self._show("x", own, rect_x, _EDGES_X)
        self._show("y", own, rect_y, _EDGES_Y)
        return QPointF(x, y)

    def hide(self) -> None:
        """Take the lines away."""
        for line in self._lines.values():
            self._scene.removeItem(line)
        self._lines.clear()

    def _caught(
        self, own: QRectF, near: list[QRectF], edges: tuple[Callable[[QRectF], float], ...], centre: float
    ) -> tuple[float | None, QRectF | None]:
        """The nearest centre at which one of the edges meets that of another block, and that block."""
        best, found, which = CATCH_PX, None, None
        for edge in edges:
            mine = edge(own)
            for rect in near:
                way = edge(rect) - mine
                if abs(way) < best:
                    best, found, which = abs(way), centre + way, rect
        return found, which

    def _show(
        self, axis: str, own: QRectF, other: QRectF | None, edges: tuple[Callable[[QRectF], float], ...]
    ) -> None:
        line = self._lines.get(axis)
        at = None
        if other is not None:
            at = next((edge(own) for edge in edges if abs(edge(own) - edge(other)) < 0.01), None)
        if at is None:
            if line is not None:
                line.hide()
            return
        if line is None:
            line = self._lines[axis] = self._new_line()
        both = own.united(other).adjusted(-_OVERHANG_PX, -_OVERHANG_PX, _OVERHANG_PX, _OVERHANG_PX)
        if axis == "x":
            line.setLine(at, both.top(), at, both.bottom())
        else:
            line.setLine(both.left(), at, both.right(), at)
        line.show()

    def _new_line(self) -> QGraphicsLineItem:
        line = QGraphicsLineItem()
        pen = QPen(theme().color("accent"), 1, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        line.setPen(pen)
        line.setZValue(950)
        self._scene.addItem(line)
        return line
