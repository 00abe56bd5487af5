"""A recurrent network that reads a picture row by row."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.lstm import LSTM
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import Recipe, Schooling


def build() -> Network:
    """Each row of 28 pixels is a step of a sequence; the last state of the LSTM is classified."""
    return chain(Reshape(shape="28x28"), LSTM(hidden_size=128), Linear(out_features=10))


PRESET = Preset(
    tag="lstm-rows",
    title="LSTM by rows",
    description="Reads the picture from top to bottom, one row a step, and answers from what it remembers at the end.",
    rank=14,
    build=build,
    shape=(1, 28, 28),
    recipe=Recipe(optimizer=Adam(lr=0.002), schooling=Schooling(epochs=10)),
    parameters=82_186,
    measure=0.94,
)
