"""How long an epoch will take here, found by training a throw-away twin for a moment."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from msgspec.structs import replace

from nnplayground.datasets.splitting import Part, Split
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData
from nnplayground.engine.demand import demand
from nnplayground.engine.device import cores, crowded
from nnplayground.engine.net import Net
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.trial import check
from nnplayground.protocol import Forecast
from nnplayground.spec.precision import EXACT
from nnplayground.spec.project import Project

TRIAL_S = 0.15
"""How long each number of threads is tried."""
ROUNDS = 5
TURN_S = 0.06
"""To compare two precisions, they are timed in turns of so long, so that what else the machine does meets both."""
LEAST_STEPS = 3
ENOUGH_S = 0.5
"""Fewer steps will do where they take so long."""
MOST_WORK = 2e9
"""Multiply-adds of a trial step: a larger batch is timed with fewer samples, so that a step never lasts long."""
MOST_PARAMETERS = 30_000_000
"""A twin of a larger network would take too much memory for a mere forecast."""


class Foreseen(NamedTuple):
    """What was timed.

    Attributes:
        epoch_s: Seconds that one epoch of training takes, without the checks on validation samples.
        speed: How many times as fast as in float32, 1 without a clear difference; None where it is float32.
        step_bytes: What a step needs of memory beside weights and data, by estimate.
    """

    epoch_s: float
    speed: float | None = None
    step_bytes: int = 0

    def told(self, revision: int, free_bytes: int) -> Forecast:
        """As the window is told."""
        return Forecast(revision=revision, free_bytes=free_bytes, **self._asdict())


def foreseen(
    project: Project, data: LoadedData, device: str, multiply_adds: int, interrupted: Callable[[], bool]
) -> Foreseen | None:
    """Time the training of an epoch.

    Leaves generators and the number of threads as they were.

    Args:
        multiply_adds: Of one sample on its way forward.
        interrupted: Asked between two steps; True gives up.
    Returns: None if it was given up, or the network is too large to be tried.
    Raises: PlaygroundError: If the network cannot run.
    """
    check(project.network, project.recipe.precision, device)
    exact = replace(project, recipe=replace(project.recipe, precision=EXACT))
    wanted = [project] if project == exact else [project, exact]
    threads = torch.get_num_threads()
    generators = range(torch.cuda.device_count()) if device.startswith("cuda") else []
    try:
        with torch.random.fork_rng(devices=generators):
            twins = [_twin(each, data, device, multiply_adds) for each in wanted]
            if None in twins:
                return None
            if interrupted():
                return None
            need = demand(twins[0].net, project.recipe, twins[0].batches)
            trials = _trials() if device == "cpu" else [threads]
            rates = [[_samples_per_s(twin, device, count, interrupted) for count in trials] for twin in twins]
            if any(None in known for known in rates):
                return None
            counts = [trials[known.index(max(known))] for known in rates]
            speed = _speed(twins, device, counts, interrupted) if len(twins) > 1 else None
            if len(twins) > 1 and speed is None:
                return None
    finally:
        torch.set_num_threads(threads)
    size = min(project.recipe.schooling.batch_size, len(data.split.train.x))
    full, rest = divmod(len(data.split.train.x), size)
    samples = full * size + (rest if rest >= twins[0].net.plan.least_batch else 0)
    return Foreseen(samples / max(rates[0]), speed, need.of_batch(size))


def _trials() -> list[int]:
    """The numbers of threads to be tried: where other programs are at work, several make a step last very long."""
    return [1] if crowded() else sorted({1, cores()})


def _twin(project: Project, data: LoadedData, device: str, multiply_adds: int) -> Trainer | None:
    net = Net(project, data.sample_shape, data.truth.size)
    if sum(weights.numel() for weights in net.parameters()) > MOST_PARAMETERS:
        return None
    schooling = project.recipe.schooling
    affordable = max(net.plan.least_batch, int(MOST_WORK / max(3 * multiply_adds, 1)))
    size = min(schooling.batch_size, affordable, len(data.split.train.x))
    recipe = replace(project.recipe, schooling=replace(schooling, batch_size=size))
    part = data.split.train
    few = Part(part.x[: 4 * size], part.y[: 4 * size])
    none = Part(part.x[:0], part.y[:0])
    batches = Batches.of(Split(few, none, none), net.to(device), recipe, device)
    return Trainer(replace(project, recipe=recipe), net, batches)


def _speed(
    twins: Sequence[Trainer], device: str, threads: Sequence[int], interrupted: Callable[[], bool]
) -> float | None:
    """How many times as fast the first is as the second, each with its number of threads; None if it was given up."""
    ratios = []
    for _ in range(ROUNDS):
        turns = zip(twins, threads, strict=True)
        one, other = [_samples_per_s(twin, device, count, interrupted, TURN_S) for twin, count in turns]
        if one is None or other is None:
            return None
        ratios.append(one / other)
    return clear_ratio(ratios)


def clear_ratio(ratios: Sequence[float]) -> float:
    """The median, or 1 where it is near that, or the rounds do not agree which of the two is the faster."""
    middle = statistics.median(ratios)
    agreed = min(ratios) > 1 or max(ratios) < 1
    return middle if agreed and not 0.9 <= middle <= 1.1 else 1.0


def _samples_per_s(
    twin: Trainer, device: str, threads: int, interrupted: Callable[[], bool], trial_s: float = TRIAL_S
) -> float | None:
    if interrupted():
        return None
    torch.set_num_threads(threads)
    twin.step()
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < trial_s or (count < LEAST_STEPS and elapsed < ENOUGH_S):
        if interrupted():
            return None
        twin.step()
        count += 1
        if device.startswith("cuda"):
            torch.cuda.synchronize(device)
    return count * twin.batch_size / elapsed
