"""Bringing blocks into line: pure functions from rectangles to new centres."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

How = Literal["left", "centre", "right", "top", "middle", "bottom", "across", "down"]
"""``centre`` is one x for all centres, ``middle`` one y; ``across`` and ``down`` leave equal gaps side by side and one
below the other."""


class Extent(NamedTuple):
    """Where a block lies."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


Places = dict[str, tuple[float, float]]


def aligned(extents: Mapping[str, Extent], how: How) -> Places:
    """The new centre of each block. Fewer than two blocks stay, fewer than three have no gaps to share."""
    if len(extents) < (3 if how in ("across", "down") else 2):
        return {name: extent.centre for name, extent in extents.items()}
    if how == "across":
        return _spread(extents)
    if how == "down":
        turned = {name: Extent(e.top, e.left, e.bottom, e.right) for name, e in extents.items()}
        return {name: (y, x) for name, (x, y) in _spread(turned).items()}
    left, right = min(e.left for e in extents.values()), max(e.right for e in extents.values())
    top, bottom = min(e.top for e in extents.values()), max(e.bottom for e in extents.values())
    places: Places = {}
    for name, e in extents.items():
        x, y = e.centre
        half_width, half_height = (e.right - e.left) / 2, (e.bottom - e.top) / 2
        match how:
            case "left":
                x = left + half_width
            case "centre":
                x = (left + right) / 2
            case "right":
                x = right - half_width
            case "top":
                y = top + half_height
            case "middle":
                y = (top + bottom) / 2
            case "bottom":
                y = bottom - half_height
        places[name] = (x, y)
    return places


def _spread(extents: Mapping[str, Extent]) -> Places:
    """Equal gaps from left to right; the outermost blocks stay."""
    order = sorted(extents, key=lambda name: extents[name].centre[0])
    first, last = extents[order[0]], extents[order[-1]]
    widths = sum(e.right - e.left for e in extents.values())
    gap = (last.right - first.left - widths) / (len(order) - 1)
    places: Places = {}
    x = first.left
    for name in order:
        extent = extents[name]
        width = extent.right - extent.left
        places[name] = (x + width / 2, extent.centre[1])
        x += width + gap
    return places
