"""One mistake with what is known around it, and what a rule proposes."""

from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

from nnplayground.engine.analysis import analyse
from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network, Node, Wire
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Recipe

USUAL, BOLDER, LAST_RESORT = 0, 1, 2
"""How much a proposal changes what the network means: the smaller, the earlier it is offered."""


class Proposal(NamedTuple):
    """A network in which the problem may be gone, and what was done to it: a code of ``SENTENCES`` with arguments."""

    network: Network
    code: str
    args: dict[str, Any]
    rank: int = USUAL


@dataclass(frozen=True)
class Case:
    """A problem of a network. ``facts`` hold the shape of every block up to where the network breaks."""

    network: Network
    problem: Problem
    facts: dict[str, BlockFacts]
    sample_shape: Shape
    outputs: int
    recipe: Recipe

    @property
    def name(self) -> str:
        """The guilty block; empty for a problem of the whole network."""
        return self.problem.node or ""

    @property
    def node(self) -> Node:
        """The guilty block itself."""
        return self.network.nodes[self.name]

    @property
    def layer(self) -> Layer:
        """What the guilty block computes."""
        return self.node.layer

    def ending(self) -> list[Layer]:
        """What makes the answer of a vector: a Linear, and for a sample of another shape what lays it out so."""
        wanted = self.recipe.task.output_shape(self.sample_shape, self.outputs)
        last = Linear(out_features=prod(wanted))
        return [last] if len(wanted) == 1 else [last, Reshape(shape="x".join(map(str, wanted)))]

    def shape(self, name: str | None) -> Shape | None:
        """The output shape of a block, None while unknown."""
        return self.facts[name].shape if name in self.facts else None

    def inputs(self) -> list[tuple[Wire, Shape]]:
        """The wires into the guilty block with the shapes that come through them; none for the whole network."""
        if not self.name:
            return []
        pairs = [(Wire(s, self.name, port), self.shape(s)) for port, s in enumerate(self.node.inputs) if s is not None]
        return [(wire, shape) for wire, shape in pairs if shape is not None]

    def on(self, network: Network) -> "Case":
        """The same problem on another network, with the facts of that one."""
        facts, _ = analyse(network, self.sample_shape, self.outputs, self.recipe)
        return Case(network, self.problem, facts, self.sample_shape, self.outputs, self.recipe)
