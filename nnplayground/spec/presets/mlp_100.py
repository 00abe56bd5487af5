"""784-100-10 with sigmoids."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.sigmoid import Sigmoid
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import Recipe


def build() -> Network:
    """One hidden layer of 100, sigmoids after both layers."""
    return chain(Flatten(), Linear(out_features=100), Sigmoid(), Linear(out_features=10), Sigmoid())


PRESET = Preset(
    tag="mlp-100",
    title="784-100-10",
    description="The textbook network: one hidden layer of 100 sigmoid units, mean squared error.",
    rank=2,
    build=build,
    shape=(),
    recipe=Recipe(loss=MeanSquaredError()),
    parameters=79_510,
    measure=0.908,
)
