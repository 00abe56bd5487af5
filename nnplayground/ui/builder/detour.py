"""The way of a wire among blocks that stand close or untidily: level and upright stretches, the shortest first."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

CLEARANCE = 10.0
MARGIN = 4.0
STUB = 12.0
BEND_PX = 24.0
"""What a bend costs, as length: a longer way with fewer bends is easier to follow."""
_REACH = 260.0
_MOST_BOXES, _MOST_LINES = 14, 6


class Box(NamedTuple):
    """A block in the way; plain numbers, since a wire may look at hundreds."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> "Box":
        """The same with more on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


class Point(NamedTuple):
    """A place, in plain numbers."""

    x: float
    y: float


Corners = tuple[float, float, float]
"""Where the wire turns off, the level on which it runs, and where it turns in."""


def detour(start: Point, end: Point, boxes: Sequence[Box], own: Sequence[Box]) -> Corners | None:
    """The shortest way from an output to an input that touches no block, if it needs five stretches at most.

    Args:
        boxes: The other blocks, around which the wire goes.
        own: The blocks at its two ends.
    """
    near = _near(start, end, boxes)
    walls = [*(box.grown(MARGIN) for box in near), *(box.grown(-1) for box in own)]
    all_near = [*near, *own]
    offs = _closest([start.x + STUB, *(b.left - CLEARANCE for b in all_near), *(b.right + CLEARANCE for b in all_near)],
                    start.x + STUB, end.x, 1)  # fmt: skip
    ins = _closest([end.x - STUB, *(b.right + CLEARANCE for b in all_near), *(b.left - CLEARANCE for b in all_near)],
                   end.x - STUB, start.x, -1)  # fmt: skip
    offs = [x for x in offs if _free(walls, start.x, start.y, x, start.y)]
    ins = [x for x in ins if _free(walls, x, end.y, end.x, end.y)]
    edges = {edge for b in all_near for edge in (b.top - CLEARANCE, b.bottom + CLEARANCE)}
    levels = {start.y, end.y, (start.y + end.y) / 2, *edges}
    leave = {(x, y) for x, y in product(offs, levels) if _free(walls, x, start.y, x, y)}
    arrive = {(x, y) for x, y in product(ins, levels) if _free(walls, x, y, x, end.y)}
    ways = sorted(_ways(start, end, leave, arrive))
    return next((way for _, way in ways if _free(walls, way[0], way[1], way[2], way[1])), None)


def crosses(points: Sequence[Point], boxes: Sequence[Box]) -> bool:
    """Whether a way runs through a block. Its stretches are level, upright, or so short that their extent will do."""
    left, right = min(p.x for p in points), max(p.x for p in points)
    top, bottom = min(p.y for p in points), max(p.y for p in points)
    near = [b for b in boxes if b.left < right and b.right > left and b.top < bottom and b.bottom > top]
    return bool(near) and any(not _free(near, *a, *b) for a, b in zip(points, points[1:], strict=False))


def _near(start: Point, end: Point, boxes: Sequence[Box]) -> list[Box]:
    """The blocks that the way may meet, the nearest to its middle first."""
    left, right = min(start.x, end.x) - _REACH, max(start.x, end.x) + _REACH
    top, bottom = min(start.y, end.y) - _REACH, max(start.y, end.y) + _REACH
    near = [b for b in boxes if b.left < right and b.right > left and b.top < bottom and b.bottom > top]
    x, y = (start.x + end.x) / 2, (start.y + end.y) / 2
    near.sort(key=lambda b: abs((b.left + b.right) / 2 - x) + abs((b.top + b.bottom) / 2 - y))
    return near[:_MOST_BOXES]


def _closest(places: list[float], first: float, last: float, sign: int) -> list[float]:
    """Places from ``first`` on in a direction, the nearest to it, and the nearest to ``last``."""
    usable = sorted({x for x in places if (x - first) * sign >= 0}, key=lambda x: abs(x - first))
    return [*usable[:_MOST_LINES], *sorted(usable[_MOST_LINES:], key=lambda x: abs(x - last))[:_MOST_LINES]]


def _free(walls: Sequence[Box], x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether a level or upright stretch touches nothing."""
    left, right = (x1 - 0.01, x2 + 0.01) if x1 < x2 else (x2 - 0.01, x1 + 0.01)
    top, bottom = (y1 - 0.01, y2 + 0.01) if y1 < y2 else (y2 - 0.01, y1 + 0.01)
    return not any(b.left < right and b.right > left and b.top < bottom and b.bottom > top for b in walls)


def _ways(
    start: Point, end: Point, leave: set[tuple[float, float]], arrive: set[tuple[float, float]]
) -> Iterator[tuple[float, Corners]]:
    by_level: dict[float, list[float]] = {}
    for x, y in arrive:
        by_level.setdefault(y, []).append(x)
    for off, level in leave:
        for turn in by_level.get(level, ()):
            across = abs(off - start.x) + abs(turn - off) + abs(end.x - turn)
            length = across + abs(level - start.y) + abs(end.y - level)
            bends = 2 * (level != start.y) + 2 * (level != end.y)
            yield length + BEND_PX * bends, (off, level, turn)
