"""A tiny picture of what a layer does, as plain data: marks in a square of 20 by 20, y downwards.

Two colours are enough: ``color`` is that of the layer's family, ``ink`` that of small print. The window paints the
marks at any size; whole numbers are whole pixels at 20 px, where the picture stands beside a name.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

SIDE = 20.0
FAINT, STRONG = 0.22, 1.0
"""How visible a mark is that is only there for the others to stand out, and one that matters."""

Tone = Literal["color", "ink"]
Point = tuple[float, float]


class Stroke(msgspec.Struct, frozen=True):
    """A line through points."""

    points: tuple[Point, ...]
    tone: Tone = "ink"
    width: float = 1.4
    strength: float = STRONG


class Patch(msgspec.Struct, frozen=True):
    """A filled rectangle with slightly round corners."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone = "color"
    strength: float = STRONG


class Dot(msgspec.Struct, frozen=True):
    """A filled disc around a point."""

    x: float
    y: float
    radius: float = 2.0
    tone: Tone = "color"
    strength: float = STRONG


Mark = Stroke | Patch | Dot
Picture = tuple[Mark, ...]


def line(*points: Point, tone: Tone = "ink", width: float = 1.4, strength: float = STRONG) -> Picture:
    """A line through points."""
    return (Stroke(points, tone, width, strength),)


def frame(x: float, y: float, width: float, height: float, tone: Tone = "ink", strength: float = STRONG) -> Picture:
    """The outline of a rectangle."""
    right, below = x + width, y + height
    return line((x, y), (right, y), (right, below), (x, below), (x, y), tone=tone, strength=strength)


def arrow(start: Point, end: Point, tone: Tone = "ink") -> Picture:
    """A line along an axis with a head at its end."""
    (x0, y0), (x, y) = start, end
    length = max(abs(x - x0), abs(y - y0))
    back, side = ((x0 - x) / length * 2.5, (y0 - y) / length * 2.5), ((y - y0) / length * 2.5, (x0 - x) / length * 2.5)
    head = [(x + back[0] + sign * side[0], y + back[1] + sign * side[1]) for sign in (1, -1)]
    return line(start, end, tone=tone) + line(head[0], end, head[1], tone=tone)


def cross(x: float, y: float, reach: float, tone: Tone = "ink") -> Picture:
    """A diagonal cross around a point."""
    return line((x - reach, y - reach), (x + reach, y + reach), tone=tone) + line(
        (x - reach, y + reach), (x + reach, y - reach), tone=tone
    )


def cells(
    strengths: Sequence[Sequence[float]],
    size: float | tuple[float, float] = 4,
    gap: float = 1,
    at: Point = (0, 0),
    tone: Tone = "color",
) -> Picture:
    """A matrix as a grid of patches.

    Args:
        strengths: How visible each cell is, rows of numbers from 0 to 1.
        size: Side of a cell, or its width and height.
        gap: Between two cells.
        at: Upper left corner.
        tone: Colour of all cells.
    """
    wide, high = size if isinstance(size, tuple) else (size, size)
    return tuple(
        Patch(at[0] + column * (wide + gap), at[1] + row * (high + gap), wide, high, tone, strength)
        for row, values in enumerate(strengths)
        for column, strength in enumerate(values)
    )


def lit(rows: int, columns: int, chosen: Sequence[tuple[int, int]] = ()) -> list[list[float]]:
    """Strengths of a matrix in which some cells stand out."""
    return [[STRONG if (r, c) in chosen else FAINT for c in range(columns)] for r in range(rows)]
