"""Group normalisation."""

from math import prod
from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.divisors import divisors
from nnplayground.spec.layers.shared.normalised import check_several
from nnplayground.spec.layers.shared.parameters import Affine, unusual
from nnplayground.spec.picture import Picture
from nnplayground.spec.problems import PlaygroundError


class GroupNorm(Layer, tag="group_norm"):
    """Normalisation of groups of channels of each sample, ``(C, ...) -> (C, ...)``. Wu and He 2018."""

    title: ClassVar[str] = "GroupNorm"
    family: ClassVar[str] = "normalisation"
    tip: ClassVar[str] = "Shifts and scales groups of maps to mean 0 and spread 1; works with any batch size."
    help: ClassVar[str] = (
        "Shares the channels of each sample into groups and shifts and scales each group to mean 0 and variance 1, "
        "then applies a learned scale and shift for each channel. It does not look at the batch, so it works where "
        "batches are too small for BatchNorm. One group normalises the whole sample together, as many groups as "
        "channels is InstanceNorm. The channels must divide by the groups."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \\ "
        r"& \mu_g, \sigma_g^2 \;\text{over}\; (C/G, H, W) \end{aligned}"
    )
    symbols: ClassVar[str] = (
        "μ mean, σ² variance of group g; G groups of the C channels; γ, β learned scale and shift; ε = 0.00001"
    )
    paper: ClassVar[str] = "Wu and He 2018, arXiv:1803.08494"
    prefix: ClassVar[str] = "norm"
    chip: ClassVar[bool] = True

    num_groups: Annotated[
        int, Meta(ge=1, le=4096, title="Groups", description="Into how many groups the channels are shared.")
    ] = 4
    affine: Affine = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.GroupNorm(groups, channels)``.

        Raises: PlaygroundError: ``norm_groups_uneven``, ``nothing_to_normalise``.
        """
        channels = inputs[0][0]
        if channels % self.num_groups:
            raise PlaygroundError(
                "norm_groups_uneven",
                layer=self.title,
                channels=channels,
                groups=self.num_groups,
                fitting=divisors(channels),
            )
        check_several(self.title, prod(inputs[0]) // self.num_groups, inputs[0])
        return call("nn.GroupNorm", self.num_groups, channels, **unusual(affine=(self.affine, True)))

    def learned(self, call: Call | None = None) -> Learned:
        """Scale and shift."""
        return Learned(others=("weight", "bias") if self.affine else ())

    def telling(self) -> str:
        """The number of groups."""
        return str(self.num_groups)

    def picture(self) -> Picture:
        """Some channels of one sample."""
        return sketches.samples_by_channels([(1, 0), (1, 1)])
