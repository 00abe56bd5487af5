"""What the network answers all over the plane, for data whose samples are points of it."""

import math

import numpy as np
import torch

from nnplayground.engine import scores
from nnplayground.engine.net import Net
from nnplayground.engine.plane import Extent
from nnplayground.engine.scene import Scene

OF_PICTURE = False
_COARSE = 24
_WORK = 2e8
"""About how many multiplications the grid may cost: that of a wide network is coarser, down to 24 points a side."""


def sample(net: Net, scene: Scene, nodes: tuple[str, ...], limit: int) -> dict[str, dict[str, np.ndarray]]:
    """Answers on a grid of no more than ``limit`` x ``limit`` points, in evaluation mode.

    Returns: For the whole network ``extent`` float64 ``(4,)``, the part of the plane: left, right, bottom, top; and
        ``surface`` ``(side, side, names)``, rows from the top down: shares of classes or labels, or numbers.
        Nothing where the network gives no answer, or one that is a point itself.
    """
    if scene.extent is None or net.sample_shape != (2,) or not net.plan.finished:
        return {"": {}}
    if scene.recipe.task.reading == "sample":
        return {"": {}}
    side = _side(net, limit)
    grid = torch.from_numpy(places(scene.extent, side)).to(scene.picture.device)
    found = scores.answers(net, grid, scene.recipe).values.cpu().numpy()
    return {"": {"extent": np.array(scene.extent), "surface": found.reshape(side, side, -1)}}


def places(extent: Extent, side: int) -> np.ndarray:
    """The middles of the ``side`` x ``side`` cells of a part of the plane, row by row from the top, ``(side², 2)``."""
    left, right, bottom, top = extent
    along = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(left + (right - left) * along, top - (top - bottom) * along)
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)


def _side(net: Net, limit: int) -> int:
    """How many points a side: in a network for points each weight is used about once for each."""
    weights = sum(parameter.numel() for parameter in net.parameters())
    return min(limit, max(_COARSE, math.isqrt(int(_WORK / max(weights, 1)))))
