"""A network of 300 blocks: opening it, tidying it, dragging one of its blocks; and an edit at the head of 100."""

import time

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layout import tidy
from nnplayground.spec.project import Project
from nnplayground.ui.main_window import MainWindow
from tests.benchmarks.child import in_window
from tests.benchmarks.figures import Figure, Options, percentiles
from tests.benchmarks.inside import wait, work

TITLE = "a canvas of 300 blocks, and of 100"
BLOCKS, FEWER = 300, 100
MOVES = 200
EDITS = 30


def large_network(blocks: int = BLOCKS) -> Network:
    """A convolution, then convolutions and activations with a shortcut over every second pair."""
    network, last = edit.add(Network(), KINDS["input"](), 0, 0)
    network, head = edit.add(network, KINDS["conv2d"](out_channels=1, padding=1), 0, 0)
    network, fork = edit.connect(network, last, head), head
    last = head
    while len(network.nodes) < blocks - 2:
        for tag in ("conv2d", "relu", "conv2d"):
            layer = KINDS[tag](out_channels=1, padding=1) if tag == "conv2d" else KINDS[tag]()
            network, name = edit.add(network, layer, 0, 0)
            network, last = edit.connect(network, last, name), name
        network, name = edit.add(network, KINDS["add"](), 0, 0)
        network = edit.connect(edit.connect(network, last, name), fork, name)
        fork = last = name
    for tag in ("flatten", "output"):
        network, name = edit.add(network, KINDS[tag](), 0, 0)
        network, last = edit.connect(network, last, name), name
    return tidy(network)


def inside(window: MainWindow) -> dict[str, object]:
    """Open, fit, and drag a block from the middle."""
    project = Project().with_network(large_network())
    start = time.perf_counter()
    window.session.document.start(project)
    opened = time.perf_counter()
    window.canvas.viewport().repaint()
    painted = time.perf_counter()
    wait(lambda: window.session._seen_revision == window.session._revision)
    analysed = time.perf_counter()
    work(0.5)
    before = time.perf_counter()
    window.canvas.commands.tidy()
    tidied = time.perf_counter() - before
    work(0.5)
    return {
        "tidy_s": tidied,
        "open_s": opened - start,
        "paint_s": painted - opened,
        "analysed_s": analysed - start,
        "far": _drag(window),
        "near": _drag(window, near=True),
        "labels": _edits(window),
    }


def _edits(window: MainWindow) -> list[float]:
    """From an edit of the first convolution of 100 blocks, which changes every shape, until all are written; in ms."""
    document, times = window.session.document, []
    document.start(Project().with_network(large_network(FEWER)))
    shown: list[float] = []
    window.session.analysed.connect(lambda _: shown.append(time.perf_counter()))
    wait(lambda: shown and _level(window))
    work(1.0)
    for step in range(EDITS + 2):
        shown.clear()
        network = document.project.network
        layer = replace(network.nodes["conv1"].layer, stride=1 + (step + 1) % 2)
        start = time.perf_counter()
        document.edit_network(edit.set_layer(network, "conv1", layer), "stride")
        wait(lambda: bool(shown), 0.002)
        assert _level(window)
        times.append((shown[-1] - start) * 1000)
        work(0.1)
    return times[2:]


def _level(window: MainWindow) -> bool:
    """Whether the last block of all has the shape that follows from the first."""
    network = window.canvas.network
    side = 14 if network.nodes["conv1"].layer.stride == 2 else 28
    return window.canvas.canvas.blocks["flatten1"].face.left == str(side * side)


def _drag(window: MainWindow, near: bool = False) -> dict[str, list[float]]:
    """Handling of each movement, and the same with the painting that follows; in milliseconds."""
    canvas = window.canvas
    names = list(canvas.network.nodes)
    block = canvas.canvas.blocks[names[len(names) // 2]]
    if near:
        canvas.zoom_reset()
        canvas.centerOn(block.pos())
    work(0.2)
    viewport, handled, shown = canvas.viewport(), [], []
    place = QPointF(canvas.mapFromScene(block.pos()))
    _send(viewport, QEvent.Type.MouseButtonPress, place)
    for step in range(MOVES):
        angle = step / 20
        at = place + QPointF(80 * np.sin(angle), 60 * (1 - np.cos(angle)))
        start = time.perf_counter()
        _send(viewport, QEvent.Type.MouseMove, at)
        handled.append((time.perf_counter() - start) * 1000)
        QApplication.processEvents()
        shown.append((time.perf_counter() - start) * 1000)
    _send(viewport, QEvent.Type.MouseButtonRelease, at)
    window.session.document.undo_stack.undo()
    return {"handled": handled, "shown": shown}


def _send(viewport: object, kind: QEvent.Type, place: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    event = QMouseEvent(kind, place, viewport.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, event)


def measure(options: Options) -> list[Figure]:
    """Once, in one window."""
    found = in_window("canvas", profile=options.profile)
    figures = [
        Figure("opening, without painting", found["open_s"], "s", "at most 1"),
        Figure("tidying", found["tidy_s"], "s", "at most 1"),
        Figure("first painting", found["paint_s"], "s"),
        Figure("analysed by the engine", found["analysed_s"], "s"),
    ]
    for zoom, name in (("far", "drag, all in view"), ("near", "drag, at full size")):
        for part, words in (("handled", "handled"), ("shown", "handled and painted")):
            figures += percentiles(f"{name}, {words}", found[zoom][part], "ms", {50: "", 99: "at most 16"})
    goal = {50: "", 90: "at most 150"}
    return figures + percentiles(f"edit at the head of {FEWER}, all labels right", found["labels"], "ms", goal)
