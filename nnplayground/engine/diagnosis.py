"""Why a run went wrong: it is done again from its last snapshot, and looked at after every step."""

import time
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nnplayground import records
from nnplayground.engine.net import Net
from nnplayground.engine.snapshot import Snapshot, decode, restore
from nnplayground.engine.soundness import LARGEST_WEIGHT
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project

MOST_S = 3.0
"""Doing it again may last so long."""
GROWN = 100.0
"""A block whose largest value is this many times what it was while all was well has exploded."""
USUAL_SAMPLES = 256
A_WHILE = 10
"""So many steps show that a learning rate works."""
TROUBLE = 2.0
"""A loss this many times a usual one is a sign of trouble: it is no place to go back to."""

_FAULTS = {
    "forward": "diverged_forward", "gradient": "diverged_gradient", "grown": "diverged_grown",
    "weights": "diverged_weights",
}  # fmt: skip


class Finding(NamedTuple):
    """The first place where a value was no finite number, or far too large: which block, which step, which way."""

    block: str
    step: int
    where: Literal["forward", "gradient", "grown", "weights"]


class _Watched(Trainer):
    """A trainer that looks at every value; it notes the first that is not finite, and the first that exploded.

    ``lost_at`` is the first step that left weights or, in float16, a scale behind that nothing brings back.
    """

    lost_at: int | None = None
    found: Finding | None = None
    grown: Finding | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._usual: dict[str, float] = {}
        """The largest value of each block while all was well."""

    def know(self, weights: dict[str, Tensor]) -> None:
        """Take the values that the network has with these weights for the usual ones."""
        self.net.load_state_dict(weights)
        self._usual = self._sizes(self.net.observe(self.batches.training.x[:USUAL_SAMPLES]))

    def _work_out(self, x: Tensor, target: Tensor, weight: float) -> tuple[Tensor, Tensor]:
        step = self.step_count + 1
        # What is drawn to look is drawn again to learn.
        with torch.random.fork_rng(devices=[]), torch.no_grad(), self._arithmetic.cast():
            values = self.net.values(x)
        order = [s.name for s in self.net.plan.steps]
        self._note(step, "forward", ((_block(name), values[name]) for name in order if name in values))
        for name, size in self._sizes(values).items():
            if self.grown is None and size > GROWN * max(self._usual.get(name, size), 1e-3):
                self.grown = Finding(_block(name), step, "grown")
        loss, output = super()._work_out(x, target, weight)
        if not self._arithmetic.forgives:
            self._note_gradients(step)
        return loss, output

    def step(self) -> None:
        """Make a step, and look at the weights that it gave."""
        super().step()
        for name in [step.name for step in self.net.plan.steps]:
            module = self.net.block(name)
            weights = [float(p.detach().abs().max()) for p in module.parameters()] if module is not None else []
            if max(weights, default=0.0) >= LARGEST_WEIGHT:
                self.grown = self.grown or Finding(_block(name), self.step_count, "weights")
                self.lost_at = self.lost_at or self.step_count
        if self._arithmetic.exhausted:
            self.lost_at = self.lost_at or self.step_count
            self._note_gradients(self.step_count)

    def _note_gradients(self, step: int) -> None:
        modules = [(s.name, self.net.block(s.name)) for s in reversed(self.net.plan.steps)]
        learners = [(name, module) for name, module in modules if module is not None]
        gradients = ((_block(name), p.grad) for name, module in learners for p in reversed(list(module.parameters())))
        self._note(step, "gradient", ((name, grad) for name, grad in gradients if grad is not None))

    def _sizes(self, values: dict[str, Tensor]) -> dict[str, float]:
        names = [step.name for step in self.net.plan.steps if step.name in values]
        return {name: float(values[name].abs().max()) for name in names}

    def _note(self, step: int, where: Literal["forward", "gradient"], values: object) -> None:
        for name, value in values:
            if self.found is None and not bool(torch.isfinite(value).all()):
                self.found = Finding(name, step, where)


def why_diverged(wrong: Trainer, folder: Path | None) -> Problem:
    """What to say of a trainer that diverged.

    Args:
        folder: The record of its run, which tells what went wrong first; None without one.
    """
    rate = f"{wrong.project.recipe.optimizer.lr:,.10f}".rstrip("0").rstrip(".")
    fault = None if folder is None else first_fault(folder, wrong)
    if fault is None:
        return Problem(code="diverged", args={"step": wrong.diverged_at, "lr": rate})
    args = {"step": fault.step, "lr": rate, "layer": fault.block}
    return Problem(code=_FAULTS[fault.where], args=args, node=fault.block)


def first_fault(folder: Path, wrong: Trainer) -> Finding | None:
    """Find the first value that was not finite, by training again from the last snapshot before a trainer went wrong.

    Returns: The block that grew first, if all values stayed finite, and the step at which that was too much; None, if
        none did, or it would take too long.
    """
    snapshots = records.Snapshots(folder)
    step = snapshots.nearest(wrong.diverged_at - 1)
    if step is None:
        return None
    state = torch.get_rng_state()
    try:
        snapshot, good = decode(snapshots.read(step)), good_step(folder, wrong.diverged_at)
        usual = decode(snapshots.read(step if good is None else good)).weights
        found = _again(snapshot, usual, snapshot.project, wrong)
        if found is None and wrong.project != snapshot.project:  # changed after the snapshot, nobody knows when
            found = _again(snapshot, usual, wrong.project, wrong)
            found = found and found._replace(step=wrong.diverged_at)
    except PlaygroundError:
        return None
    finally:
        torch.set_rng_state(state)
    return found


def _again(snapshot: Snapshot, usual: dict[str, Tensor], project: Project, wrong: Trainer) -> Finding | None:
    end = time.perf_counter() + MOST_S
    net = Net(snapshot.project, wrong.net.sample_shape, wrong.net.outputs).to(wrong.batches.training.x.device)
    trainer = _Watched(snapshot.project, net, wrong.batches)
    trainer.know(usual)
    restore(trainer, snapshot)
    if project != snapshot.project:
        trainer.follow(project)
    while trainer.step_count < wrong.diverged_at and time.perf_counter() < end:
        trainer.step()
        if trainer.found is not None or trainer.lost_at is not None:
            break
    grown = trainer.grown and trainer.grown._replace(step=trainer.lost_at or wrong.diverged_at)
    return trainer.found or grown


def good_step(folder: Path, wrong_at: int) -> int | None:
    """The last snapshot before all went wrong: the loss of the step after it is not yet larger than a usual one."""
    reader = records.MetricsReader(folder)
    reader.read()
    history = reader.history
    loss = history.columns.get("loss", np.zeros(0, np.float32))
    snapshots = records.Snapshots(folder)
    steps = [step for step in snapshots.sizes() if step < wrong_at]
    usual = max(float(loss[0]), snapshots.facts(steps[-1]).get("usual_loss", 0.0)) if steps and len(loss) else 0.0
    for step in reversed(steps):
        after = np.searchsorted(history.steps, step + 1)
        if after < len(loss) and loss[after] <= TROUBLE * usual:
            return step
    return steps[0] if steps else None


def sound_rate(folder: Path, wrong: Trainer) -> float | None:
    """The last learning rate below the present one with which a trainer that diverged had trained well for a while.

    Returns: None without one, and where a schedule changes the rate all the time.
    """
    recipe = wrong.project.recipe
    if not recipe.schedule.steady:
        return None
    reader = records.MetricsReader(folder)
    reader.read()
    history = reader.history
    if not {"loss", "rate"} <= history.columns.keys():
        return None
    loss, rates = history.columns["loss"], history.columns["rate"]
    well = (history.steps < wrong.diverged_at) & (loss <= TROUBLE * wrong.usual_loss)
    lower = rates[well & (rates < recipe.optimizer.lr * (1 - 1e-6))].tolist()
    known = (rate for rate in dict.fromkeys(reversed(lower)) if lower.count(rate) >= A_WHILE)
    rate = next(known, None)
    return None if rate is None else float(f"{rate:.6g}")  # recorded as float32


def _block(name: str) -> str:
    """The block that a step computes a copy of."""
    return name.partition("@")[0]
