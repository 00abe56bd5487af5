"""What was changed while a run goes on, told once each value rests."""

from collections.abc import Iterable

from nnplayground.engine.stopwatch import Clock
from nnplayground.records import Mark
from nnplayground.spec.problems import Problem

REST_S = 0.5
"""A change is told when nothing more of it came for so long."""


class Marking:
    """A value that is still being turned makes one mark, where it began; one that was turned back makes none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[Mark, float]] = {}
        """By block and field: the mark, and when the value last changed (in seconds)."""

    def note(self, step: int, epoch: float, changes: Iterable[Problem]) -> None:
        """Remember what was changed now, after a step."""
        now = self._clock()
        for change in changes:
            mark = Mark(step, epoch, change)
            known = self._known.get(mark.subject)
            first = known[0] if known else mark
            old = first.change.args["old"]
            merged = Problem(code=change.code, args=change.args | {"old": old}, severity="note")
            self._known[mark.subject] = (Mark(first.step, first.epoch, merged), now)

    def await_again(self, marks: Iterable[Mark]) -> None:
        """Marks that were waiting when a snapshot was taken."""
        now = self._clock()
        self._known |= {mark.subject: (mark, now) for mark in marks}

    def take(self, whatever: bool = False) -> list[Mark]:
        """The marks that are to be told now, each once: of values that rest, or whatever they do."""
        now = self._clock()
        rested = [key for key, (_, changed) in self._known.items() if whatever or now - changed >= REST_S]
        return [mark for key in rested if (mark := self._known.pop(key)[0]) and _says_something(mark)]

    def waiting(self) -> list[Mark]:
        """Those that are not told yet."""
        return [mark for mark, _ in self._known.values() if _says_something(mark)]


def _says_something(mark: Mark) -> bool:
    return mark.change.args["old"] != mark.change.args["new"]
