"""A regression on the plane: hills and hollows."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import DataChoice, Recipe, Schooling
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.tasks.regression import Regression


def build() -> Network:
    """2-32-16-1: two hidden layers bend the plane, and the last Linear may give any number."""
    return chain(Linear(out_features=32), ReLU(), Linear(out_features=16), ReLU(), Linear(out_features=1))


PRESET = Preset(
    tag="plane-regression",
    title="Regression on the plane",
    description="Predicts a height at each point of the plane: three hills, three hollows, two hidden layers.",
    rank=17,
    build=build,
    data=DataChoice(kind="bumps", options={"samples": 1000, "noise": 0.05}),
    outputs=1,
    shape=(2,),
    recipe=Recipe(
        task=Regression(),
        loss=MeanSquaredError(),
        optimizer=Adam(lr=0.02),
        schedule=Cosine(),
        schooling=Schooling(epochs=50),
    ),
    parameters=641,
    measure=0.045,
)
