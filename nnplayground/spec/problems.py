"""Problems: what can be wrong, as a code with arguments, so that each surface can say it in its own language."""

from typing import Any, Literal

import msgspec

from nnplayground.spec.sentences import SENTENCES

Severity = Literal["error", "warning", "note"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, ready to be shown beside what it concerns."""

    code: str
    args: dict[str, Any] = {}
    node: str | None = None
    severity: Severity = "error"

    def text(self) -> str:
        """The English sentence; the window translates the template before it fills it in."""
        return SENTENCES[self.code].format(**self.args)


class PlaygroundError(Exception):
    """A mistake that a user can mend: it becomes a message, never a traceback."""

    def __init__(self, code: str, *, node: str | None = None, **args: Any) -> None:
        self.problem = Problem(code=code, args=args, node=node)
        super().__init__(self.problem.text())
