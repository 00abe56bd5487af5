"""Problems: what can be wrong, as a code with arguments, so that each surface can say it in its own language."""

from typing import Any, Literal

import msgspec

from nnplayground.spec.sentences import SENTENCES
from nnplayground.spec.wording import fill

Severity = Literal["error", "warning", "note"]

UNFINISHED = frozenset(
    {"no_input", "no_output", "input_missing", "output_unreachable", "unused", "data_not_downloaded"}
)
"""What is so in each network while it is being built: they keep Play from working, and are no mistakes of anybody."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, ready to be shown beside what it concerns."""

    code: str
    args: dict[str, Any] = {}
    node: str | None = None
    severity: Severity = "error"

    @property
    def tone(self) -> Severity:
        """How loudly a block is marked: one that only waits for its wires, or lies aside, is no mistake."""
        return "note" if self.code in UNFINISHED else self.severity

    def text(self) -> str:
        """The English sentence; the window translates the template before it fills it in."""
        return fill(SENTENCES[self.code], **self.args)


class PlaygroundError(Exception):
    """A mistake that a user can mend: it becomes a message, never a traceback."""

    def __init__(self, code: str, *, node: str | None = None, **args: Any) -> None:
        self.problem = Problem(code=code, args=args, node=node)
        super().__init__(self.problem.text())
