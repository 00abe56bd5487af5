"""Normalisation by the root of the mean square."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.normalised import normalised
from nnplayground.spec.layers.shared.parameters import Scale, unusual
from nnplayground.spec.picture import Dot, Picture, line


class RMSNorm(Layer, tag="rms_norm"):
    """``x / sqrt(mean(x²))``, any shape; a sequence step by step. Zhang and Sennrich 2019, arXiv:1910.07467."""

    title: ClassVar[str] = "RMSNorm"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "Scales the numbers of each sample, or of each step, to one size, without shifting them."
    help: ClassVar[str] = (
        "Divides the numbers of each sample by the root of their mean square, then applies a learned scale; a "
        "sequence is normalised step by step. It leaves the mean where it is, which makes it cheaper than LayerNorm "
        "at about the same quality. Large language models use it before attention and before the linear layers."
    )
    formula: ClassVar[str] = r"y = \gamma\, \frac{x}{\sqrt{\frac{1}{n} \sum_{i=1}^{n} x_i^2 + \epsilon}}"
    symbols: ClassVar[str] = "γ learned scale, n how many numbers; ε the smallest step of the number format at 1"
    paper: ClassVar[str] = "Zhang and Sennrich 2019, arXiv:1910.07467"
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True

    elementwise_affine: Scale = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.RMSNorm(features)``, or ``nn.RMSNorm((C, H, W))``."""
        sizes = normalised(inputs[0])
        options = unusual(elementwise_affine=(self.elementwise_affine, True))
        return call("nn.RMSNorm", sizes[0] if len(sizes) == 1 else sizes, **options)

    def picture(self) -> Picture:
        """Vectors that are brought to one length."""
        ring = [(10 + 6.5 * math.cos(i * math.pi / 18), 10 + 6.5 * math.sin(i * math.pi / 18)) for i in range(37)]
        marks = [*line(*ring, width=1.2, strength=0.7)]
        for turn, length in ((0.6, 2.5), (2.4, 9.5), (4.2, 2.0), (5.6, 9.0)):
            x, y = math.cos(turn), math.sin(turn)
            marks += line((10 + length * x, 10 + length * y), (10 + 6.5 * x, 10 + 6.5 * y), tone="color", strength=0.5)
            marks += [Dot(10 + 6.5 * x, 10 + 6.5 * y, 2)]
        return tuple(marks)

    def learned(self, call: Call | None = None) -> Learned:
        """The scale."""
        return Learned(others=("weight",) if self.elementwise_affine else ())
