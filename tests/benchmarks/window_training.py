"""The same training in the open window, with plots, activations and weights in view; and how long the window stalls."""

import time
from pathlib import Path

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer

from nnplayground import protocol as p
from nnplayground.datasets import idx
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice, Project
from nnplayground.ui.main_window import MainWindow
from tests.benchmarks.child import in_window
from tests.benchmarks.figures import Figure, Options, spread
from tests.benchmarks.inside import wait, work
from tests.benchmarks.training import bare

TITLE = "training in the window"
WARM_UP_S = 2.0
LATE_S = 0.020


class Heartbeat(QTimer):
    """Beats each millisecond; where the event loop is busy the next beat is late."""

    def __init__(self) -> None:
        super().__init__(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self.beats: list[float] = []
        self.timeout.connect(self._on_timeout)

    def gaps_ms(self) -> np.ndarray:
        """The time from each beat to the next, in milliseconds."""
        return np.diff(self.beats) * 1000

    def _on_timeout(self) -> None:
        self.beats.append(time.perf_counter())


def article_project(folder: str) -> Project:
    """784-128-10 on MNIST, with more epochs than anybody waits for."""
    dataset = idx.remember(Path(folder))
    options = {name: getattr(dataset, name) for name in ("name", "digest", "height", "width", "class_count")}
    project = PRESETS["mlp-128"].project()
    schooling = replace(project.recipe.schooling, epochs=1000)
    return replace(project, data=DataChoice("idx", options), recipe=replace(project.recipe, schooling=schooling))


def begin(window: MainWindow, project: Project) -> None:
    """Open a project, select its first Linear, and let it train."""
    window.session.document.start(project)
    wait(lambda: window.session.data is not None and window.session.data.kind == project.data.kind)
    wait(lambda: window.session.blocked is None)
    window.canvas.fit()
    window.canvas.select(("linear1",))
    window.session.run.play()
    wait(lambda: window.session.state == "training")


def inside(window: MainWindow, data: str, seconds: float) -> dict[str, object]:
    """Train and watch the clock."""
    begin(window, article_project(data))
    reports: list[tuple[float, p.Progress]] = []
    frames: list[str] = []
    window.session.run.progressed.connect(lambda report: reports.append((time.perf_counter(), report)))
    window.session.gaze.frame_arrived.connect(lambda frame: frames.append(frame.view))
    work(WARM_UP_S)
    heart = Heartbeat()
    reports.clear()
    frames.clear()
    heart.start()
    work(seconds)
    heart.stop()
    (start, first), (end, last) = reports[0], reports[-1]
    size = window.session.document.project.recipe.schooling.batch_size
    return {
        "samples_per_s": np.median([report.samples_per_s for _, report in reports]).item(),
        "with_checks": (last.step - first.step) * size / (end - start),
        "gaps_ms": heart.gaps_ms().tolist(),
        "frames_per_s": {view: frames.count(view) / seconds for view in sorted(set(frames))},
    }


def measure(options: Options) -> list[Figure]:
    """Speed in turns with the yardstick; stalls of all turns together."""
    if options.data is None:
        return []
    ratios, whole, gaps, views = [], [], [], {}
    for _ in range(options.rounds):
        yardstick = bare(options)
        found = in_window("window_training", profile=options.profile, data=str(options.data), seconds=options.seconds)
        ratios.append(found["samples_per_s"] / yardstick)
        whole.append(found["with_checks"] / yardstick)
        gaps += found["gaps_ms"]
        views = found["frames_per_s"]
    return [
        *spread("speed beside the bare loop", ratios, "", ">= 0.95"),
        *spread("the same with the checks on validation samples", whole),
        *stalls(np.array(gaps)),
        *[Figure(f"frames for {view}", rate, "/s") for view, rate in views.items()],
    ]


def stalls(gaps_ms: np.ndarray) -> list[Figure]:
    """How late the event loop is: counted by beats, and as an event at a random moment would feel it."""
    ranks = {50: "", 95: "", 99: "<= 20"}
    counted = [Figure(f"stalls, p{p}", float(np.percentile(gaps_ms, p)), "ms", goal) for p, goal in ranks.items()]
    ordered = np.sort(gaps_ms)
    felt = ordered[np.searchsorted(np.cumsum(ordered), 0.99 * ordered.sum())]
    late = ordered[ordered > LATE_S * 1000]
    return [
        *counted,
        Figure("stalls, longest", float(ordered[-1]), "ms"),
        Figure("stall around a random moment, p99", float(felt), "ms"),
        Figure("share of time in stalls over 20 ms", float(late.sum() / ordered.sum()), ""),
    ]
