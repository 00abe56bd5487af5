"""What a preset is, and short ways to write networks down."""

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layout import tidy
from nnplayground.spec.project import Project, Recipe


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """A ready-made project. ``build`` returns the network; ``rank`` orders the list from simple to large."""

    tag: str
    title: str
    description: str
    rank: int
    build: Callable[[], Network]
    recipe: Recipe = Recipe()

    def project(self) -> Project:
        """A fresh project with this network, on the bundled digits."""
        return replace(Project(name=self.title, recipe=self.recipe), networks={"network": tidy(self.build())})


def append(network: Network, *layers: Layer, after: str) -> tuple[Network, str]:
    """Add layers one behind the other. Returns the network and the name of the last."""
    for layer in layers:
        network, name = edit.add(network, layer, 0, 0)
        network = edit.connect(network, after, name)
        after = name
    return network, after


def start() -> tuple[Network, str]:
    """A network of nothing but the input, and the input's name."""
    return edit.add(Network(), Input(), 0, 0)


def chain(*layers: Layer) -> Network:
    """Input, the layers one behind the other, output."""
    network, name = start()
    return append(network, *layers, Output(), after=name)[0]
