"""LeNet."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """Two convolutions with pooling, three linear layers. After LeCun et al. 1998, with ReLU and maximum pooling."""
    return chain(
        Conv2d(out_channels=6, kernel_size=5, padding=2),
        ReLU(),
        MaxPool2d(),
        Conv2d(out_channels=16, kernel_size=5),
        ReLU(),
        MaxPool2d(),
        Flatten(),
        Linear(out_features=120),
        ReLU(),
        Linear(out_features=84),
        ReLU(),
        Linear(out_features=10),
    )


PRESET = Preset(
    tag="lenet",
    title="LeNet",
    description="The classic network that read digits on cheques: two convolutions, two poolings, three linear layers.",
    rank=5,
    build=build,
    parameters=61_706,
    measure=0.956,
)
