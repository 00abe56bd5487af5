"""What commands print: tables and results on stdout, notes and progress on stderr. Plain text, so never a colour."""

import json
import math
import sys
import time
from collections.abc import Sequence
from typing import Any

from nnplayground.spec.tasks.base import Measure
from nnplayground.spec.wording import setting

REDRAW_S = 0.2


def print_json(value: dict[str, Any]) -> None:
    """One object on one line; what is not a finite number becomes null, which every reader of JSON understands."""
    print(json.dumps(_finite(value), allow_nan=False))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their longest entry, the last one as it comes."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    for row in (head, *rows):
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)]
        print("  ".join([*cells, row[-1]]).rstrip())


def note(text: str) -> None:
    """Tell something that is no result."""
    print(f"nnplayground: {text}", file=sys.stderr, flush=True)


def percent(share: float | None) -> str:
    """A share as ``97.4 %``."""
    return "–" if share is None else f"{100 * share:.2f} %"


def say_number(value: float) -> str:
    """A measured number: ``1,235,000``, ``0.08124``, ``1.2×10⁻⁵``."""
    return setting(float(f"{value:.4g}")) if math.isfinite(value) else str(value)


def say_figure(measure: Measure, value: float) -> str:
    """The figure of a task: ``97.40 % right`` or ``mean absolute error 0.0312``."""
    return measure.phrase.format(percent(value) if measure.percent else f"{value:.4f}")


class ProgressLine:
    """One line on stderr that is written over while somebody watches; elsewhere, only lines that are ``final``."""

    def __init__(self) -> None:
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._length = 0
        self._drawn = 0.0

    def show(self, text: str, final: bool = False) -> None:
        """Show the newest state; what comes too fast to be read is left out."""
        now = time.monotonic()
        if not final and (not self._live or now - self._drawn < REDRAW_S):
            return
        if self._live:
            text = f"\r{text:{self._length}}"
        print(text, end="\n" if final else "", file=sys.stderr, flush=True)
        self._length = 0 if final else len(text.strip())
        self._drawn = now

    def close(self) -> None:
        """Leave the line, so that the next message begins on one of its own."""
        if self._length:
            print(file=sys.stderr, flush=True)
            self._length = 0


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
