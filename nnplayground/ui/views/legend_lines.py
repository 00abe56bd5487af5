"""How the entries of a legend are spread over lines: all names if there is room, else shortened ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

from nnplayground.ui.views.run_looks import RunLook

MARK_PX = 12
SPACE_PX = 4
BETWEEN_PX = 8
_NAMES_PX = (10_000, 150, 110, 80, 55)
"""So wide a name may be, tried one after the other."""
_LEAST_VALUE = "0.0000"
"""Room that is kept for a value, so that lines do not jump while its digits change."""


class LegendEntry(NamedTuple):
    """One curve in the legend: its name, its value as text, the token of its colour, whether its mark is a diamond.

    A further run has a look of its own instead of a token; what is not drawn has neither.
    """

    name: str
    value: str
    color: str
    diamond: bool = False
    look: RunLook | None = None

    @property
    def text(self) -> str:
        """All that it says."""
        return f"{self.name} {self.value}".strip()


class LegendPart(NamedTuple):
    """An entry with what it says in the room it has; None for the number of entries that have none."""

    entry: LegendEntry | None
    text: str
    width: float


def legend_lines(
    entries: Sequence[LegendEntry], metrics: QFontMetricsF, width: float, most: int
) -> list[list[LegendPart]]:
    """The entries from left to right and from top to bottom.

    Further runs begin a line of their own where that shortens no name. Names are shortened before any is left out; what
    is left out is counted. Values stay whole.

    Args:
        width: Room of a line in pixels.
        most: So many lines at most, at least 1.
    """
    for room in _NAMES_PX:
        for apart in (True, False) if most > 1 else (False,):
            lines = _wrapped([_part(entry, metrics, room) for entry in entries], width, apart)
            if len(lines) <= most and all(width_of(line) <= width for line in lines):
                return lines
    own_whole = [_part(entry, metrics, _NAMES_PX[-1] if entry.look else _NAMES_PX[0]) for entry in entries]
    nameless = [_part(entry, metrics, 0) for entry in entries]
    return _cut(own_whole, metrics, width, most) or _cut(nameless, metrics, width, most)


def width_of(line: Sequence[LegendPart]) -> float:
    """Width of a line in pixels."""
    return sum(part.width for part in line) + BETWEEN_PX * max(len(line) - 1, 0) + 1


def _part(entry: LegendEntry, metrics: QFontMetricsF, room: float) -> LegendPart:
    measure: Callable[[str], float] = metrics.horizontalAdvance
    name = metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, room) if room else ""
    text = f"{name} {entry.value}".strip()
    spare = max(measure(_LEAST_VALUE) - measure(entry.value), 0.0) if entry.value else 0.0
    return LegendPart(entry, text, MARK_PX + SPACE_PX * bool(text) + measure(text) + spare)


def _wrapped(parts: Sequence[LegendPart], width: float, apart: bool) -> list[list[LegendPart]]:
    lines: list[list[LegendPart]] = [[]]
    for part in parts:
        first_run = apart and part.entry.look is not None and lines[-1] and lines[-1][-1].entry.look is None
        if lines[-1] and (first_run or width_of([*lines[-1], part]) > width):
            lines.append([])
        lines[-1].append(part)
    return lines


def _cut(parts: list[LegendPart], metrics: QFontMetricsF, width: float, most: int) -> list[list[LegendPart]]:
    """As many entries as there is room for, and how many are left."""
    for kept in range(len(parts) - 1, 0, -1):
        text = f"+{len(parts) - kept}"
        rest = LegendPart(None, text, metrics.horizontalAdvance(text))
        lines = _wrapped(parts[:kept], width, apart=False)
        if len(lines) <= most and width_of([*lines[-1], rest]) <= width:
            return [*lines[:-1], [*lines[-1], rest]]
    return []
