"""What the convolutions share."""

from typing import Protocol

from nnplayground.spec.call import Call, call
from nnplayground.spec.layers.shared.divisors import check_groups
from nnplayground.spec.layers.shared.parameters import unusual


class Convolving(Protocol):
    """A convolution, whatever the number of its axes."""

    title: str
    out_channels: int
    kernel_size: int
    stride: int
    padding: int
    dilation: int
    groups: int
    bias: bool


def convolution(target: str, layer: Convolving, channels: int) -> Call:
    """The call of a convolution over so many channels; options at torch's default are left out.

    Raises: PlaygroundError: ``groups_uneven``.
    """
    check_groups(layer.title, layer.groups, channels, layer.out_channels)
    options = unusual(
        stride=(layer.stride, 1),
        padding=(layer.padding, 0),
        dilation=(layer.dilation, 1),
        groups=(layer.groups, 1),
        bias=(layer.bias, True),
    )
    return call(target, channels, layer.out_channels, kernel_size=layer.kernel_size, **options)
