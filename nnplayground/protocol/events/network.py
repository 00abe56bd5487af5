"""Messages about the network: its shapes and costs, what is wrong with it, how that can be mended."""

from collections.abc import Collection

import msgspec

from nnplayground.protocol.base import Message
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem


class BlockFacts(msgspec.Struct, frozen=True):
    """What is known of one block: output shape without the batch, counts for one sample, activation memory in bytes.

    Counts and memory are those of all ``copies`` that the repeated groups around it make.
    """

    shape: tuple[int, ...] | None = None
    parameters: int = 0
    multiply_adds: int = 0
    memory_bytes: int = 0
    copies: int = 1


def counted(blocks: Collection[BlockFacts]) -> bool:
    """Whether sums over some blocks say anything: a zero does not while what comes into one of them is not known."""
    return any(facts.parameters or facts.multiply_adds for facts in blocks) or all(
        facts.shape is not None for facts in blocks
    )


class Analysis(Message):
    """Shapes, costs and problems of one revision of the project; and how much memory the engine uses by now."""

    revision: int
    memory_bytes: int
    blocks: dict[str, BlockFacts]
    problems: tuple[Problem, ...]
    gpu: tuple[int, int] = (0, 0)
    """Bytes of the GPU that the engine holds, and bytes that it has; zeros on a CPU."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the network from training."""
        return [p for p in self.problems if p.severity == "error"]


class Repair(msgspec.Struct, frozen=True):
    """A network in which a problem is mended: what was done, in words, and which blocks are new, other or gone."""

    text: Problem
    network: Network
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Repairs(Message):
    """Repairs for a problem of a block (None: of the whole network), each known to build, the best first."""

    revision: int
    node: str | None
    options: tuple[Repair, ...]


class Forecast(Message):
    """How long an epoch of this revision's network will take on this machine, timed on a throw-away twin."""

    revision: int
    epoch_s: float
    speed: float | None = None
    """How many times as fast as in float32, where the recipe says another precision and both were timed."""
    step_bytes: int = 0
    """What a step needs of memory beside weights and data, by estimate; 0 while unknown."""
    free_bytes: int = 0
    """What the device has free; 0 where it does not say."""
