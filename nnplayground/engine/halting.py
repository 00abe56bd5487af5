"""When a run ends before its last epoch, and the weights of its best one."""

from typing import Any

import torch
from torch import Tensor, nn

from nnplayground import datasets
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.spec.stopping import Progress, Stopping


class Halting:
    """Follows the validations after each epoch."""

    def __init__(self) -> None:
        self.verdict: Problem | None = None
        """The sentence with which the run ends; None while it goes on."""
        self._progress = Progress()
        self._best: dict[str, Tensor] | None = None
        self._best_epoch = 0

    def begin(self) -> None:
        """Another run goes on from here: patience begins anew, the best stays the best."""
        self.verdict = None
        self._progress = self._progress._replace(waited=0)

    def heed(self, project: Project, loss: float, measure: float, net: nn.Module, epoch: int) -> None:
        """Take in the validation after an epoch, of which this is the number."""
        stopping, kind = project.recipe.stopping, datasets.measure_of(project)
        value = measure if stopping.watch == "measure" else loss
        before, self._progress = self._progress, stopping.heed(self._progress, value, kind)
        if not stopping.keep_best:
            self._best = None
        elif self._progress.waited == 0 and self._progress != before:
            self._best = {name: value.clone() for name, value in net.state_dict().items()}
            self._best_epoch = epoch
        self.verdict = stopping.verdict(self._progress, value, kind)

    def kept_epoch(self, stopping: Stopping) -> int:
        """The epoch whose weights ``take_best`` puts in place; 0 if it leaves those that there are."""
        return self._best_epoch if stopping.keep_best and self._best is not None else 0

    def take_best(self, stopping: Stopping, net: nn.Module) -> bool:
        """Put the weights of the best epoch back, where that is wanted. Returns whether they are others."""
        if not stopping.keep_best or self._best is None:
            return False
        now = net.state_dict()
        others = any(not torch.equal(value, now[name]) for name, value in self._best.items())
        net.load_state_dict(self._best)
        return others

    def state(self) -> dict[str, Any]:
        """All that it remembers."""
        progress = torch.tensor([*self._progress, self._best_epoch], dtype=torch.float64)
        return {"progress": progress, "best": {name: value.clone() for name, value in (self._best or {}).items()}}

    def restore(self, state: dict[str, Any], device: torch.device) -> None:
        """Go on from what ``state`` gave."""
        best, waited, *epoch = state["progress"].tolist()  # earlier snapshots lack the epoch
        self._best_epoch = int(epoch[0]) if epoch else 0
        self._progress, self.verdict = Progress(best, int(waited)), None
        self._best = {name: value.to(device) for name, value in state["best"].items()} or None
