"""Several labels at once: what is true of a digit."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses.bce import BinaryCrossEntropy
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import DataChoice, Recipe, Schooling
from nnplayground.spec.tasks.multi_label import MultiLabel


def build() -> Network:
    """Two convolutions and two Linear; the last gives a number for each trait."""
    return chain(
        Conv2d(out_channels=12, kernel_size=5, stride=2, padding=2),
        ReLU(),
        Conv2d(out_channels=24, kernel_size=3, padding=1),
        ReLU(),
        MaxPool2d(kernel_size=2),
        Flatten(),
        Linear(out_features=64),
        ReLU(),
        Linear(out_features=4),
    )


PRESET = Preset(
    tag="digit-traits",
    title="Traits of a digit",
    description="Says four things of a drawn digit, each by itself: even, prime, greater than 4, has a closed loop.",
    rank=18,
    build=build,
    data=DataChoice(kind="digit-traits"),
    outputs=4,
    shape=(1, 28, 28),
    recipe=Recipe(
        task=MultiLabel(), loss=BinaryCrossEntropy(), optimizer=Adam(lr=0.002), schooling=Schooling(epochs=8)
    ),
    parameters=78_516,
    measure=0.948,
)
