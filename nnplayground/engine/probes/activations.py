"""What every block puts out for the current picture."""

import numpy as np
import torch

from nnplayground.engine.net import Net
from nnplayground.engine.scene import Scene


@torch.no_grad()
def sample(net: Net, scene: Scene, nodes: tuple[str, ...], limit: int) -> dict[str, dict[str, np.ndarray]]:
    """Activations of blocks in evaluation mode.

    Numbers of different units say nothing beside each other: Input shows them as the first blocks take them.

    Returns: By block ``value`` float16 ``(C, H, W)`` or ``(N,)``, no more than ``limit`` channels of a picture, and
        ``total`` int64 ``()``, how many there are.
    """
    values = scene.values(net)
    if net.standardise is not None:
        values = {**values, net.plan.source: net.standardise(scene.picture)}
    found = {}
    for name in nodes:
        if name in values:
            value = values[name][0]
            shown = value[:limit] if value.ndim > 1 else value
            limits = torch.finfo(torch.float16)
            half = shown.clamp(limits.min, limits.max).to(torch.float16)
            found[name] = {"value": half.cpu().numpy(), "total": np.array(value.shape[0], np.int64)}
    return found
