"""784-128-10 with ReLU."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """One hidden layer of 128 rectified units."""
    return chain(Flatten(), Linear(out_features=128), ReLU(), Linear(out_features=10))


PRESET = Preset(
    tag="mlp-128",
    title="784-128-10",
    description="One hidden layer of 128 ReLU units; with Adam and batches of 32 it learns MNIST in five epochs.",
    rank=3,
    build=build,
    shape=(),
    parameters=101_770,
    measure=0.926,
)
