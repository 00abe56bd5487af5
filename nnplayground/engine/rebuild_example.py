"""Rebuilds ``resources/models/digits.nnp``, the trained network that is open at the first start.

    python -m nnplayground.engine.rebuild_example resources/models/digits.nnp

The small CNN learns the training part of the bundled digits, each time a little turned, slanted, scaled and shifted, so
that it also reads what is drawn with a mouse. Takes one to two minutes on one thread.
"""

import argparse
import math
from pathlib import Path

import torch
from msgspec.structs import replace
from torch import Tensor
from torch.nn import functional

from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.engine.weights import to_bytes
from nnplayground.paths import write_atomic
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS

EPOCHS, BATCH, RATE, SMOOTHING = 30, 64, 3e-3, 0.05
TURN_RAD, SLANT, SCALE, SHIFT_PX = math.radians(10), 0.2, 0.15, 1.0


def deformed(pictures: Tensor) -> Tensor:
    """Each picture ``(N, 1, 28, 28)`` under a random small affine map of its own."""
    count, half = len(pictures), pictures.shape[-1] / 2
    turn, slant = _spread(count, TURN_RAD), _spread(count, SLANT)
    wide, high = 1 + _spread(count, SCALE), 1 + _spread(count, SCALE)
    cos, sin = turn.cos(), turn.sin()
    across = torch.stack([cos / wide, (slant * cos - sin) / wide, _spread(count, SHIFT_PX / half)], 1)
    down = torch.stack([sin / high, (slant * sin + cos) / high, _spread(count, SHIFT_PX / half)], 1)
    grid = functional.affine_grid(torch.stack([across, down], 1), list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid, align_corners=False)


def build() -> archive.Document:
    """Train the network; the same torch on the same kind of processor gives the same weights."""
    torch.set_num_threads(1)
    project = replace(PRESETS["small-cnn"].project(), name="Digits")
    data = LoadedData(project)
    net = Net(project, data.sample_shape, data.truth.size)
    x, y = torch.from_numpy(data.split.train.x), torch.from_numpy(data.split.train.y)
    torch.manual_seed(project.recipe.schooling.seed)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE)
    steps = EPOCHS * math.ceil(len(x) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimizer.zero_grad()
            loss = functional.cross_entropy(net(deformed(x[rows])), y[rows], label_smoothing=SMOOTHING)
            loss.backward()
            optimizer.step()
            schedule.step()
    return archive.Document(project, to_bytes(net.weights()))


def _spread(count: int, most: float) -> Tensor:
    """Random numbers between ``-most`` and ``most``, ``(count,)``."""
    return (2 * torch.rand(count) - 1) * most


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    write_atomic(parser.parse_args().file, archive.encode(build()))
