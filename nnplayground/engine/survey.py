"""What a network answers to every validation sample, asked in slices between two steps."""

import time
import weakref
from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from nnplayground.datasets.splitting import Part
from nnplayground.engine.net import Net
from nnplayground.spec.project import Recipe

FRESH_S = 10.0
"""So old an answer may be while the network learns."""
LEAST, MOST = 8, 500
"""How many samples are asked at once."""


class SampleProbe(Protocol):
    """A probe of all samples: a module with these names."""

    TRUTHS: tuple[str, ...]
    """The kinds of truth (``Task.truth``) that it is for."""
    blank: Callable[[Part], np.ndarray]
    """Answers to all samples of which none is known, ``(n, ...)``."""
    answers: Callable[[Net, Tensor, Recipe], Tensor]
    """The answers to some samples as the recipe reads outputs, ``(N, *shape) -> (N, ...)``."""
    arrays: Callable[[Part, np.ndarray, Recipe], dict[str, np.ndarray]]
    """What is sent of the answers to all samples."""


class Survey:
    """Goes round the samples. While the network learns, each slice is asked as the network is just then.

    Such answers count for ten seconds, so those of a slow network are of some samples at a time, spread evenly.
    A network that rests is asked until all its answers are its own: then the survey is settled.
    """

    def __init__(self, part: Part, probe: SampleProbe, recipe: Recipe) -> None:
        self.part = part
        self.probe = probe
        self._recipe = recipe
        self._order = np.random.default_rng(0).permutation(len(part))
        self._blank = probe.blank(part)
        self._found = self._blank.copy()
        self._asked_at = np.full(len(part), -np.inf)
        self._next, self._left, self._size = 0, 0, LEAST
        self._state: object = None
        self._net: Callable[[], Net | None] = lambda: None

    def follow(self, net: Net, state: object, learns: bool) -> None:
        """Ask this network from now on.

        Args:
            state: Differs when the weights do.
            learns: Whether the next steps of the same network follow; else older answers are forgotten.
        """
        if state == self._state and net is self._net():
            return
        if not learns or net is not self._net():
            self._found = self._blank.copy()
        self._net, self._state, self._left = weakref.ref(net), state, len(self.part)

    @property
    def settled(self) -> bool:
        """Whether all answers are those of the network as it is."""
        return self._left <= 0

    def go_on(self, device: str, seconds: float) -> None:
        """Ask the next samples, for about so long. The network's mode and the random numbers stay as they are."""
        net, left = self._net(), self._left
        self._left = 0  # a network that cannot answer is not asked again
        was_training = net.training
        net.eval()
        try:
            end = (now := time.perf_counter()) + seconds
            while left > 0 and now < end:
                count = min(self._size, left, len(self.part) - self._next)
                self._ask(net, device, self._order[self._next : self._next + count])
                begin, now = now, time.perf_counter()
                self._size = int(np.clip(count * seconds / max(now - begin, 1e-6) / 2, LEAST, MOST))
                self._next, left = (self._next + count) % len(self.part), left - count
        finally:
            net.train(was_training)
        self._left = left

    def arrays(self, learns: bool) -> dict[str, np.ndarray]:
        """What is to be shown now."""
        old = learns & (time.perf_counter() - self._asked_at > FRESH_S)
        found = self._found.copy()
        found[old] = self._blank[old]
        return self.probe.arrays(self.part, found, self._recipe)

    def reads_as(self, recipe: Recipe) -> bool:
        """Whether outputs are read as this recipe does."""
        return (recipe.task, recipe.loss) == (self._recipe.task, self._recipe.loss)

    @torch.no_grad()
    def _ask(self, net: Net, device: str, places: np.ndarray) -> None:
        x = np.ascontiguousarray(self.part.x[places], np.float32)
        self._found[places] = self.probe.answers(net, torch.from_numpy(x).to(device), self._recipe).cpu().numpy()
        self._asked_at[places] = time.perf_counter()
