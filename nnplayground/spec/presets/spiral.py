"""Two arms of a spiral, told apart."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import DataChoice, Recipe, Schooling


def build() -> Network:
    """2-16-16-8-2: three hidden layers wind the border of the classes up."""
    hidden = [layer for width in (16, 16, 8) for layer in (Linear(out_features=width), Tanh())]
    return chain(*hidden, Linear(out_features=2))


PRESET = Preset(
    tag="spiral",
    title="Spiral",
    description="Tells two arms of a spiral apart: watch the border wind itself up in the plane.",
    rank=4,
    build=build,
    data=DataChoice(kind="spiral", options={"samples": 1000, "noise": 0.03, "class_count": 2}),
    outputs=2,
    shape=(2,),
    recipe=Recipe(optimizer=Adam(lr=0.003), schooling=Schooling(epochs=120)),
    parameters=474,
    measure=1.0,
)
