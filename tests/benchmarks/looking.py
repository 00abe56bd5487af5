"""What it costs the training to be looked at: the same run with every view open and with none, in turns.

The engine's own thread works in this process, asked and acknowledged as the window does it. The time of the processor
counts, not the clock: others may use the machine. Beside the turns, which are rough where it is busy, stands what that
thread has spent on views, on reports for charts and record, and on answers to the pen, by its own account.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from queue import Empty, SimpleQueue

import numpy as np
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.datasets import idx
from nnplayground.engine.driver import Driver
from nnplayground.engine.sight import Sight
from nnplayground.engine.worker import Worker
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice, Project
from tests.benchmarks.child import python
from tests.benchmarks.figures import Figure, Options, quartiles

TITLE = "being looked at"
TAGS = ("mlp-128", "small-cnn", "spiral")
ACK_S = 0.033
PEN_S = 0.008
"""A pen reports some 125 times a second."""
WARM_UP_S = 3.0
TURN_S, SETTLING_S = 0.4, 0.1
"""A turn is short, so that what else runs on the machine hits both alike."""
LEAST_STEPS = 20
PATIENCE_S = 120


def project_of(tag: str, data: Path | None) -> Project:
    """The preset with more epochs than a measure lasts; of pictures all of MNIST, if it is there."""
    project = PRESETS[tag].project()
    schooling = replace(project.recipe.schooling, epochs=100_000)
    project = replace(project, recipe=replace(project.recipe, schooling=schooling))
    if data is None or project.data.kind == "spiral":
        return project
    dataset = idx.remember(data)
    options = {name: getattr(dataset, name) for name in ("name", "digest", "height", "width", "class_count")}
    return replace(project, data=DataChoice("idx", options))


def views(project: Project) -> tuple[p.View, ...]:
    """What a window asks for with everything in sight: canvas, weights and maps of a block, answers, plane."""
    names = tuple(project.network.nodes)
    chosen = next(name for name in names if name.startswith(("conv2d", "conv1", "linear1")))
    return (
        p.View("canvas", "activations", names, 8),
        p.View("selected", "weights", (chosen,), 64),
        p.View("selected_maps", "activations", (chosen,), 64),
        p.View("confusion", "confusion"),
        *([p.View("plane", "plane", limit=80)] if project.data.kind == "spiral" else ()),
    )


class Ledger:
    """Seconds that the processor spent in some functions, by name; from the moment on when it is made."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        Sight.look = self._charged("views", Sight.look)
        Sight.answer = self._charged("answers", Sight.answer)
        Driver._report = self._charged("reports", Driver._report)

    def _charged(self, name: str, function: Callable) -> Callable:
        @wraps(function)
        def charged(*arguments: object, **options: object) -> object:
            start = time.thread_time()
            try:
                return function(*arguments, **options)
            finally:
                self.spent[name] += time.thread_time() - start

        return charged


class Onlooker:
    """Stands in for the window.

    Args:
        project: Is trained from now on.
    """

    def __init__(self, project: Project) -> None:
        self._come: SimpleQueue[p.Message] = SimpleQueue()
        self._worker = Worker(self._take)
        self._send = self._worker.inbox.put
        self._views = views(project)
        self._pictures = np.random.default_rng(0).random((100, 1, 28, 28), np.float32)
        self._drawn: dict[str, float] = {}
        self._draws = False
        self._next_move, self._moves = 0.0, 0
        self._shape: tuple[int, ...] = ()
        self._worker.start()
        self._send(p.Edit(revision=1, project=project))
        self._send(p.Train())

    def _take(self, message: p.Message) -> None:
        """In the thread that trains: a message is encoded there, too."""
        p.frame(message)
        self._come.put(message)

    def look(self, looks: bool, draws: bool = False) -> None:
        """Open every view, or close them all; draw on the pad, or do not."""
        self._draws = draws
        self._send(p.Watch(self._views if looks else ()))

    def work(self, seconds: float) -> None:
        """Do for a while what a window does."""
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            due = min([end, *self._drawn.values(), *([self._next_move] if self._draws else [])])
            try:
                self._read(self._come.get(timeout=max(due - now, 0.0005)))
            except Empty:
                self._act(time.perf_counter())

    def _read(self, message: p.Message) -> None:
        if isinstance(message, p.Failure):
            raise RuntimeError(str(message))
        if isinstance(message, p.DataFacts):
            self._shape = message.sample_shape
        elif isinstance(message, p.Frame):
            self._drawn[message.view] = time.perf_counter() + ACK_S
        elif isinstance(message, p.Metrics):
            self._send(p.Ack(view="metrics"))

    def _act(self, now: float) -> None:
        for view in [view for view, due in self._drawn.items() if due <= now]:
            del self._drawn[view]
            self._send(p.Ack(view=view))
        if self._draws and self._next_move <= now:
            self._next_move = now + PEN_S
            self._moves += 1
            self._send(p.Picture(seq=self._moves, values=p.Array.of(self._pictures[self._moves % 100])))

    def speed(self) -> float:
        """Steps for each second that the processor gave to everything but the onlooker, in a turn.

        The turn is longer where even a few steps need longer.
        """
        self.work(SETTLING_S)
        step, spent = self._steps(), time.process_time() - time.thread_time()
        end = time.monotonic() + PATIENCE_S
        self.work(TURN_S)
        while self._steps() - step < LEAST_STEPS and time.monotonic() < end:
            self.work(TURN_S)
        return (self._steps() - step) / (time.process_time() - time.thread_time() - spent)

    def begin(self) -> None:
        """Wait until it trains, and until it runs evenly."""
        end = time.monotonic() + PATIENCE_S
        while self._steps() == 0:
            if time.monotonic() > end:
                raise TimeoutError("no step was made")
            self.work(0.1)
        self.work(WARM_UP_S)

    def end(self) -> None:
        """Let the engine go."""
        self._send(p.Stop())
        self._send(p.Quit())
        self._worker.join(PATIENCE_S)

    def _steps(self) -> int:
        return self._worker._workshop.step_count


def costs(project: Project, turns: int) -> dict[str, list[float]]:
    """The share of its speed that the training loses, turn by turn; and by account, of all turns."""
    ledger, onlooker = Ledger(), Onlooker(project)
    onlooker.begin()
    ways = {"looking": False} | ({"drawing": True} if project.data.kind != "spiral" else {})
    speeds: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    accounts = {way: Counter() for way in ways}
    for turn in range(turns):
        for way, draws in ways.items():
            pair = {}
            for looks in (True, False) if turn % 2 else (False, True):
                onlooker.look(looks, looks and draws)
                before, start = ledger.spent.copy(), time.process_time() - time.thread_time()
                pair[looks] = onlooker.speed()
                if looks:
                    accounts[way] += ledger.spent - before
                    accounts[way]["all"] += time.process_time() - time.thread_time() - start
            speeds[way].append((pair[True], pair[False]))
    onlooker.end()
    found = {way: [1 - looked / alone for looked, alone in pairs] for way, pairs in speeds.items()}
    shares = {
        f"{way}, {name}": [spent / account["all"]]
        for way, account in accounts.items()
        for name, spent in account.items()
        if name != "all"
    }
    return found | shares


def measure(options: Options) -> list[Figure]:
    """Each of the networks."""
    figures = []
    for tag in TAGS:
        turns = max(8, round(options.rounds * options.seconds / TURN_S / 2))
        found = python("-m", "tests.benchmarks.looking", tag, str(options.data or ""), str(turns))
        for way, shares in found.items():
            name, goal = f"{tag}: {way}", "<= 0.05" if way in ("looking", "looking, views") else ""
            figures += quartiles(name, shares, goal) if len(shares) > 1 else [Figure(name, *shares, "", goal)]
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", choices=TAGS)
    parser.add_argument("data")
    parser.add_argument("turns", type=int)
    given = parser.parse_args()
    folder = Path(given.data) if given.data else None
    print(json.dumps(costs(project_of(given.tag, folder), given.turns)))
