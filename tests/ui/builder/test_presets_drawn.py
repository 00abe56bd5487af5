"""The presets on the canvas: blocks apart, and no wire across another that it has no block in common with."""

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QLineF

from nnplayground.engine.analysis import analyse
from nnplayground.spec import grouping
from nnplayground.spec.presets import PRESETS
from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.builder.view import BuilderView


@pytest.fixture(params=PRESETS)
def scene(request, qapp):
    project = PRESETS[request.param].project()
    facts, _ = analyse(project.network, (1, 28, 28), 10, project.recipe)
    scene = BuilderScene()
    scene.set_network(project.network)
    for name, block in scene.blocks.items():
        block.set_facts(facts[name])
    scene.reroute(scene.wires)
    return scene


def test_blocks_lie_apart_once_their_texts_are_known(scene):
    for one, other in combinations(scene.blocks.values(), 2):
        assert not one.rect.adjusted(-4, -4, 4, 4).intersects(other.rect), (one.name, other.name)


def test_frames_lie_around_their_blocks_also_when_these_grow(qtbot):
    view = BuilderView()
    qtbot.addWidget(view)
    network = PRESETS["small-cnn"].project().network
    view.set_network(grouping.group(network, ["conv2", "norm2", "relu2"], "Part")[0])
    (frame,) = view.canvas.frames.items.values()
    before = frame.rect
    view.readings.set_activations({"conv2": np.zeros((16, 28, 28), np.float32)})
    assert frame.rect.contains(view.canvas.blocks["conv2"].rect) and frame.rect.height() > before.height()


def test_no_two_wires_cross(scene):
    lines = {wire: segments(item.path()) for wire, item in scene.wires.items()}
    for one, other in combinations(lines, 2):
        if {one.source, one.target} & {other.source, other.target}:
            continue
        if not scene.wires[one].bounds.intersects(scene.wires[other].bounds):
            continue
        assert not any(cross(a, b) for a in lines[one] for b in lines[other]), (one, other)


def segments(path):
    points = [path.pointAtPercent(step / 40) for step in range(41)]
    return [QLineF(a, b) for a, b in zip(points, points[1:], strict=False)]


def cross(one, other):
    return one.intersects(other)[0] == QLineF.IntersectionType.BoundedIntersection
