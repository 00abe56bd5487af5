"""``Trainer.step`` beside bare loops of the same networks, in one process, in turns; by the processor's clock too.

The wall clock of a busy machine says little; the time that the process itself got says what a step costs.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import torch
from msgspec.structs import replace
from torch import Tensor, nn

from nnplayground.datasets.idx_folder import read_folder
from nnplayground.datasets.splitting import split
from nnplayground.engine.batches import Batches
from nnplayground.engine.net import Net
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.presets import PRESETS
from tests.benchmarks.child import python
from tests.benchmarks.figures import Figure, Options, quartiles

TITLE = "one step beside a bare loop"
READ_EVERY = 500
"""The trainer's steps are read back after so many, oftener than a report does."""
WARM_UP = 100
ROUND_S = 0.25
"""A turn is short, so that what else runs on the machine hits both alike."""


def mlp_128() -> nn.Module:
    """The network of the preset, as anybody would write it down."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def lenet() -> nn.Module:
    """The same of LeNet."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def small_cnn() -> nn.Module:
    """The same of the small CNN."""
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5, padding=2), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 48, 3, padding=1), nn.BatchNorm2d(48), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.4), nn.Linear(432, 10),
    )  # fmt: skip


NETWORKS: dict[str, tuple[Callable[[], nn.Module], int]] = {
    "mlp-128": (mlp_128, 32),
    "lenet": (lenet, 64),
    "small-cnn": (small_cnn, 64),
}
"""The network as a bare loop has it, and the size of a batch; by the tag of the preset."""


def bare_steps(network: nn.Module, images: Tensor, labels: Tensor, batch: int) -> Iterator[None]:
    """Steps of the fastest plain loop, with nothing else in it."""
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    loss_of = nn.CrossEntropyLoss()
    while True:
        order = torch.randperm(len(images))
        for x, y in zip(images[order].split(batch), labels[order].split(batch), strict=True):
            optimizer.zero_grad(set_to_none=True)
            loss_of(network(x), y).backward()
            optimizer.step()
            yield


def our_steps(trainer: Trainer) -> Iterator[None]:
    """Steps of the trainer, read back now and then."""
    for number in count(1):
        trainer.step()
        if number % READ_EVERY == 0:
            trainer.take_steps()
        yield


def speeds(data: Path, tag: str, rounds: int, seconds: float) -> dict[str, Any]:
    """How fast both are in each of the rounds, relative to the bare loop; microseconds a step of both."""
    build, batch = NETWORKS[tag]
    torch.set_num_threads(1)
    project = PRESETS[tag].project()
    schooling = replace(project.recipe.schooling, batch_size=batch)
    project = replace(project, recipe=replace(project.recipe, schooling=schooling))
    samples = read_folder(data)
    net = Net(project, samples.x.shape[1:], 10)
    batches = Batches.of(split(samples, schooling.validation, schooling.test, 0), net, project.recipe, "cpu")
    trainer = Trainer(project, net, batches)
    both = {
        "bare": bare_steps(build(), batches.training.x, batches.training.truth, batch),
        "ours": our_steps(trainer),
    }
    each = {name: _time(steps, WARM_UP) for name, steps in both.items()}
    length = max(10, round(ROUND_S / each["bare"][0]))
    turns = max(2 * rounds, round(rounds * seconds / ROUND_S))
    times: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for turn in range(turns):
        for name in ("bare", "ours") if turn % 2 else ("ours", "bare"):
            times[name].append(_time(both[name], length))
    (bare_wall, bare_cpu), (our_wall, our_cpu) = (np.array(times[name]).T for name in ("bare", "ours"))
    found = {
        "wall": np.median(bare_wall / our_wall),
        "ratios": (bare_cpu / our_cpu).tolist(),
        "bare_us": np.median(bare_cpu) * 1e6,
        "our_us": np.median(our_cpu) * 1e6,
    }
    return {name: value if isinstance(value, list) else float(value) for name, value in found.items()}


def _time(steps: Iterator[None], length: int) -> tuple[float, float]:
    """Seconds a step, by the clock on the wall and by that of this thread."""
    wall, cpu = time.perf_counter(), time.thread_time()
    for _ in range(length):
        next(steps)
    return (time.perf_counter() - wall) / length, (time.thread_time() - cpu) / length


def measure(options: Options) -> list[Figure]:
    """Each of the networks."""
    if options.data is None:
        return []
    figures = []
    for tag in NETWORKS:
        rounds, seconds = str(options.rounds), str(options.seconds)
        found = python("-m", "tests.benchmarks.steps", str(options.data), tag, rounds, seconds)
        figures += [
            *quartiles(f"{tag}: speed beside the bare loop", found["ratios"], ">= 0.95"),
            Figure(f"{tag}: by the clock on the wall", found["wall"]),
            Figure(f"{tag}: a step", found["our_us"], "us"),
            Figure(f"{tag}: a step of the bare loop", found["bare_us"], "us"),
        ]
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("tag", choices=NETWORKS)
    parser.add_argument("rounds", type=int)
    parser.add_argument("seconds", type=float)
    given = parser.parse_args()
    print(json.dumps(speeds(given.data, given.tag, given.rounds, given.seconds)))
