"""Alignment while dragging: a block catches on edges and centres of others, and a line shows on what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsLineItem

from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.theme import theme

GRID_PX = 10.0
LEVEL_PX, CATCH_PX = 8.0, 4.0
"""How near the height of a wired block catches, and any other edge or centre."""
_REACH_PX, _OVERHANG_PX = 900.0, 14.0


class Lines(NamedTuple):
    """Where a rectangle lies along one axis: its centre, and both edges; plain numbers, for many are compared."""

    centre: float
    low: float
    high: float


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
        self._others = [(_lines_of(rect), rect) for rect in others]
        self._lines: dict[str, QGraphicsLineItem] = {}

    def snapped(self, place: QPointF) -> QPointF:
        """The centre that the block gets when it is held at ``place``: level, in line, or on the grid."""
        px, py = place.x(), place.y()
        near = [(x, y, rect) for (x, y), rect in self._others if abs(x.centre - px) + abs(y.centre - py) < _REACH_PX]
        half_width, half_height = self._own.width() / 2, self._own.height() / 2
        x, rect_x = _caught(Lines(px, px - half_width, px + half_width), [(n[0], n[2]) for n in near])
        y, rect_y = _caught(Lines(py, py - half_height, py + half_height), [(n[1], n[2]) for n in near])
        level = min(self._wired, key=lambda other: abs(other - py), default=None)
        if level is not None and abs(level - py) <= LEVEL_PX:
            y, rect_y = level, next((rect for _, lines, rect in near if lines.centre == level), None)
        x = round(px / GRID_PX) * GRID_PX if x is None else x
        y = round(py / GRID_PX) * GRID_PX if y is None else y
        own = QRectF(self._own)
        own.moveCenter(QPointF(x, y))
        self._show("x", own, rect_x)
        self._show("y", own, rect_y)
        return QPointF(x, y)

    def hide(self) -> None:
        """Take the lines away."""
        for line in self._lines.values():
            self._scene.removeItem(line)
        self._lines.clear()

    def _show(self, axis: str, own: QRectF, other: QRectF | None) -> None:
        line = self._lines.get(axis)
        at = None
        if other is not None:
            side = 0 if axis == "x" else 1
            pairs = zip(_lines_of(own)[side], _lines_of(other)[side], strict=True)
            at = next((mine for mine, theirs in pairs if abs(mine - theirs) < 0.01), None)
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


def _lines_of(rect: QRectF) -> tuple[Lines, Lines]:
    """Across and down."""
    centre = rect.center()
    return Lines(centre.x(), rect.left(), rect.right()), Lines(centre.y(), rect.top(), rect.bottom())


def _caught(own: Lines, near: list[tuple[Lines, QRectF]]) -> tuple[float | None, QRectF | None]:
    """The nearest centre at which centre or edge meets that of another block, and that block; centres come first."""
    best, found, which = CATCH_PX, None, None
    for index, mine in enumerate(own):
        for lines, rect in near:
            way = lines[index] - mine
            if -best < way < best:
                best, found, which = abs(way), own.centre + way, rect
    return found, which
