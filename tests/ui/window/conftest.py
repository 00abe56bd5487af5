"""A whole window with a real engine, and a user who works in it."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget

from nnplayground import drawing
from nnplayground import protocol as p
from nnplayground.paths import resource
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import KINDS
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project
from nnplayground.ui import theme as themes
from nnplayground.ui.app import open_window
from nnplayground.ui.builder.mime import layer_mime
from nnplayground.ui.client import wait_for_the_last
from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.settings import Settings
from tests.engine.process import with_recipe
from tests.patience import PATIENCE_S

ENDLESS = 100_000
"""So many epochs never end by themselves, however long the window was kept from looking."""
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
EXAMPLE = resource("models", "digits.nnp")


def _arc(turns: float, points: int = 40) -> np.ndarray:
    angles = np.linspace(0, 2 * math.pi * turns, points)
    return np.stack([0.5 + 0.22 * np.sin(angles), 0.5 - 0.34 * np.cos(angles)], axis=1)


DRAWN = {
    "0": [_arc(1.0)],
    "1": [np.stack([np.full(20, 0.5), np.linspace(0.15, 0.85, 20)], axis=1)],
    "7": [np.array([[0.3, 0.2], [0.5, 0.2], [0.7, 0.2], [0.6, 0.45], [0.5, 0.65], [0.42, 0.85]])],
}
"""Digits that nobody could misread, in the unit square."""


class User:
    """What a person does in the window, by mouse and keyboard where that matters, and what they then see."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.session = window.session
        self.document = window.session.document

    # ---- waiting

    def wait(self, condition: Callable[[], object], what: str = "") -> None:
        """Let the program work until something is so."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, f"it never happened: {what or condition}"
            QTest.qWait(5)

    def wait_until_playable(self) -> None:
        """The engine is there and knows the project as it now stands."""
        session = self.session
        self.wait(lambda: session._seen_revision == session._revision and session.blocked is None, "nothing in the way")

    def wait_for_analysis(self) -> None:
        """The engine has judged the project as it now stands."""
        self.wait(lambda: self.session._seen_revision == self.session._revision, "an analysis")

    # ---- looking

    def see(self, name: str) -> QWidget:
        """The control with this object name."""
        found = self.window.findChild(QWidget, name)
        assert found is not None, f"there is no {name}"
        return found

    @property
    def network(self) -> Network:
        """What the canvas shows."""
        return self.window.canvas.network

    @property
    def answer(self) -> str:
        """What the bars say."""
        return self.see("answer_bars").property("answer")

    @property
    def banner(self) -> str:
        """What the banner says; empty while there is none."""
        banners = (self.window.file_banner, self.window.banner)
        return " ".join(banner.text() for banner in banners if banner.isVisible())

    @property
    def losses(self) -> np.ndarray:
        """The loss of every step in the chart."""
        return np.array(self.window.loss_plot.history.training.y)

    # ---- doing

    def click(self, name: str) -> None:
        """Click a button."""
        button = self.see(name)
        assert button.isVisible() and button.isEnabled(), f"{name} cannot be clicked"
        QTest.mouseClick(button, LEFT)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS, on: QWidget | None = None) -> None:
        """Press a key."""
        QTest.keyClick(on or self.window, key, keys)

    def type_into(self, field: QWidget, text: str) -> None:
        """Replace what a field holds, and press Enter."""
        field.setFocus()
        line = field.findChild(QLineEdit)
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def start(self, project: Project | str = "mlp-128", epochs: int = ENDLESS) -> None:
        """Have a project open, or a preset that trains for so long."""
        named = isinstance(project, str)
        self.document.start(with_recipe(PRESETS[project].project(), epochs=epochs) if named else project)
        self.wait_until_playable()

    def draw(self, strokes: Sequence[np.ndarray]) -> None:
        """Draw with the mouse; points in the unit square."""
        pad = self.window.pad.canvas
        side = min(pad.width(), pad.height()) - 1
        for stroke in strokes:
            places = [QPoint(round(x * side), round(y * side)) for x, y in np.asarray(stroke).tolist()]
            QTest.mousePress(pad, LEFT, NO_KEYS, places[0])
            for place in places[1:]:
                QTest.mouseMove(pad, place)
            QTest.mouseRelease(pad, LEFT, NO_KEYS, places[-1])

    def drop(self, tag: str, x: float, y: float) -> str:
        """Drag a layer from the palette to a place of the scene. Returns the name of the new block."""
        canvas = self.window.canvas
        before = set(self.network.nodes)
        mime = layer_mime(KINDS[tag]())
        place = QPointF(canvas.mapFromScene(QPointF(x, y)))
        facts = (Qt.DropAction.CopyAction, mime, LEFT, NO_KEYS)
        QApplication.sendEvent(canvas.viewport(), QDragEnterEvent(place.toPoint(), *facts))
        QApplication.sendEvent(canvas.viewport(), QDropEvent(place, *facts))
        (name,) = set(self.network.nodes) - before
        return name

    def wire(self, source: str, target: str) -> None:
        """Drag from the output of a block to the input of another."""
        blocks, canvas = self.window.canvas.canvas.blocks, self.window.canvas
        start = canvas.mapFromScene(blocks[source].output_point())
        end = canvas.mapFromScene(blocks[target].input_points()[0])
        QTest.mousePress(canvas.viewport(), LEFT, NO_KEYS, start)
        for step in range(1, 6):
            QTest.mouseMove(canvas.viewport(), start + (end - start) * step / 5)
        QTest.mouseRelease(canvas.viewport(), LEFT, NO_KEYS, end)
        assert Wire(source, target, 0) in self.network.wires()

    def click_block(self, name: str) -> None:
        """Select a block."""
        canvas = self.window.canvas
        QTest.mouseClick(canvas.viewport(), LEFT, NO_KEYS, canvas.mapFromScene(canvas.canvas.blocks[name].pos()))

    def train_until(self, condition: Callable[[], object]) -> None:
        """Press Play, wait, press Stop; what the run leaves behind is on the disk then."""
        self.click("play_button")
        self.wait(condition, "trained far enough")
        if self.session.state == "training":
            self.click("stop_button")
        self.wait(lambda: self.session.state == "idle", "stopped")
        self._wait_for_disk()

    def train_to_end(self) -> p.RunEnded:
        """Press Play, and wait until the run has ended by itself, be that before the window can look."""
        ended = []
        self.session.run.ended.connect(ended.append)
        self.click("play_button")
        self.wait(lambda: ended, "the run ends")
        self.session.run.ended.disconnect(ended.append)
        if ended[0].reason == "finished":
            self._wait_for_disk()
        return ended[0]

    def _wait_for_disk(self) -> None:
        self.wait(lambda: self.session.record.steps[-1:] == (len(self.losses),), "the snapshot of the last step")

    # ---- at the end

    def come_to_rest(self) -> None:
        """Nothing trains, nothing is about to happen."""
        if self.session.state in ("training", "paused"):
            self.session.run.stop()
            self.wait(lambda: self.session.state == "idle", "the run ends")
        self.window.pad.canvas.clear()
        self.window.canvas.give_up()
        self.window.care.autosave.discard()  # its timer runs on while something is unsaved
        self.window.file_banner.hide()
        self.wait(lambda: not any(t.isActive() for t in self.window.findChildren(QTimer)), "all timers are at rest")

    def close(self) -> None:
        """Close the window for good, losing what is not saved."""
        self.document.start(Project())
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, 52)  # DeferredDelete: no event loop is entered again
        wait_for_the_last()


def _opened(settings: Settings, path: str | None) -> User:
    window = open_window(settings, path)
    window.showNormal()
    window.resize(1440, 900)
    user = User(window)
    user.wait(lambda: window.isVisible() and window.width() == 1440, "the window is there")
    return user


@pytest.fixture(scope="module")
def _dressed(qapp: QApplication) -> Iterator[None]:
    themes.theme().set_mode("light")
    themes.apply(qapp)
    yield
    themes.theme().set_mode("light")
    qapp.setStyleSheet("")


@pytest.fixture(scope="module")
def _shared(_dressed: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[User]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NNPLAYGROUND_HOME", str(tmp_path_factory.mktemp("home")))
        user = _opened(Settings(), None)
        user.wait_until_playable()
    yield user
    user.close()


@pytest.fixture
def user(_shared: User) -> Iterator[User]:
    """Somebody at a window that the tests of a module share; a fresh 784-128-10 network is open."""
    _shared.start("mlp-128")
    yield _shared
    _shared.come_to_rest()


@pytest.fixture
def open_program(_dressed: None, fresh_home: Path) -> Iterator[Callable[..., User]]:
    """Opens a window of the test's own: ``open_program(settings, path)``."""
    users: list[User] = []

    def opened(settings: Settings | None = None, path: str | None = None) -> User:
        users.append(_opened(settings or Settings(), path))
        return users[-1]

    yield opened
    for each in users:
        each.close()


@pytest.fixture
def answer_question(monkeypatch: pytest.MonkeyPatch) -> Callable[[QMessageBox.StandardButton], list[str]]:
    """Decides what the user will answer to a question; returns the questions that were asked."""

    def decide(button: QMessageBox.StandardButton) -> list[str]:
        asked: list[str] = []

        def answered(box: QMessageBox) -> int:
            asked.append(box.text())
            return button

        monkeypatch.setattr(QMessageBox, "exec", answered)
        return asked

    return decide


@pytest.fixture(scope="session")
def pen_digits(real_data: Path) -> list[tuple[str, list[np.ndarray]]]:
    """Real drawings scaled into the unit square, with their labels."""
    drawings, labels = drawing.read_strokes(real_data / "pen_digits" / "strokes.npz")
    return [(str(label), _scaled(strokes)) for label, strokes in zip(labels.tolist(), drawings, strict=True)]


def _scaled(strokes: list[np.ndarray]) -> list[np.ndarray]:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.7 / max((high - low).max(), 1e-9)
    return [(stroke - (low + high) / 2) * scale + 0.5 for stroke in strokes]
