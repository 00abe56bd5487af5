"""The order in which samples are learned from: a new permutation each epoch, one index tensor a batch."""

from typing import Any

import torch
from torch import Tensor

from nnplayground.spec.batches import steps_of_epoch


class Order:
    """Hands out the batches of one epoch after another.

    Args:
        count: How many samples there are.
        size: How many make a batch, at most all.
        least: A last batch of fewer is left out.
        seed: Of the generator that shuffles.
        device: Where the index tensors lie.
    """

    def __init__(self, count: int, size: int, least: int, seed: int, device: torch.device) -> None:
        self._count, self._least, self._device = count, least, device
        self._generator = torch.Generator().manual_seed(seed)
        self.size = size
        self.epochs_done = 0
        self._permutation: Tensor | None = None
        """Of the epoch under way."""
        self._batches: list[Tensor] = []
        """What is left of it, the next one last."""
        self._taken = 0
        """Samples of it that were handed out."""
        self._cut, self._cut_at = 1, 0.0
        """Into how many batches it was cut last, and how far it had come then (0 to 1)."""

    @property
    def steps_per_epoch(self) -> int:
        """Batches of a whole epoch."""
        return steps_of_epoch(self._count, self.size, self._least)

    @property
    def epoch(self) -> float:
        """Epochs handed out so far; fractions count."""
        if not self._batches:
            return float(self.epochs_done)
        left = len(self._batches) / self._cut
        return self.epochs_done + 1 - (1 - self._cut_at) * left

    @property
    def steps_in_epoch(self) -> int:
        """Batches since the epoch began, or since the size last changed in it; 0 at its end."""
        return self._cut - len(self._batches) if self._batches else 0

    def steps_until(self, epoch: int) -> int:
        """Batches until so many epochs are done, if their size stays as it is."""
        return len(self._batches) + max(epoch - self.epochs_done - bool(self._batches), 0) * self.steps_per_epoch

    def next(self) -> Tensor:
        """The samples of the next batch, int64 ``(B,)``."""
        if not self._batches:
            self._permutation = torch.randperm(self._count, generator=self._generator).to(self._device)
            self._taken, self._cut_at = 0, 0.0
            self._cut_rest()
        batch = self._batches.pop()
        self._taken += len(batch)
        if not self._batches:
            self.epochs_done += 1
        return batch

    def resize(self, size: int) -> None:
        """Make batches of another size from now on; the rest of the epoch is cut anew, in the same order."""
        self.size = size
        if self._batches and self._count - self._taken >= self._least:
            at = self.epoch - self.epochs_done
            self._cut_rest()
            self._cut_at = at

    def state(self) -> dict[str, Any]:
        """All that decides which batches come next."""
        return {
            "generator": self._generator.get_state(),
            "permutation": self._permutation.cpu() if self._batches else None,
            "batches": [len(batch) for batch in self._batches],
            "taken": self._taken,
            "cut": (self._cut, self._cut_at),
            "epochs_done": self.epochs_done,
            "size": self.size,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` gave."""
        self._generator.set_state(state["generator"])
        self.size, self.epochs_done, self._taken = state["size"], state["epochs_done"], state["taken"]
        self._cut, self._cut_at = state["cut"]
        self._permutation, self._batches = None, []
        if state["permutation"] is not None:
            self._permutation = state["permutation"].to(self._device)
            end = self._taken + sum(state["batches"])
            self._batches = list(self._permutation[self._taken : end].split(state["batches"][::-1]))[::-1]

    def _cut_rest(self) -> None:
        batches = list(self._permutation[self._taken :].split(self.size))
        if len(batches[-1]) < self._least:
            batches.pop()
        self._batches, self._cut = batches[::-1], len(batches)
