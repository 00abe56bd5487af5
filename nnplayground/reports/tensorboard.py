"""Runs as event files, which TensorBoard shows. Needs the extra ``tensorboard`` (the package tensorboardX)."""

import importlib.util
import math
import re
from collections.abc import Sequence
from pathlib import Path

from nnplayground.reports.told import Told
from nnplayground.spec.problems import PlaygroundError


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("tensorboardX") is not None


def write(runs: Sequence[Told], folder: Path) -> list[Path]:
    """Write a folder of events for each run: ``training/…`` by step and ``validation/…`` at each check.

    Raises: PlaygroundError: ``no_tensorboard``. OSError: The folder cannot be written.
    """
    if not available():
        raise PlaygroundError("no_tensorboard")
    from tensorboardX import SummaryWriter

    written = []
    for told in runs:
        target = folder / (re.sub(r"[^\w.()-]+", "-", told.name).strip("-") or told.run.id)
        target.mkdir(parents=True, exist_ok=True)
        writer = SummaryWriter(str(target))
        try:
            _fill(writer, told)
        finally:
            writer.close()
        written.append(target)
    return written


def _fill(writer: object, told: Told) -> None:
    history, began = told.history, told.run.facts.started
    for name, column in history.columns.items():
        for step, second, value in zip(history.steps.tolist(), history.seconds.tolist(), column.tolist(), strict=True):
            if math.isfinite(value):
                writer.add_scalar(f"training/{told.key(name)}", value, step, walltime=began + second)
    for check in history.checks:
        for name, value in check.values.items():
            if value is not None:
                writer.add_scalar(f"validation/{told.key(name)}", value, check.step, walltime=began)
