"""A run in one line: what a table of runs shows of it, and what reports and the command line say."""

import math
from typing import NamedTuple

import numpy as np

from nnplayground import datasets
from nnplayground.records.facts import State
from nnplayground.records.metrics import Check, History
from nnplayground.records.shelf import Run
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.tasks.base import Measure

LAST_STEPS = 32
"""The final loss is the mean over so many last steps: that of a single batch says little."""
POINTS = 64
"""Places of the small curve."""
_TELLING = ("dense", "convolution", "sequence", "attention")
"""Families of blocks that tell most of a network."""
MOST_BLOCKS = 4
"""A longer network is told by its first and last blocks."""


class Summary(NamedTuple):
    """What is known of a run so far; None where it never came to it."""

    state: State
    epochs: float
    steps: int
    seconds: float
    """Time spent on training."""
    loss: float | None
    """Mean training loss of the last steps."""
    best: Check | None
    """The check with the least validation loss, at which the run was at its best."""
    measure: Measure
    """What the task is measured by."""
    best_measure: float | None
    """That figure at the best check."""
    parameters: int | None
    curve: np.ndarray
    """The training loss, mean over equal stretches of steps, ``(n,)`` with ``n <= POINTS``; NaN are left out."""
    network: str
    """The network in a few words."""


def summary(run: Run, history: History) -> Summary:
    """Sum a run up.

    Args:
        history: What has been read of its metrics.
    """
    losses = history.columns.get("loss", np.zeros(0, np.float32))
    finite = np.isfinite(losses)
    known = losses[finite]
    return Summary(
        state=run.state,
        epochs=float(history.epochs[-1]) if len(history.epochs) else 0.0,
        steps=int(history.steps[-1]) if len(history.steps) else run.facts.steps,
        seconds=float(history.seconds[-1]) if len(history.seconds) else 0.0,
        loss=float(known[-LAST_STEPS:].mean()) if len(known) else None,
        best=history.best(),
        measure=datasets.measure_of(run.facts.project),
        best_measure=_finite(history.best()),
        parameters=run.snapshots().parameters(),
        curve=_curve(history.steps[finite], known),
        network=network_words(run.facts.project.network),
    )


def network_words(network: Network) -> str:
    """The blocks that tell most, in order: ``Conv2d 16 · Dense 10``."""
    try:
        names = network.order()
    except PlaygroundError:  # blocks in a ring
        names = list(network.nodes)
    layers = [network.nodes[name].layer for name in names]
    told = [f"{layer.title} {layer.telling()}".strip() for layer in layers if layer.family in _TELLING]
    if len(told) > MOST_BLOCKS:
        told = [told[0], told[1], "…", told[-1]]
    return " · ".join(told)


def _curve(steps: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Of a long run many steps are not recorded, so equal stretches hold more rows or fewer."""
    if len(values) <= POINTS:
        return values.astype(np.float64)
    edges = np.searchsorted(steps, np.linspace(steps[0], steps[-1] + 1, POINTS + 1))
    starts, counts = edges[:-1], np.diff(edges)
    filled = counts > 0
    return np.add.reduceat(values.astype(np.float64), starts[filled]) / counts[filled]


def _finite(best: Check | None) -> float | None:
    value = best.values.get("measure") if best else None
    return value if value is not None and math.isfinite(value) else None
