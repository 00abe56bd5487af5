"""A small residual network."""

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.avg_pool2d import AvgPool2d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import Preset, append, repeated, start
from nnplayground.spec.project import Recipe, Schooling


def build() -> Network:
    """A stem, a residual block applied twice, and one that halves the picture. He et al. 2015, arXiv:1512.03385."""
    network, name = start()
    network, name = append(
        network, Conv2d(out_channels=16, kernel_size=3, padding=1, bias=False), BatchNorm2d(), ReLU(), after=name
    )
    before = network
    network, name = residual(network, name, channels=16)
    network = repeated(network, before, "ResidualBlock", 2)
    network, name = residual(network, name, channels=32, stride=2)
    return append(
        network, AvgPool2d(kernel_size=14, stride=14), Flatten(), Linear(out_features=10), Output(), after=name
    )[0]


def residual(network: Network, entry: str, channels: int, stride: int = 1) -> tuple[Network, str]:
    """Two 3x3 convolutions and a shortcut past them; the shortcut is a 1x1 convolution where the shape changes."""
    network, body = append(
        network,
        Conv2d(out_channels=channels, kernel_size=3, stride=stride, padding=1, bias=False),
        BatchNorm2d(),
        ReLU(),
        Conv2d(out_channels=channels, kernel_size=3, padding=1, bias=False),
        BatchNorm2d(),
        after=entry,
    )
    shortcut = entry
    if stride > 1:
        network, shortcut = append(
            network, Conv2d(out_channels=channels, kernel_size=1, stride=stride, bias=False), BatchNorm2d(), after=entry
        )
    network, total = append(network, Add(), after=body)
    return append(edit.connect(network, shortcut, total), ReLU(), after=total)


PRESET = Preset(
    tag="small-resnet",
    title="Small ResNet",
    description="Residual blocks: each adds its input to its output, so that deep networks stay trainable.",
    rank=9,
    build=build,
    recipe=Recipe(schooling=Schooling(epochs=8)),
    parameters=24_378,
    measure=0.948,
)
