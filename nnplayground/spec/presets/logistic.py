"""Logistic regression."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """One linear layer: each class has one picture of weights."""
    return chain(Flatten(), Linear(out_features=10))


PRESET = Preset(
    tag="logistic",
    title="Logistic regression",
    description="One linear layer from the pixels to the classes. Its weights are ten pictures.",
    rank=1,
    build=build,
    shape=(),
    parameters=7_850,
    measure=0.916,
)
