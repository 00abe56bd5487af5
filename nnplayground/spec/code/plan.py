"""What has to be computed, in order: the engine runs it, the code is printed from it."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from nnplayground.spec.call import Call, call
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Learned
from nnplayground.spec.weight_rule import WeightRule

ZERO = call("nn.init.zeros_")
"""How biases begin where an initialisation is chosen."""


class Step(NamedTuple):
    """One computation of a plan: the block's name, its call, the names of the values it takes.

    Then what its module learns, and the rule that holds for it.
    """

    name: str
    call: Call
    sources: tuple[str, ...]
    least_batch: int = 1
    learned: Learned = Learned()
    rule: WeightRule = WeightRule()

    @property
    def beginnings(self) -> Iterator[tuple[str, Call]]:
        """The parameters that begin otherwise than torch makes them, and the function that fills each."""
        filling = self.rule.init.call()
        if filling is not None and self.learned.matrices:
            yield from ((name, filling) for name in self.learned.matrices)
            yield from ((name, ZERO) for name in self.learned.biases)

    @property
    def frozen(self) -> bool:
        """Whether training leaves its weights as they are."""
        return self.rule.frozen and bool(self.learned)


class Plan(NamedTuple):
    """What has to be computed, in order. ``passes`` says whose value a block without a computation hands on."""

    source: str
    steps: tuple[Step, ...]
    answer: str
    """The value that is returned; empty where nothing leads to the Output yet."""
    passes: dict[str, str]

    @property
    def finished(self) -> bool:
        """Whether it leads to an answer."""
        return bool(self.answer)

    @property
    def least_batch(self) -> int:
        """How many samples a training batch must have at least."""
        return max((step.least_batch for step in self.steps), default=1)


def depth_first(network: Network, ends: Iterable[str]) -> list[str]:
    """The ends and all that feeds them, a branch to its end before the next one begins.

    The order depends on the wires alone, not on the order in which blocks were added: so the code, which does not know
    that order, gives the same network again, and the same first weights.
    """
    ordered: dict[str, None] = {}
    waiting = [(name, False) for name in reversed(list(ends))]
    while waiting:
        name, ready = waiting.pop()
        if name in ordered:
            continue
        if ready:
            ordered[name] = None
        else:
            waiting.append((name, True))
            sources = [i for i in network.nodes[name].inputs if i is not None]
            waiting += [(source, False) for source in reversed(sources) if source not in ordered]
    return list(ordered)
