"""Chains of layers that bring a value to a wanted shape."""

from collections.abc import Iterator
from typing import Any

from nnplayground.engine.repairs.shared.edits import after
from nnplayground.spec.call import Shape
from nnplayground.spec.fields import checked
from nnplayground.spec.layers.adaptive_avg_pool2d import AdaptiveAvgPool2d
from nnplayground.spec.layers.avg_pool2d import AvgPool2d
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.global_avg_pool import GlobalAvgPool
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.select_step import SelectStep
from nnplayground.spec.layers.upsample import Upsample
from nnplayground.spec.layers.zero_pad2d import ZeroPad2d
from nnplayground.spec.problems import PlaygroundError


def adapters(shape: Shape, wanted: Shape) -> Iterator[list[Layer]]:
    """What may stand in a wire to make ``wanted`` of ``shape``, the simplest first.

    Args:
        wanted: A first size of 0 means any.
    """
    for chain in _ideas(shape, wanted):
        try:
            chain = [checked(layer) for layer in chain]
        except PlaygroundError:
            continue
        made = after(chain, shape)
        if made is not None and chain and (made == wanted or (wanted[0] == 0 and made[1:] == wanted[1:])):
            yield chain


def _ideas(shape: Shape, wanted: Shape) -> Iterator[list[Layer]]:
    if len(shape) == len(wanted) == 3:
        yield from _pictures(shape, wanted)
    elif len(wanted) == 1 and len(shape) > 1:
        firsts: list[Layer] = [GlobalAvgPool(), Flatten()] if len(shape) == 3 else [SelectStep(step="mean"), Flatten()]
        if not wanted[0]:
            firsts.reverse()
        for first in firsts:
            yield [first]
            yield [first, Linear(out_features=wanted[0])] if wanted[0] else []
    elif len(shape) == len(wanted):
        yield [Linear(out_features=wanted[-1])]


def _pictures(shape: Shape, wanted: Shape) -> Iterator[list[Layer]]:
    """A 1x1 convolution for other channels, with a stride or behind a change of size where the size differs too."""
    channels, height, width = wanted
    mix: list[Layer] = [Conv2d(out_channels=channels, kernel_size=1)] if channels != shape[0] else []
    if mix and (height, width) == shape[1:]:
        yield mix
    stride = -(-shape[1] // height)
    if stride > 1:
        if mix:
            yield [Conv2d(out_channels=channels, kernel_size=1, stride=stride)]
        yield [AvgPool2d(kernel_size=stride, stride=stride), *mix]
        if not mix:
            yield [Conv2d(out_channels=channels, kernel_size=1, stride=stride)]
    if height == width and height < shape[1]:
        yield [AdaptiveAvgPool2d(output_size=height), *mix]
    if height > shape[1] and height % shape[1] == 0:
        yield [Upsample(scale_factor=height // shape[1]), *mix]
    if height >= shape[1] and width >= shape[2] and (height, width) != shape[1:]:
        yield [ZeroPad2d(**_border(height - shape[1], width - shape[2])), *mix]


def _border(rows: int, columns: int) -> dict[str, Any]:
    """Zeros on each side, the odd one below and on the right."""
    return {"top": rows // 2, "bottom": rows - rows // 2, "left": columns // 2, "right": columns - columns // 2}
