"""A small U-Net that classifies."""

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.concatenate import Concatenate
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.conv_transpose2d import ConvTranspose2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layout import BLOCK_HEIGHT_PX, FORK_GAP_PX, GAP_PX, in_line
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, append, start
from nnplayground.spec.project import Recipe, Schooling

_LEVEL_GAP_PX, _INDENT_PX = 48.0, 20.0


def build() -> Network:
    """Down twice, up twice, each way up joined with the way down. Ronneberger et al. 2015, arXiv:1505.04597.

    The original gives a class to each pixel; digits have one class for the picture, so a classifier stands at the end.
    """
    network, name = start()
    network, fine = _convolve(network, name, 8)
    network, name = append(network, MaxPool2d(), after=fine)
    network, middle = _convolve(network, name, 16)
    network, name = append(network, MaxPool2d(), after=middle)
    network, name = _convolve(network, name, 32)
    network, name = _up(network, name, middle, 16)
    network, name = _up(network, name, fine, 8)
    return append(network, Flatten(), Linear(out_features=10), Output(), after=name)[0]


def _convolve(network: Network, entry: str, channels: int) -> tuple[Network, str]:
    return append(network, Conv2d(out_channels=channels, kernel_size=3, padding=1), ReLU(), after=entry)


def _up(network: Network, entry: str, shortcut: str, channels: int) -> tuple[Network, str]:
    """Twice the size, joined with the maps of this size from the way down, and a convolution over both."""
    network, name = append(network, ConvTranspose2d(out_channels=channels // 2, kernel_size=2, stride=2), after=entry)
    network, joined = append(network, Concatenate(), after=shortcut)
    return _convolve(edit.connect(network, name, joined), joined, channels)


def arrange(network: Network) -> Network:
    """Three levels, the finest above: down on the left, up on the right, the classifier below on the far right."""
    levels = [index * (BLOCK_HEIGHT_PX + _LEVEL_GAP_PX) for index in range(3)]
    network, _ = in_line(network, ["input1", "conv1", "relu1"], 0, levels[0])
    network, _ = in_line(network, ["pool1", "conv2", "relu2"], _INDENT_PX, levels[1])
    network, end = in_line(network, ["pool2", "conv3", "relu3", "deconv1"], 2 * _INDENT_PX, levels[2])
    network, end = in_line(network, ["concat1", "conv4", "relu4", "deconv2"], end + FORK_GAP_PX, levels[1])
    left = end + FORK_GAP_PX
    network, _ = in_line(network, ["concat2", "conv5", "relu5"], left, levels[0])
    network, _ = in_line(network, ["flatten1"], left + GAP_PX, levels[1])
    return in_line(network, ["linear1", "output1"], left + GAP_PX, levels[2])[0]


PRESET = Preset(
    tag="unet",
    title="U-Net-style",
    description="Down to coarse maps and up again, with the fine maps handed across. Here it ends in a classifier.",
    rank=12,
    build=build,
    arrange=arrange,
    recipe=Recipe(optimizer=Adam(lr=0.002), schooling=Schooling(epochs=5)),
    parameters=74_254,
    measure=0.958,
)
