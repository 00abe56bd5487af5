"""A canvas with the shortest possible owner: it takes every edit and can undo."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.ui import theme
from nnplayground.ui.builder.view import BuilderView


class Desk:
    """Owns the network, as the session does."""

    def __init__(self, view: BuilderView) -> None:
        self.view = view
        self.edits: list[tuple[str, str]] = []
        self.past: list[Network] = []
        view.network_edited.connect(self.take)

    def take(self, network: Network, text: str, key: str) -> None:
        self.past.append(self.view.network)
        self.edits.append((text, key))
        self.view.set_network(network)

    @property
    def network(self) -> Network:
        return self.view.network

    def at(self, x: float, y: float) -> QPoint:
        return self.view.mapFromScene(QPointF(x, y))

    def block(self, name: str) -> QPoint:
        return self.view.mapFromScene(self.view.canvas.blocks[name].pos())

    def output(self, name: str) -> QPoint:
        return self.view.mapFromScene(self.view.canvas.blocks[name].output_point())

    def input(self, name: str, port: int = 0) -> QPoint:
        return self.view.mapFromScene(self.view.canvas.blocks[name].input_points()[port])

    def press(self, at: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self.view.viewport(), Qt.MouseButton.LeftButton, keys, at)

    def move(self, at: QPoint) -> None:
        QTest.mouseMove(self.view.viewport(), at)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)

    def click(self, at: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, keys, at)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Press, go there in steps, let go."""
        self.press(start)
        for step in range(1, 6):
            self.move(start + (end - start) * step / 5)
        self.release(end)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.view, key, keys)


def chain(*tags: str, gap: float = 200.0) -> Network:
    """Blocks one behind the other, ``gap`` apart."""
    network, before = Network(), None
    for number, tag in enumerate(tags):
        network, name = edit.add(network, KINDS[tag](), number * gap, 0)
        if before is not None:
            network = edit.connect(network, before, name)
        before = name
    return network


@pytest.fixture
def desk(qtbot, monkeypatch) -> Desk:
    """Input, Conv2d, Flatten, Linear and Output in a row, at zoom 1."""
    monkeypatch.setattr(theme, "MOTION_MS", 0)
    view = BuilderView()
    qtbot.addWidget(view)
    view.resize(1200, 500)
    view.show()
    qtbot.waitExposed(view)
    desk = Desk(view)
    view.set_network(chain("input", "conv2d", "flatten", "linear", "output"))
    view.zoom_reset()
    return desk
