"""A training thread in this process, to look at and to disturb."""

import time
from collections.abc import Callable

from nnplayground import protocol as p
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.worker import Worker
from tests.patience import PATIENCE_S


class Bench:
    """A worker in this process, and everything that it has sent."""

    def __init__(self) -> None:
        self.events: list[p.Message] = []
        self.worker = Worker(self.events.append)
        self.worker.start()

    def send(self, *messages: p.Message) -> None:
        for message in messages:
            self.worker.inbox.put(message)

    def all(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]

    def until(self, kind: type, count: int = 1) -> p.Message:
        end = time.monotonic() + PATIENCE_S
        while len(self.all(kind)) < count:
            assert time.monotonic() < end and self.worker.is_alive(), [type(e).__name__ for e in self.events]
            time.sleep(0.005)
        return self.all(kind)[count - 1]


def failing(monkeypatch, error: Exception, at: int) -> None:
    """Let the step number ``at`` of a run of the worker fail; threads are not calibrated."""
    original: Callable = Trainer.step

    def step(self: Trainer) -> None:
        if self.step_count == at:
            raise error
        original(self)

    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr(Trainer, "step", step)


def note() -> p.Problem:
    return p.Problem(code="threads_one", severity="note")
