"""The way of a wire: straight or gently curved where nothing is between, around the blocks where something is."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from nnplayground.ui.builder.detour import Box, Point, crosses, detour

CLEARANCE = 20.0  # room for the shape between a block and the wire past it
BULGE = 36.0
SHORTEST = 12.0
NEAR = 48.0
_ROUND = 12.0
_BELOW = 8.0
"""Which side is preferred where both are as near: a shortcut runs below, also while ports shift a little."""


class Route(NamedTuple):
    """A path and the middle of its longest level part, with the length of that part: the place for a label."""

    path: QPainterPath
    label: QPointF
    room: float


def route(start: QPointF, end: QPointF, boxes: Sequence[Box], own: Sequence[Box] = (), thorough: bool = True) -> Route:
    """Lead a wire from an output to an input.

    Args:
        boxes: The other blocks, around which the wire goes.
        own: The blocks at its two ends; only a wire that goes back must go around these.
        thorough: Look for a longer way too, where each of the usual ones runs through a block.
    """
    dx, dy = end.x() - start.x(), abs(end.y() - start.y())
    forward = dx >= SHORTEST or (dx > 0 and dy <= NEAR)  # side by side: nothing fits between, a loop would be absurd
    if forward:
        direct = _direct(start, end)
        if not _blocked(direct.path, start, end, boxes):
            return direct
        usual = _bow(start, end, boxes)
    else:
        usual = _wrap(start, end, boxes, own)
    walls = [*boxes, *(box.grown(-4) for box in own)]
    if not thorough or not crosses(_points(usual.path), walls):
        return usual
    if not forward:  # a wider block above the one it goes to: the same way with tighter corners
        tight = _along(start, end, start.x() + BULGE, usual.label.y(), end.x() - BULGE)
        if not crosses(_points(tight.path), walls):
            return tight
    corners = detour(Point(start.x(), start.y()), Point(end.x(), end.y()), boxes, own)
    if corners is not None:
        return _along(start, end, *corners)
    return usual if forward or dx <= 0 else _direct(start, end)


def _points(path: QPainterPath) -> list[Point]:
    """The path as short straight stretches, and long ones where it is level or upright."""
    return [Point(place.x(), place.y()) for place in path.toSubpathPolygons()[0]]


def _along(start: QPointF, end: QPointF, off: float, level: float, turn: float) -> Route:
    """Out to ``off``, up or down to the level, along it to ``turn``, and in, with round corners."""
    corners = [QPointF(off, start.y()), QPointF(off, level), QPointF(turn, level), QPointF(turn, end.y()), end]
    path = QPainterPath(start)
    for here, after in zip(corners, corners[1:], strict=False):
        _round(path, here, after)
    path.lineTo(end)
    return Route(path, QPointF((off + turn) / 2, level), abs(turn - off) - 2 * _ROUND)


def _round(path: QPainterPath, corner: QPointF, after: QPointF) -> None:
    """Go nearly to a corner, and around it."""
    before = path.currentPosition()
    came, goes = corner - before, after - corner
    here, there = came.manhattanLength(), goes.manhattanLength()
    if here < 0.5 or there < 0.5:
        return
    radius = min(_ROUND, here, there / 2)
    path.lineTo(corner - came * (radius / here))
    path.quadTo(corner, corner + goes * (radius / there))


def _direct(start: QPointF, end: QPointF) -> Route:
    path = QPainterPath(start)
    dx = end.x() - start.x()
    if abs(end.y() - start.y()) < 0.5:
        path.lineTo(end)
        return Route(path, QPointF(start.x() + dx / 2, start.y()), dx)
    reach = min(max(dx / 2, min(18.0, dx)), 90.0)
    path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
    return Route(path, (start + end) / 2, dx if abs(end.y() - start.y()) < 8 else 0.0)


def _blocked(path: QPainterPath, start: QPointF, end: QPointF, boxes: Sequence[Box]) -> bool:
    left, right = start.x(), end.x()
    top, bottom = min(start.y(), end.y()), max(start.y(), end.y())
    near = [b for b in boxes if b.left < right and b.right > left and b.top - 8 < bottom and b.bottom + 8 > top]
    if not near:
        return False
    # QPainterPath.intersects would close the path and take the area within for it.
    return crosses(_points(path), [Box(b[0] - 4, b[1] - 8, b[2] + 4, b[3] + 8) for b in near])


def _bow(start: QPointF, end: QPointF, boxes: Sequence[Box]) -> Route:
    """Past what is between: level with one end if that is free, else over or under, whichever is nearer to the end."""
    left, right = start.x(), end.x()
    between = [b for b in boxes if b.left < right and b.right > left]
    level = _level(start, end, between)
    first = min((b.left for b in between), default=end.x()) - start.x()
    last = end.x() - max((b.right for b in between), default=start.x())
    half = (end.x() - start.x()) / 2
    leave, arrive = (min(max(gap - 4, SHORTEST), BULGE, half) for gap in (first, last))
    path = QPainterPath(start)
    _step(path, QPointF(start.x() + leave, level))
    path.lineTo(end.x() - arrive, level)
    _step(path, end)
    return Route(path, QPointF((start.x() + end.x()) / 2, level), 2 * half - leave - arrive)


def _level(start: QPointF, end: QPointF, between: Sequence[Box]) -> float:
    for level in (start.y(), end.y()):
        if not any(b.top - 4 < level < b.bottom + 4 for b in between):
            return level
    return free_level([(b.top, b.bottom) for b in between], end.y() + _BELOW)


def _step(path: QPainterPath, to: QPointF) -> None:
    """From one level to another within a narrow gap: a turn, straight up or down, a turn."""
    at = path.currentPosition()
    middle, way = (at.x() + to.x()) / 2, to.y() - at.y()
    turn = min(abs(middle - at.x()), abs(way) / 2)
    if turn < 0.5:
        path.lineTo(to)
        return
    sign = 1 if way > 0 else -1
    path.lineTo(middle - turn, at.y())
    path.quadTo(QPointF(middle, at.y()), QPointF(middle, at.y() + sign * turn))
    path.lineTo(middle, to.y() - sign * turn)
    path.quadTo(QPointF(middle, to.y()), QPointF(middle + turn, to.y()))
    path.lineTo(to)


def _wrap(start: QPointF, end: QPointF, boxes: Sequence[Box], own: Sequence[Box]) -> Route:
    """To the next row, as text wraps: out to the right, back along the free space, in from the left."""
    left, right = end.x() - BULGE, start.x() + BULGE
    spans = [(b.top, b.bottom) for b in (*boxes, *own) if b.left < right and b.right > left]
    level = _between_rows(spans, *sorted((start.y(), end.y())))
    path = QPainterPath(start)
    _turn(path, start, level, BULGE)
    width = right - left
    corner = min(width / 2, 2.2 * BULGE)
    path.lineTo(left + corner, level)
    path.cubicTo(QPointF(left, level), QPointF(left, end.y()), end)
    return Route(path, QPointF((start.x() + end.x()) / 2, level), width - 2 * corner)


def _between_rows(spans: Sequence[tuple[float, float]], top: float, bottom: float) -> float:
    """The middle of the widest free gap between two heights: rows lie farther apart than the lanes within a row."""
    inside = [(low, high) for low, high in _gaps(spans) if low >= top and high <= bottom]
    if not inside:
        return free_level(spans, (top + bottom) / 2, centred=True)
    low, high = max(inside, key=lambda gap: gap[1] - gap[0])
    return (low + high) / 2


def _turn(path: QPainterPath, start: QPointF, level: float, bulge: float) -> None:
    """From a point out to the right and round into a level that runs back."""
    reach = bulge * 4 / 3
    path.cubicTo(
        QPointF(start.x() + reach, start.y()), QPointF(start.x() + reach, level), QPointF(start.x() - bulge, level)
    )


def free_level(spans: Sequence[tuple[float, float]], around: float, centred: bool = False) -> float:
    """The height nearest to ``around`` at which a level line touches none of the spans.

    Args:
        spans: Top and bottom of what is in the way.
        centred: Take the middle of the gap between two spans rather than its nearer edge.
    """
    gaps = _gaps(spans)
    best = min(gaps, key=lambda gap: _distance(gap, around))
    low, high = best
    if centred and low > float("-inf") and high < float("inf"):
        return (low + high) / 2
    inset = min(CLEARANCE, (high - low) / 2)
    return min(max(around, low + inset), high - inset)


def _gaps(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    gaps: list[tuple[float, float]] = []
    reached = float("-inf")
    for top, bottom in sorted(spans):
        if top - reached >= CLEARANCE:
            gaps.append((reached, top))
        reached = max(reached, bottom)
    return [*gaps, (reached, float("inf"))]


def _distance(gap: tuple[float, float], around: float) -> float:
    low, high = gap
    return (
        max(low + CLEARANCE - around, around - high + CLEARANCE, 0.0)
        if high - low >= 2 * CLEARANCE
        else max(low - around, around - high, 0.0)
    )
