"""A small convolutional network."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """Three convolutions, each with batch normalisation, ReLU and pooling; dropout and one linear layer."""
    return chain(
        Conv2d(out_channels=16, kernel_size=5, padding=2),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
        Conv2d(out_channels=32, kernel_size=5, padding=2),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
        Conv2d(out_channels=48, kernel_size=3, padding=1),
        BatchNorm2d(),
        ReLU(),
        MaxPool2d(),
        Flatten(),
        Dropout(p=0.4),
        Linear(out_features=10),
    )


PRESET = Preset(
    tag="small-cnn",
    title="Small CNN",
    description="Three convolutions with batch normalisation, pooling and dropout: reads digits well in a few epochs.",
    rank=6,
    build=build,
    parameters=31_642,
    measure=0.964,
)
