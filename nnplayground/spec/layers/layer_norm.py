"""Layer normalisation."""

from math import prod
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.normalised import check_several, normalised
from nnplayground.spec.layers.shared.parameters import Affine, unusual
from nnplayground.spec.picture import Picture


class LayerNorm(Layer, tag="layer_norm"):
    """Normalisation of each sample by itself, any shape; a sequence step by step. Ba et al. 2016, arXiv:1607.06450."""

    title: ClassVar[str] = "LayerNorm"
    family: ClassVar[str] = "normalisation"
    place: ClassVar[int] = 3
    tip: ClassVar[str] = "Shifts and scales the numbers of each sample, or of each step, to mean 0 and spread 1."
    help: ClassVar[str] = (
        "Shifts and scales the numbers of each sample to mean 0 and variance 1, then applies a learned scale and "
        "shift for each number; a sequence is normalised step by step. It does the same in training and in use and "
        "does not look at the batch, so any batch size works. It is the normalisation of transformers and recurrent "
        "networks; in convolutional networks BatchNorm or GroupNorm usually do better."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \\ "
        r"& \mu, \sigma^2 \;\text{over the numbers of one sample or step} \end{aligned}"
    )
    symbols: ClassVar[str] = "μ mean, σ² variance; γ, β learned scale and shift; ε = 0.00001"
    paper: ClassVar[str] = "Ba et al. 2016, arXiv:1607.06450"
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True

    elementwise_affine: Affine = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.LayerNorm(features)``, or ``nn.LayerNorm((C, H, W))``.

        Raises: PlaygroundError: ``nothing_to_normalise``.
        """
        sizes = normalised(inputs[0])
        check_several(self.title, prod(sizes), inputs[0])
        options = unusual(elementwise_affine=(self.elementwise_affine, True))
        return call("nn.LayerNorm", sizes[0] if len(sizes) == 1 else sizes, **options)

    def picture(self) -> Picture:
        """All channels of one sample."""
        return sketches.samples_by_channels([(1, c) for c in range(4)])

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias") if self.elementwise_affine else ())
