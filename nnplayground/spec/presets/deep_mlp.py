"""A deep network of linear layers."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """Four hidden layers, each half as wide as the one before, and dropout before the last."""
    hidden = [layer for width in (256, 128, 64, 32) for layer in (Linear(out_features=width), ReLU())]
    return chain(Flatten(), *hidden, Dropout(p=0.2), Linear(out_features=10))


PRESET = Preset(
    tag="deep-mlp",
    title="Deep MLP",
    description="Four hidden layers that grow narrower: what depth gains, and does not gain, without convolutions.",
    rank=4,
    build=build,
    shape=(),
    parameters=244_522,
    measure=0.924,
)
