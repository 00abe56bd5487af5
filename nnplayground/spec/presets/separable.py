"""A small network of depthwise-separable convolutions."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.global_avg_pool import GlobalAvgPool
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import Recipe, Schooling


def build() -> Network:
    """A stem and three separable convolutions. Howard et al. 2017 (MobileNet), arXiv:1704.04861."""
    return chain(
        Conv2d(out_channels=16, kernel_size=3, stride=2, padding=1, bias=False),
        BatchNorm2d(),
        ReLU(),
        *_separable(16, 32),
        *_separable(32, 64, stride=2),
        *_separable(64, 96),
        GlobalAvgPool(),
        Linear(out_features=10),
    )


def _separable(channels: int, out_channels: int, stride: int = 1) -> tuple[Layer, ...]:
    """A filter for each map alone, then 1x1 convolutions that mix the maps."""
    return (
        Conv2d(out_channels=channels, kernel_size=3, stride=stride, padding=1, groups=channels, bias=False),
        BatchNorm2d(),
        ReLU(),
        Conv2d(out_channels=out_channels, kernel_size=1, bias=False),
        BatchNorm2d(),
        ReLU(),
    )


PRESET = Preset(
    tag="separable",
    title="Depthwise-separable",
    description="As in MobileNet: a filter for each map, then a 1×1 mix of maps. About an eighth of the usual weights.",
    rank=11,
    build=build,
    recipe=Recipe(optimizer=Adam(lr=0.004), schooling=Schooling(epochs=6)),
    parameters=11_466,
    measure=0.942,
)
