"""What every schedule says of itself."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import Meta

Minimum = Annotated[float, Meta(ge=0, le=1e9, title="Lowest rate", description="Where the learning rate ends.")]
_COMMON = ("warmup", "warmup_unit")


class Memory(NamedTuple):
    """What a schedule that heeds the validation loss remembers; the names stand in its statements."""

    best: float = math.inf
    bad: int = 0
    cooling: int = 0
    drops: int = 0


class Schedule(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of schedule: the learning rate of each step.

    It is written down as Python statements, which the engine and the window execute and the code export prints; their
    text is ours and never a project's. They know ``rate`` (that of the optimizer), ``step`` (counted from 0, of those
    after the warm-up), ``steps`` (how many there will be), ``per_epoch`` (steps of an epoch) and the fields by name.
    """

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    """Statements that set ``value``, the learning rate of the step."""
    heeding: ClassVar[str] = ""
    """Statements that change ``best``, ``bad``, ``cooling`` and ``drops`` after an epoch with validation ``loss``."""

    warmup: Annotated[
        float, Meta(ge=0, le=100_000, title="Warm-up", description="How long the rate rises evenly before.")
    ] = 0.0
    warmup_unit: Annotated[
        Literal["epochs", "steps"], Meta(title="Warm-up in", description="What the warm-up is counted in.")
    ] = "epochs"

    @property
    def steady(self) -> bool:
        """Whether the rate is that of the optimizer at every step."""
        return self.formula == "value = rate" and not self.warmup

    def statements(self) -> list[str]:
        """The whole computation, which ends by returning the rate."""
        lines = [*self._constants(self.formula), *self.formula.splitlines(), "return value"]
        if self.warmup:
            length = f"round({self.warmup!r} * per_epoch)" if self.warmup_unit == "epochs" else f"{self.warmup:.0f}"
            rising = [f"warmup = max({length}, 1)", "share = min((step + 1) / warmup, 1.0)"]
            cut = "step, steps = max(step - warmup, 0), max(steps - warmup, 1)"
            lines = [*rising, cut, *lines[:-1], "return share * value"]
        return lines

    def heeding_statements(self) -> list[str]:
        """What follows from a validation loss; it ends by returning the memory. Empty if nothing does."""
        if not self.heeding:
            return []
        return [*self._constants(self.heeding), *self.heeding.splitlines(), "return best, bad, cooling, drops"]

    def rate(self, rate: float, step: float, steps: int, per_epoch: int, memory: Memory = Memory()) -> float:  # noqa: B008
        """The learning rate of a step.

        Args:
            rate: That of the optimizer.
            step: How many steps came before; fractions where the batch size changed.
            steps: How many there will be; the last value holds for what comes after them.
            per_epoch: Steps of an epoch.
            memory: What came of the validations so far.
        """
        return _compiled(self)[0](rate, min(step, steps), max(steps, 1), per_epoch, memory.drops)

    def heed(self, memory: Memory, loss: float) -> Memory:
        """What to remember after an epoch with this validation loss."""
        function = _compiled(self)[1]
        return Memory(*function(*memory, loss)) if function else memory

    def _constants(self, text: str) -> list[str]:
        used = set(re.findall(r"\w+", text))
        names = [name for name in self.__struct_fields__ if name not in _COMMON and name in used]
        return [f"{name} = {getattr(self, name)!r}" for name in names]


@lru_cache(maxsize=64)
def _compiled(schedule: Schedule) -> tuple[Callable[..., float], Callable[..., tuple] | None]:
    names: dict = {"math": math}
    body = "\n".join(f"    {line}" for line in schedule.statements())
    exec(f"def rate_at(rate, step, steps, per_epoch, drops):\n{body}", names)
    heeding = "\n".join(f"    {line}" for line in schedule.heeding_statements())
    if heeding:
        exec(f"def heed(best, bad, cooling, drops, loss):\n{heeding}", names)
    return names["rate_at"], names.get("heed")
