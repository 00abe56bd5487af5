"""Instance normalisation."""

from math import prod
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.normalised import check_several
from nnplayground.spec.layers.shared.parameters import Affine, unusual
from nnplayground.spec.picture import Picture


class InstanceNorm2d(Layer, tag="instance_norm2d"):
    """Normalisation of each map of each sample, ``(C, H, W) -> (C, H, W)``. Ulyanov et al. 2016, arXiv:1607.08022."""

    title: ClassVar[str] = "InstanceNorm2d"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "Shifts and scales each map of each picture by itself: brightness and contrast disappear."
    help: ClassVar[str] = (
        "Shifts and scales each map of each picture to mean 0 and variance 1, by itself. Brightness and contrast of "
        "a picture disappear, which is what style transfer wants; where contrast carries the answer, it hurts. As in "
        "torch it learns no scale and shift unless you switch them on, and it treats training and use alike."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & y = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} \\ "
        r"& \mu_{n,c}, \sigma_{n,c}^2 \;\text{over}\; (H, W) \end{aligned}"
    )
    symbols: ClassVar[str] = "μ mean, σ² variance of channel c of sample n; ε = 0.00001"
    paper: ClassVar[str] = "Ulyanov et al. 2016, arXiv:1607.08022"
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use LayerNorm."

    affine: Affine = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.InstanceNorm2d(channels)``.

        Raises: PlaygroundError: ``nothing_to_normalise``.
        """
        check_several(self.title, prod(inputs[0][1:]), inputs[0])
        return call("nn.InstanceNorm2d", inputs[0][0], **unusual(affine=(self.affine, False)))

    def picture(self) -> Picture:
        """One channel of one sample."""
        return sketches.samples_by_channels([(1, 1)])

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias") if self.affine else ())
