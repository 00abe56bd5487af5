"""Frames for the views: the newest of each, the next only after the last was drawn, at most 5 % of the time."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import torch

from nnplayground import protocol as p
from nnplayground.engine import surveyor
from nnplayground.engine.net import Net
from nnplayground.engine.plane import Extent
from nnplayground.engine.probes import OF_NETWORK, PROBES, SAMPLE_PROBES
from nnplayground.engine.scene import Scene
from nnplayground.engine.scores import answers
from nnplayground.spec.project import Recipe

SHARE = 0.05
"""Share of the engine's time that looking may cost while it trains. Views of all samples have a part of it for
themselves, while there are some: they must not hold up the others."""
INTERVAL_S = 1 / 15
SLICE_S = 0.004
"""Views beyond so much time wait for their turn: a step, or a movement of the pen, must not wait for all of them."""


class Lookout:
    """Knows which views are visible, and sends each a new frame when there is something new to see."""

    def __init__(self, send: Callable[[p.Message], None]) -> None:
        self._send = send
        self._views: dict[str, p.View] = {}
        self._waiting: set[str] = set()
        """Views whose last frame has not been acknowledged."""
        self._seen: dict[str, tuple[int, int]] = {}
        """What each view was last shown: (version, step). The one that was shown last comes last."""
        self._answered = (-1, -1)
        self._version = self._of_network = 0
        """How often picture or network changed, and what that was when the network last did."""
        self._not_before = 0.0
        self._picture: np.ndarray | None = None
        self._picture_seq = 0
        self.surveyor = surveyor.Surveyor(send)
        """Cares for the views of all samples."""
        self.labels: tuple[str, ...] = ()
        """Names of the classes, labels or numbers."""
        self.recipe = Recipe()
        """Its task and loss tell how outputs are read."""
        self.extent: Extent | None = None
        """The part of the plane that holds the samples; None where they are no points of it."""

    def look_at(self, picture: np.ndarray, seq: int = 0) -> None:
        """Make a sample ``(*shape,)`` the current picture; 0 marks one that nobody asked for."""
        self._picture, self._picture_seq = np.array(picture, np.float32), seq
        self._version += 1  # no hurry while it trains: a pen brings a hundred pictures a second

    def watch(self, views: tuple[p.View, ...]) -> None:
        """These views are visible now."""
        known = self._views
        self._views = {view.view: view for view in views if view.probe not in SAMPLE_PROBES}
        self.surveyor.watch({view.view: view for view in views if view.probe in SAMPLE_PROBES})
        for name, view in self._views.items():
            if known.get(name) != view:
                self._seen.pop(name, None)
                self._waiting.discard(name)

    def acknowledge(self, view: str) -> None:
        """A view has drawn its frame."""
        self._waiting.discard(view)
        self.surveyor.acknowledge(view)

    def refresh(self) -> None:
        """The network changed: every view is out of date, and nothing has to wait."""
        self._version += 1
        self._of_network = self._version
        self._not_before = 0.0
        self.surveyor.refresh()

    def due(self, step: int, hurry: bool = False) -> bool:
        """Whether some view should be sent a frame now; in a hurry (nothing trains) the share does not matter."""
        return self._due_here(step, hurry) or self.surveyor.due(step, hurry)

    def _due_here(self, step: int, hurry: bool) -> bool:
        free = hurry or time.perf_counter() >= self._not_before
        return free and (self._answered != (self._version, step) or any(self._due(step)))

    def answer(self, net: Net, step: int, device: str) -> None:
        """Say what the network makes of the current picture."""
        if not self._fits(net):
            return
        self._answered = (self._version, step)
        if not net.plan.finished:
            return
        said, seq = answers(net, self._as_batch(device), self.recipe), self._picture_seq
        found = said.values[0].cpu().numpy()
        reading = self.recipe.task.reading
        if found.shape != (net.sample_shape if reading == "sample" else (len(self.labels),)):
            return  # a network of the past, which had another task
        if reading == "sample":
            self._send(p.Answer(seq=seq, sample=p.Array.of(found.astype(np.float32)), reading=reading))
        else:
            chosen = int(said.classes[0]) if said.classes is not None and np.isfinite(found).all() else -1
            scores = tuple(found.tolist())
            self._send(p.Answer(seq=seq, labels=self.labels, scores=scores, chosen=chosen, reading=reading))

    def look(self, net: Net, step: int, device: str, hurry: bool = False, recorded: bool = False) -> bool:
        """Send the answer, and frames to views that are due. Returns whether, at rest, there is more to do at once.

        Args:
            recorded: The network is of the past: it stays as it is, although another one learns.
        """
        more = False
        if self._due_here(step, hurry) and self._fits(net):
            start = time.perf_counter()
            if self._answered != (self._version, step):
                self.answer(net, step, device)
            scene = Scene(self._as_batch(device), self.recipe, self.extent)
            for view in self._in_turn(step):
                self._show(view, net, step, scene)
                if time.perf_counter() - start > SLICE_S:
                    break
            share = SHARE - (surveyor.SHARE if self.surveyor.watching else 0.0)
            self._not_before = start + max(INTERVAL_S, (time.perf_counter() - start) / share)
            more = hurry and any(self._due(step))
        if self.surveyor.due(step, hurry):
            more |= self.surveyor.look(net, step, device, hurry, learns=not (hurry or recorded))
        return more

    def _show(self, view: p.View, net: Net, step: int, scene: Scene) -> None:
        self._waiting.add(view.view)  # first, so that a probe that fails does so once
        self._seen.pop(view.view, None)
        self._seen[view.view] = self._state(view, step)
        copies = {net.copy_of(node, view.copy): node for node in view.nodes}
        found = PROBES[view.probe](net, scene, tuple(copies), view.limit)
        arrays = {
            copies.get(name, name): {key: p.Array.of(value) for key, value in data.items()}
            for name, data in found.items()
        }
        self._send(p.Frame(view=view.view, probe=view.probe, step=step, arrays=arrays, copy=view.copy))

    def _fits(self, net: Net) -> bool:
        return self._picture is not None and self._picture.shape == net.sample_shape

    def _as_batch(self, device: str) -> torch.Tensor:
        return torch.from_numpy(self._picture)[None].to(device)

    def _due(self, step: int) -> Iterator[p.View]:
        """Views that are out of date and have drawn their last frame."""
        for name, view in self._views.items():
            if name not in self._waiting and self._seen.get(name) != self._state(view, step):
                yield view

    def _in_turn(self, step: int) -> list[p.View]:
        """Those that are due; first those that were not shown for longest."""
        turns = {name: turn for turn, name in enumerate(self._seen)}
        return sorted(self._due(step), key=lambda view: turns.get(view.view, -1))

    def _state(self, view: p.View, step: int) -> tuple[int, int]:
        """What differs when a view has something new to show."""
        return self._of_network if view.probe in OF_NETWORK else self._version, step
