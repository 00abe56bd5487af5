"""The mask that hides the future."""

from torch import Tensor, nn


def causal_mask(x: Tensor) -> Tensor:
    """What hides later steps of a sequence ``(N, L, E)`` from earlier ones, ``(L, L)``: 0 or minus infinity."""
    return nn.Transformer.generate_square_subsequent_mask(x.shape[1], device=x.device, dtype=x.dtype)
