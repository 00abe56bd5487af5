"""Batch normalisation of pictures."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.batch_norm import BatchNorm
from nnplayground.spec.picture import Picture


class BatchNorm2d(BatchNorm, tag="batch_norm2d"):
    """Batch normalisation, ``(C, H, W) -> (C, H, W)``. Ioffe and Szegedy 2015, arXiv:1502.03167."""

    title: ClassVar[str] = "BatchNorm2d"
    module: ClassVar[str] = "nn.BatchNorm2d"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Shifts and scales each map to mean 0 and spread 1 over the batch; training gets steadier."
    help: ClassVar[str] = (
        "Shifts and scales each map to mean 0 and variance 1 over all pixels of all pictures of the batch, then "
        "applies a learned scale and shift. Training gets faster and bears larger learning rates; put it between "
        "convolution and activation, and the bias before it becomes needless. When the network is used, running "
        "averages take the place of the batch. Small batches make the statistics noisy: below about 8 samples use "
        "GroupNorm."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \\ "
        r"& \mu_c, \sigma_c^2 \;\text{over}\; (N, H, W) \end{aligned}"
    )
    symbols: ClassVar[str] = "μ mean, σ² variance of channel c; γ, β learned scale and shift; ε = 0.00001"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "For vectors use BatchNorm1d."

    def picture(self) -> Picture:
        """One channel of all samples."""
        return sketches.samples_by_channels([(r, 1) for r in range(4)])
