"""Batch normalisation of vectors."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.batch_norm import BatchNorm
from nnplayground.spec.picture import Picture


class BatchNorm1d(BatchNorm, tag="batch_norm1d"):
    """Batch normalisation, ``(N,) -> (N,)`` or ``(C, L) -> (C, L)``. Ioffe and Szegedy 2015, arXiv:1502.03167."""

    title: ClassVar[str] = "BatchNorm1d"
    module: ClassVar[str] = "nn.BatchNorm1d"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Shifts and scales each feature to mean 0 and spread 1 over the batch; training gets steadier."
    help: ClassVar[str] = (
        "Shifts and scales each feature to mean 0 and variance 1 over the batch, then applies a learned scale and "
        "shift. Training gets faster and bears larger learning rates; put it between Linear and activation. When the "
        "network is used, running averages take the place of the batch, so answers do not depend on neighbours. A "
        "batch of one sample has no spread and is refused while training; small batches make the statistics noisy, "
        "LayerNorm does not mind."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & y = \gamma\, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta \\ "
        r"& \mu_c, \sigma_c^2 \;\text{over the batch} \end{aligned}"
    )
    symbols: ClassVar[str] = "μ mean, σ² variance of feature c; γ, β learned scale and shift; ε = 0.00001"
    ranks: ClassVar[tuple[int, ...]] = (1, 2)
    hint: ClassVar[str] = "For pictures use BatchNorm2d."

    def picture(self) -> Picture:
        """One feature of all samples."""
        return sketches.samples_by_channels([(r, 1) for r in range(4)], round_=True)
