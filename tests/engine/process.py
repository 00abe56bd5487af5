"""A window without a window: a real engine process, driven message by message."""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground.spec import fields
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import DataChoice, Project
from tests.patience import PATIENCE_S

M = TypeVar("M", bound=p.Message)
LONG = {"samples": 20_000, "epochs": 100_000}
"""A run of ``small`` that does not end by itself."""
XOR = (Linear(out_features=16), ReLU(), Linear(out_features=2))


def small(*layers: Layer, samples: int = 200, optimizer: Optimizer | None = None, **schooling: object) -> Project:
    """A project that trains in milliseconds: a few layers on points in the plane."""
    project = replace(Project(), data=DataChoice("xor", {"samples": samples})).with_network(chain(*(layers or XOR)))
    return with_recipe(project, optimizer=optimizer or project.recipe.optimizer, **schooling)


def with_recipe(project: Project, optimizer: Optimizer | None = None, **schooling: object) -> Project:
    """The project with some of its recipe changed."""
    recipe = project.recipe
    changed = fields.changed(recipe.schooling, **schooling)
    return replace(project, recipe=replace(recipe, optimizer=optimizer or recipe.optimizer, schooling=changed))


class Engine:
    """An engine process; ``events`` holds everything that it has said since ``forget``."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "nnplayground", "engine"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            env=os.environ | {"NNPLAYGROUND_HOME": str(home), "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        self._greeting, self._reader = p.GreetingReader(), p.FrameReader(p.Event)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._process.stdout, selectors.EVENT_READ)
        self._revision = 0
        self._seen = 0
        self.events: list[p.Message] = []

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def forget(self) -> None:
        """Start a new list of events."""
        self.events.clear()
        self._seen = 0

    def send(self, *messages: p.Message) -> None:
        self._process.stdin.write(b"".join(map(p.frame, messages)))

    def hang_up(self) -> None:
        self._process.stdin.close()

    def wait(self, timeout_s: float = PATIENCE_S) -> int:
        return self._process.wait(timeout_s)

    def errors(self) -> str:
        """What the ended process wrote to stderr."""
        return self._process.stderr.read().decode()

    def listen(self, seconds: float) -> None:
        """Take in what comes for a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._take(left)

    def next(self, kind: type[M], where: Callable[[M], bool] = lambda _: True, timeout_s: float = PATIENCE_S) -> M:
        """The next event of a kind, in the order of arrival; those before it count as seen."""
        end = time.monotonic() + timeout_s
        while True:
            while self._seen < len(self.events):
                event = self.events[self._seen]
                self._seen += 1
                if isinstance(event, kind) and where(event):
                    return event
            if time.monotonic() > end:
                said = [type(event).__name__ for event in self.events[-20:]]
                raise AssertionError(f"no {kind.__name__} came in {timeout_s} s, but {said}")
            self._take(0.5)

    def all(self, kind: type[M]) -> list[M]:
        """All events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    def edit(self, project: Project, fresh: bool = False) -> p.Analysis:
        """Send a project and wait for its analysis."""
        self._revision += 1
        self.send(p.Edit(revision=self._revision, project=project, fresh=fresh))
        return self.next(p.Analysis, lambda a: a.revision == self._revision)

    def open(self, project: Project) -> p.Analysis:
        """Begin with another project, and nothing watched."""
        self.send(p.Watch(views=()), p.UseDevice(device="cpu"))
        return self.edit(project, fresh=True)

    def weights(self) -> bytes:
        """The present weights."""
        self._revision += 1
        self.send(p.TakeWeights(request=self._revision))
        return self.next(p.Weights, lambda w: w.request == self._revision).data

    def train(self, until: str = "end") -> None:
        self.send(p.Train(until=until))

    def train_on(self, steps: int = 10) -> None:
        """Let the run go on for some steps more, acknowledging as a window does."""
        self.send(p.Ack(view="metrics"))
        enough = self.next(p.Progress).step + steps
        while True:
            self.send(p.Ack(view="metrics"))
            if self.next(p.Progress).step >= enough:
                return

    def run_to_end(self, acknowledge: bool = True) -> p.RunEnded:
        """Train to the end, acknowledging as a window does."""
        self.train()
        while not isinstance(event := self.next(p.Message), p.RunEnded):
            if acknowledge and isinstance(event, p.Metrics):
                self.send(p.Ack(view="metrics"))
        return event

    def _take(self, timeout_s: float) -> None:
        if self._selector.select(timeout_s):
            data = os.read(self._process.stdout.fileno(), 1 << 20)
            if not data:
                raise AssertionError(f"the engine has ended ({self._process.wait(PATIENCE_S)}): {self.errors()}")
            self.events += self._reader.feed(self._greeting.feed(data))


def same(one: bytes, other: bytes) -> bool:
    """Whether two files of weights hold the same numbers."""
    a, b = load(one), load(other)
    return a.keys() == b.keys() and all(np.array_equal(a[key], b[key]) for key in a)


def losses(engine: Engine) -> np.ndarray:
    """The loss of each step that was told."""
    return np.concatenate([metrics.loss.numpy() for metrics in engine.all(p.Metrics)])


def answer(engine: Engine, values: np.ndarray, seq: int) -> p.Answer:
    """What the network makes of a sample."""
    engine.send(p.Picture(seq=seq, values=p.Array.of(values)))
    return engine.next(p.Answer, lambda a: a.seq == seq)
