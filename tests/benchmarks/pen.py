"""From the pen to the answer: real strokes as mouse events on the pad, until the bars have been painted anew."""

import math
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnplayground import drawing
from nnplayground import protocol as p
from nnplayground.spec.presets import PRESETS
from nnplayground.ui.main_window import MainWindow
from tests.benchmarks.child import in_window
from tests.benchmarks.figures import Figure, Options, percentiles
from tests.benchmarks.inside import work
from tests.benchmarks.window_training import article_project, begin

TITLE = "pen to answer"
DIGITS = 10
PACE_S = 0.008
"""A pen reports some 125 times a second."""


class Stopwatch(QObject):
    """Notes when each movement was posted, and when the bars had painted its answer or a newer one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.delays_ms: list[float] = []
        self._posted_at: float | None = None
        """When the pen last moved; None while it is not drawing."""
        self._open: dict[int, float] = {}
        self._answered = 0
        self._look_at = window.session.gaze.look_at
        window.session.gaze.look_at = self._note_question  # the number of a question is known nowhere else
        window.session.gaze.answered.connect(self._on_answered)
        window.pad.bars.installEventFilter(self)

    def post(self, pad: QObject, event: QMouseEvent) -> None:
        """Hand an event to the pad as the window system does."""
        self._posted_at = time.perf_counter()
        QApplication.postEvent(pad, event)

    def lift(self) -> None:
        """What is asked from now on, because the pad is cleared, is no answer to a movement."""
        self._posted_at = None

    def _note_question(self, picture: p.Array) -> int:
        seq = self._look_at(picture)
        if self._posted_at is not None:
            self._open[seq] = self._posted_at
        return seq

    def _on_answered(self, answer: p.Answer) -> None:
        self._answered = max(self._answered, answer.seq)

    def eventFilter(self, bars: QObject, event: QEvent) -> bool:
        """The bars are about to be painted; all of the window is on the screen when the event loop turns again."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        now = time.perf_counter()
        for seq in [seq for seq in self._open if seq <= self._answered]:
            self.delays_ms.append((now - self._open.pop(seq)) * 1000)


def drawings(path: str | None) -> list[list[np.ndarray]]:
    """Recorded digits, or a made-up one, in the unit square."""
    if path is None:
        angles = np.linspace(0, 2 * math.pi, 40)
        return [[np.stack([0.5 + 0.2 * np.sin(angles), 0.5 - 0.35 * np.cos(angles)], axis=1)]] * DIGITS
    return [_scaled(strokes) for strokes in drawing.read_strokes(Path(path))[0][:DIGITS]]


def _scaled(strokes: list[np.ndarray]) -> list[np.ndarray]:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.7 / max(float((high - low).max()), 1e-9)
    return [(stroke - (low + high) / 2) * scale + 0.5 for stroke in strokes]


def replay(window: MainWindow, watch: Stopwatch, digits: list[list[np.ndarray]]) -> list[float]:
    """Draw all digits at the pace of a pen. Returns the delays in milliseconds."""
    pad, bars = window.pad.canvas, window.pad.bars
    watch.delays_ms.clear()
    side = min(pad.width(), pad.height()) - 1
    for strokes in digits:
        watch.lift()
        pad.clear()
        work(0.1)
        for stroke in strokes:
            places = [QPointF(x * side, y * side) for x, y in stroke.tolist()]
            kinds = [QEvent.Type.MouseButtonPress, *[QEvent.Type.MouseMove] * (len(places) - 1)]
            for kind, place in zip(kinds, places, strict=True):
                watch.post(pad, _mouse(kind, place, pad.mapToGlobal(place)))
                work(PACE_S)
            watch.post(pad, _mouse(QEvent.Type.MouseButtonRelease, places[-1], pad.mapToGlobal(places[-1])))
        work(0.2)
    watch.lift()
    pad.clear()
    bars.update()
    return list(watch.delays_ms)


def _mouse(kind: QEvent.Type, place: QPointF, on_screen: QPointF) -> QMouseEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    return QMouseEvent(kind, place, on_screen, button, held, Qt.KeyboardModifier.NoModifier)


def inside(window: MainWindow, strokes: str | None, data: str | None) -> dict[str, list[float]]:
    """Draw while nothing trains, then while 784-128-10 trains."""
    watch, digits = Stopwatch(window), drawings(strokes)
    found = {"idle": replay(window, watch, digits)}
    project = article_project(data) if data else PRESETS["mlp-128"].project()
    begin(window, project)
    work(1.0)
    found["training"] = replay(window, watch, digits)
    return found


def measure(options: Options) -> list[Figure]:
    """Delays idle and while training."""
    data = str(options.data) if options.data else None
    strokes = str(options.strokes) if options.strokes else None
    found = in_window("pen", profile=options.profile, strokes=strokes, data=data)
    return [
        *percentiles("idle", found["idle"], "ms", {50: "<= 10", 95: "<= 25"}),
        *percentiles("while training", found["training"], "ms", {50: "", 95: "<= 50"}),
    ]
