"""What blocks have learned: their weights as pictures, and how the weights are spread."""

import numpy as np
import torch
from torch import Tensor, nn

from nnplayground.engine.net import Net
from nnplayground.engine.scene import Scene

BINS = 40


@torch.no_grad()
def sample(net: Net, scene: Scene, nodes: tuple[str, ...], limit: int) -> dict[str, dict[str, np.ndarray]]:
    """Weights of blocks.

    Returns: By block (empty for a block without weights) ``weight`` float32, no more than ``limit`` filters or rows;
        ``total`` int64 ``()``, how many there are; ``counts`` int64 ``(40,)`` and ``edges`` float32 ``(41,)`` of all
        weights; ``bias`` float32 where there is one; ``picture`` int64 ``(3,)`` where each row weighs the pixels of
        the input picture ``(C, H, W)``.
    """
    values = scene.values(net)
    return {name: _of(net, name, values, scene.picture, limit) for name in nodes}


def _of(net: Net, name: str, values: dict[str, Tensor], picture: Tensor, limit: int) -> dict[str, np.ndarray]:
    block = net.block(name)
    weight = _main_weight(block)
    if weight is None:
        return {}
    numbers = weight.detach().float().cpu()
    # In float64, so that weights that have exploded still have a range.
    counts, edges = np.histogram(np.nan_to_num(numbers.numpy()).astype(np.float64), bins=BINS)
    arrays = {
        "weight": numbers[:limit].numpy().copy(),
        "total": np.array(len(numbers), np.int64),
        "counts": counts.astype(np.int64),
        "edges": edges.astype(np.float32),
    }
    bias = getattr(block, "bias", None)
    if isinstance(bias, Tensor):
        arrays["bias"] = bias.detach().float().cpu().numpy().copy()
    sources = next(step.sources for step in net.plan.steps if step.name == name)
    if numbers.ndim == 2 and picture.ndim == 4 and torch.equal(values[sources[0]].flatten(), picture.flatten()):
        arrays["picture"] = np.array(net.sample_shape, np.int64)  # nothing but reshaping lies between
    return arrays


def _main_weight(block: nn.Module | None) -> Tensor | None:
    """What a block has learned: its ``weight``, or the largest of several (a recurrent layer has four)."""
    if block is None:
        return None
    weight = getattr(block, "weight", None)
    if isinstance(weight, Tensor):
        return weight
    return max(block.parameters(), key=torch.numel, default=None)
