"""What blocks have learned: their weights as pictures, and how the weights are spread."""

import numpy as np
import torch
from torch import Tensor, nn

from nnplayground.engine.net import Net

BINS = 40


@torch.no_grad()
def sample(net: Net, picture: Tensor, nodes: tuple[str, ...], limit: int) -> dict[str, dict[str, np.ndarray]]:
    """Weights of blocks.

    Returns: By block (empty for a block without weights) ``weight`` float32, no more than ``limit`` filters or rows;
        ``total`` int64 ``()``, how many there are; ``counts`` int64 ``(40,)`` and ``edges`` float32 ``(41,)`` of all
        weights; ``bias`` float32 where there is one; ``picture`` int64 ``(3,)`` where each row weighs the pixels of
        the input picture ``(C, H, W)``.
    """
    return {name: _of(net, net.block(name), name, limit) for name in nodes}


def _of(net: Net, block: nn.Module | None, name: str, limit: int) -> dict[str, np.ndarray]:
    weight = getattr(block, "weight", None)
    if not isinstance(weight, Tensor):
        return {}
    values = weight.detach().float().cpu()
    # In float64, so that weights that have exploded still have a range.
    counts, edges = np.histogram(np.nan_to_num(values.numpy()).astype(np.float64), bins=BINS)
    arrays = {
        "weight": values[:limit].numpy().copy(),
        "total": np.array(len(values), np.int64),
        "counts": counts.astype(np.int64),
        "edges": edges.astype(np.float32),
    }
    bias = getattr(block, "bias", None)
    if isinstance(bias, Tensor):
        arrays["bias"] = bias.detach().float().cpu().numpy().copy()
    if _weighs_pixels(net, values, name):
        arrays["picture"] = np.array(net.sample_shape, np.int64)
    return arrays


def _weighs_pixels(net: Net, values: Tensor, name: str) -> bool:
    """Whether the rows of a matrix can be looked at as input pictures: only reshaping lies between."""
    if values.ndim != 2 or len(net.sample_shape) != 3 or values.shape[1] != torch.Size(net.sample_shape).numel():
        return False
    sources = {step.name: step.sources for step in net.plan.steps}
    while name != net.plan.source:
        name = sources[name][0]
        if any(True for _ in net.block(name).parameters()) if net.block(name) else False:
            return False
    return True
