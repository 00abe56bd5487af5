"""A small network in the style of VGG."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, chain


def build() -> Network:
    """Pairs of 3x3 convolutions, then pooling; the maps double each time. Simonyan, Zisserman 2014, arXiv:1409.1556."""
    return chain(
        *_stage(16),
        *_stage(32),
        Flatten(),
        Linear(out_features=128),
        ReLU(),
        Dropout(p=0.5),
        Linear(out_features=10),
    )


def _stage(channels: int) -> tuple[Layer, ...]:
    convolution = Conv2d(out_channels=channels, kernel_size=3, padding=1)
    return convolution, ReLU(), convolution, ReLU(), MaxPool2d()


PRESET = Preset(
    tag="vgg",
    title="VGG-style",
    description="Two 3×3 convolutions see as far as one of 5×5, with fewer weights: small filters stacked in stages.",
    rank=8,
    build=build,
    parameters=218_490,
    measure=0.968,
)
