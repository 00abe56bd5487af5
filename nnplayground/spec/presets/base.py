"""What a preset is, and short ways to write networks down."""

from collections.abc import Callable

import msgspec

from nnplayground.spec import edit, grouping
from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layout import tidy
from nnplayground.spec.project import DataChoice, Project, Recipe
from nnplayground.spec.truth import Truth

OUTPUTS = 10
"""What most presets tell apart."""


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A ready-made project. ``build`` returns the network; ``rank`` orders the list from simple to large.

    ``arrange`` places the blocks, where the usual layout does not show the idea best. ``shape`` holds the sizes that a
    sample must have for it, None for those that may be anything; an empty one takes samples of any shape. ``data`` is
    what it was made for, and ``outputs`` how many numbers it answers with. ``parameters`` and ``measure`` (share of the
    validation samples, or what else the task is measured by, after the recipe's epochs on that data) are measured, and
    tests compare them with what the network really has and reaches.
    """

    tag: str
    title: str
    description: str
    rank: int
    build: Callable[[], Network]
    arrange: Callable[[Network], Network] = tidy
    recipe: Recipe = Recipe()
    shape: tuple[int | None, ...] = (None, 28, 28)
    data: DataChoice = DataChoice()
    outputs: int = OUTPUTS
    parameters: int = 0
    measure: float = 0.0

    def project(self, data: DataChoice | None = None) -> Project:
        """A fresh project with this network, on the data that it was made for if no other is given."""
        project = Project(name=self.title, recipe=self.recipe, data=data or self.data)
        return project.with_network(self.arrange(self.build()))

    def takes(self, shape: Shape, truth: Truth) -> bool:
        """Whether it can learn from samples of this shape with such a truth just as it stands."""
        task = self.recipe.task
        if task.unserved(truth) or (task.truth == truth.kind and truth.size != self.outputs):
            return False
        fits = len(shape) == len(self.shape) and all(
            wanted in (None, size) for wanted, size in zip(self.shape, shape, strict=True)
        )
        return fits or not self.shape


def append(network: Network, *layers: Layer, after: str) -> tuple[Network, str]:
    """Add layers one behind the other. Returns the network and the name of the last."""
    for layer in layers:
        network, name = edit.add(network, layer, 0, 0)
        network = edit.connect(network, after, name)
        after = name
    return network, after


def repeated(network: Network, before: Network, title: str, times: int) -> Network:
    """Make a group of the blocks that ``before`` does not have yet, and apply it so many times."""
    network, name = grouping.group(network, network.nodes.keys() - before.nodes.keys(), title)
    return grouping.set_repeat(network, name, times)


def start() -> tuple[Network, str]:
    """A network of nothing but the input, and the input's name."""
    return edit.add(Network(), Input(), 0, 0)


def chain(*layers: Layer) -> Network:
    """Input, the layers one behind the other, output."""
    network, name = start()
    return append(network, *layers, Output(), after=name)[0]
