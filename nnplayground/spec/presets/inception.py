"""A network with one Inception block."""

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, append, start

BRANCHES: tuple[tuple[Layer, ...], ...] = (
    (Conv2d(out_channels=8, kernel_size=1), ReLU(), Conv2d(out_channels=24, kernel_size=3, padding=1), ReLU()),
    (Conv2d(out_channels=16, kernel_size=1), ReLU()),
    (Conv2d(out_channels=8, kernel_size=1), ReLU(), Conv2d(out_channels=24, kernel_size=5, padding=2), ReLU()),
)
"""What Inception lays side by side: 3x3, 1x1 and 5x5, the large ones behind narrow 1x1 convolutions."""


def build() -> Network:
    """A stem, three branches side by side whose maps are concatenated, a linear layer. Szegedy et al. 2014."""
    network, name = start()
    network, stem = append(network, Conv2d(out_channels=16, kernel_size=5, padding=2), ReLU(), MaxPool2d(), after=name)
    ends = []
    for branch in BRANCHES:
        network, end = append(network, *branch, after=stem)
        ends.append(end)
    network, joined = append(network, Concatenate(), after=ends[0])
    for end in ends[1:]:
        network = edit.connect(network, end, joined)
    return append(network, MaxPool2d(), Flatten(), Linear(out_features=10), Output(), after=joined)[0]


PRESET = Preset(
    tag="inception",
    title="Inception-style",
    description="Filters of three sizes look at the same maps side by side; the network weighs what each of them sees.",
    rank=10,
    build=build,
    parameters=38_906,
    measure=0.962,
)
