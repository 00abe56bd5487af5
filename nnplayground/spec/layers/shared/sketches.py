"""Pictures that several layer kinds share, with what differs as an argument."""

import math
from collections.abc import Sequence
from statistics import mean

from nnplayground.spec.picture import FAINT, STRONG, Dot, Patch, Picture, Stroke, arrow, cells, line

_IMAGE = ((0.3, 0.9, 0.2, 0.4), (0.5, 0.6, 1.0, 0.1), (0.7, 0.2, 0.3, 0.3), (0.1, 0.4, 0.6, 0.8))
_SIGNAL = (0.45, 0.85, 1.0, 0.4, 0.3, 0.7)


def windows(largest: bool) -> Picture:
    """A picture of 4 by 4 pixels in four windows: the largest of each, or the mean of each."""
    marks: list[Patch] = []
    for row in (0, 2):
        for column in (0, 2):
            block = [values[column : column + 2] for values in _IMAGE[row : row + 2]]
            marks += cells(_pooled(block, largest), at=(column * 5.5, row * 5.5))
    return tuple(marks)


def to_size(largest: bool) -> Picture:
    """Any size, between corners, that becomes 2 by 2."""
    corners = [((x, y + 4 * v), (x, y), (x + 4 * u, y)) for x, u in ((1, 1), (19, -1)) for y, v in ((1, 1), (19, -1))]
    values = [[0.45, 0.8], [0.65, 0.3]]
    inside = cells([[FAINT] * 2] * 2, size=5, gap=2, at=(4, 4)) if largest else cells(values, size=5, gap=2, at=(4, 4))
    dots = tuple(Dot(x, y, 1.6) for x, y in ((8, 5.5), (12.5, 7.5), (6, 14), (14.5, 12.5))) if largest else ()
    return (*(Stroke(corner) for corner in corners), *inside, *dots)


def to_one(largest: bool) -> Picture:
    """A whole picture, framed, and its largest pixel or its mean."""
    frame = line((1, 1), (19, 1), (19, 19), (1, 19), (1, 1))
    return frame + cells(_pooled(_IMAGE, largest), size=3, gap=0.5, at=(3.25, 3.25))


def stretches(largest: bool, length: int = 2, braced: bool = False) -> Picture:
    """A signal in stretches: the largest or the mean of each; braced where their number is given."""
    marks: list[Patch | Stroke] = []
    floor = 16.0 if braced else 19.0
    count = len(_SIGNAL) // length
    gap = (19 - len(_SIGNAL) * 2 - count * (length - 1)) / (count - 1)
    for index in range(count):
        part = _SIGNAL[index * length : (index + 1) * length]
        x = 0.5 + index * (3 * length - 1 + gap)
        for place, value in enumerate(part):
            strong = largest and value == max(part)
            height = value * (floor - 1)
            strength = STRONG if strong else 0.3
            marks.append(Patch(x + 3 * place, floor - height, 2, height, "color", strength))
        end = x + 3 * length - 1
        if not largest:
            level = floor - mean(part) * (floor - 1)
            marks.append(Stroke(((x, level), (end, level)), "color", 1.8))
        if braced:
            marks.append(Stroke(((x, 17.5), (x, 19), (end, 19), (end, 17.5)), "ink", 1.2))
    return tuple(marks)


def samples_by_channels(chosen: Sequence[tuple[int, int]], round_: bool = False) -> Picture:
    """A batch, samples downwards and channels across: what is normalised together stands out.

    Source: Wu and He 2018, arXiv:1803.08494, figure 2.
    """
    if not round_:
        return cells([[STRONG if (r, c) in chosen else FAINT for c in range(4)] for r in range(4)], at=(0.5, 0.5))
    return tuple(
        Dot(2.5 + 5 * c, 2.5 + 5 * r, 2, "color", STRONG if (r, c) in chosen else FAINT)
        for r in range(4)
        for c in range(4)
    )


def chain(extra: Picture = ()) -> Picture:
    """Three steps of a recurrent layer: each gets its input from below and hands its state on."""
    marks: list[Stroke | Dot] = [Stroke(((2.5, 11), (17.5, 11)))]
    for x in (3, 10, 17):
        marks += [Stroke(((x, 19), (x, 14.5))), Dot(x, 11, 2.8)]
    return (*marks, *extra)


def operation(*strokes: tuple[tuple[float, float], tuple[float, float]]) -> Picture:
    """A circle with a sign."""
    ring = tuple((10 + 8.5 * math.cos(i * math.pi / 18), 10 + 8.5 * math.sin(i * math.pi / 18)) for i in range(37))
    return (Stroke(ring, "color", 1.6), *(Stroke(ends, "color", 2) for ends in strokes))


def network() -> Picture:
    """Every output is joined to every input."""
    left, right = (3.0, 10.0, 17.0), (6.0, 14.0)
    wires = tuple(Stroke(((4, a), (16, b)), "ink", 1, 0.7) for a in left for b in right)
    return (*wires, *(Dot(3, a, 2.2, "ink") for a in left), *(Dot(17, b, 2.6) for b in right))


def row_and_grid(row_first: bool) -> Picture:
    """The same numbers as a row and as a grid, one made of the other."""
    numbers = [[0.3, 0.45, 0.6], [0.5, 0.65, 0.8], [0.7, 0.85, 1.0]]
    row = cells([[0.3, 0.5, 0.65, 0.8, 1.0]], size=3, at=(0.5, 0 if row_first else 17))
    grid = cells(numbers, size=3, gap=0.5, at=(5.5, 10 if row_first else 0))
    return row + grid + arrow((10, 4.5) if row_first else (10, 11.5), (10, 9) if row_first else (10, 16))


def _pooled(block: Sequence[Sequence[float]], largest: bool) -> list[list[float]]:
    values = [value for row in block for value in row]
    result = (lambda v: STRONG if v == max(values) else FAINT) if largest else (lambda _: mean(values))
    return [[result(value) for value in row] for row in block]
