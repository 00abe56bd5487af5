"""The views that show something of all validation samples, within a share of the time of their own."""

import time
from collections.abc import Callable, Iterator

from nnplayground import protocol as p
from nnplayground.datasets.splitting import Part
from nnplayground.engine.net import Net
from nnplayground.engine.probes import SAMPLE_PROBES
from nnplayground.engine.survey import Survey
from nnplayground.spec.project import Recipe

SHARE = 0.02
"""Share of the engine's time that asking the samples may cost while it trains."""
INTERVAL_S = 1 / 15
SLICE_S = 0.004
IDLE_SLICE_S = 0.02
"""The same while nothing trains: so long a movement of the pen may have to wait."""


class Surveyor:
    """Keeps a survey for each visible view of samples, and sends what it found.

    Args:
        send: Takes the frames.
    """

    def __init__(self, send: Callable[[p.Message], None]) -> None:
        self._send = send
        self.part: Part | None = None
        """The validation samples of the data that the network learns from; None where they do not say what is right."""
        self.recipe = Recipe()
        """Its task and loss tell how outputs are read."""
        self._views: dict[str, p.View] = {}
        self._surveys: dict[str, Survey] = {}
        self._waiting: set[str] = set()
        """Views whose last frame has not been acknowledged."""
        self._sent: dict[str, tuple[object, bool]] = {}
        """What each view was last sent: of which state of the network, and whether that was all."""
        self._version = 0
        self._not_before = 0.0

    @property
    def watching(self) -> bool:
        """Whether there are views of samples."""
        return bool(self._views)

    def watch(self, views: dict[str, p.View]) -> None:
        """These views are visible now."""
        for name in (n for n in self._views | views if self._views.get(n) != views.get(n)):
            self._sent.pop(name, None)
            self._waiting.discard(name)
            self._surveys.pop(name, None)
        self._views = views

    def acknowledge(self, view: str) -> None:
        """A view has drawn its frame."""
        self._waiting.discard(view)

    def refresh(self) -> None:
        """The network changed, and nothing has to wait."""
        self._version += 1
        self._not_before = 0.0

    def due(self, step: int, hurry: bool) -> bool:
        """Whether ``look`` has something to do; in a hurry (nothing trains) the share of the time does not matter."""
        return (hurry or time.perf_counter() >= self._not_before) and any(self._due(step))

    def look(self, net: Net, step: int, device: str, hurry: bool, learns: bool) -> bool:
        """Ask the next samples and send what is known. Returns whether the network, at rest, is to be asked more.

        Args:
            learns: Whether this very network learns, so that answers of several of its steps stand together.
        """
        start, state = time.perf_counter(), (self._version, step)
        for view in list(self._due(step)):
            survey = self._fitting(view, net)
            if survey is not None:
                survey.follow(net, state, learns)
                survey.go_on(device, IDLE_SLICE_S if hurry else SLICE_S)
            self._show(view, survey, step, learns)
        self._not_before = start + max(INTERVAL_S, (time.perf_counter() - start) / SHARE)
        return hurry and any(not survey.settled for survey in self._surveys.values())

    def _show(self, view: p.View, survey: Survey | None, step: int, learns: bool) -> None:
        done = survey is None or survey.settled
        if view.view in self._waiting:
            return
        self._waiting.add(view.view)
        self._sent[view.view] = ((self._version, step), done)
        found = survey.arrays(learns) if survey else {}
        arrays = {"": {name: p.Array.of(array) for name, array in found.items()}}
        self._send(p.Frame(view=view.view, probe=view.probe, step=step, arrays=arrays))

    def _due(self, step: int) -> Iterator[p.View]:
        """Views that were not shown all that this state of the network answers, and those whose survey goes on."""
        state = (self._version, step)
        for name, view in self._views.items():
            survey = self._surveys.get(name)
            asking = survey is not None and not survey.settled
            if (name not in self._waiting or asking) and self._sent.get(name) != (state, True):
                yield view

    def _fitting(self, view: p.View, net: Net) -> Survey | None:
        """The survey of a view; None where the network is not finished, or task or network do not fit the samples."""
        part, probe = self.part, SAMPLE_PROBES[view.probe]
        judged = part is not None and len(part) > 0 and self.recipe.task.truth in probe.TRUTHS
        if not judged or not net.plan.finished or part.x.shape[1:] != net.sample_shape:
            self._surveys.pop(view.view, None)
            return None
        survey = self._surveys.get(view.view)
        if survey is None or survey.part is not part or not survey.reads_as(self.recipe):
            survey = self._surveys[view.view] = Survey(part, probe, self.recipe)
        return survey
