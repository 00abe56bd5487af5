"""Wires go forwards wherever they can, and around blocks."""

import random

import pytest
from PySide6.QtCore import QPointF

from nnplayground.spec import edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets import PRESETS
from nnplayground.ui.builder.detour import Box
from nnplayground.ui.builder.routes import route
from nnplayground.ui.builder.scene import BuilderScene


@pytest.mark.parametrize("gap", [1, 4, 8, 11, 12, 40])
@pytest.mark.parametrize("rise", [0, 3, -20, 40])
def test_blocks_close_together_are_joined_without_a_loop(gap, rise):
    start, end = QPointF(100, 50), QPointF(100 + gap, 50 + rise)
    own = [Box(0, 20, 100, 80), Box(100 + gap, 20 + rise, 200 + gap, 80 + rise)]
    path = route(start, end, [], own).path
    xs = [path.pointAtPercent(i / 50).x() for i in range(51)]
    assert path.currentPosition() == end
    assert all(b >= a - 1e-6 for a, b in zip(xs, xs[1:], strict=False)), "it never turns back"
    assert path.length() <= gap + abs(rise) + 1


def test_a_wire_to_a_block_behind_still_goes_around():
    start, end = QPointF(300, 50), QPointF(100, 50)
    path = route(start, end, [], [Box(200, 20, 300, 80), Box(100, 20, 200, 80)]).path
    assert path.boundingRect().right() > 300 and path.boundingRect().left() < 100


def test_past_a_wider_block_to_one_below_it_the_way_back_lies_between_the_rows():
    row = [Box(0, 0, 120, 80), Box(300, 0, 400, 80)]
    above, target = Box(-5, 223, 121, 345), Box(0, 420, 110, 500)
    way = route(QPointF(400, 40), QPointF(0, 460), [row[0], above], [row[1], target])
    places = [way.path.pointAtPercent(i / 200) for i in range(201)]
    assert 80 < way.label.y() < 223 and way.room > 200
    assert not any(-5 < place.x() < 121 and 223 < place.y() < 345 for place in places)


def crossed(scene: BuilderScene, wire: Wire) -> set[str]:
    """The blocks through which a wire runs; its own two only count a good way inside."""
    path, ends = scene.wires[wire].path(), (wire.source, wire.target)
    count = max(40, int(path.length() / 4))
    points = [path.pointAtPercent(i / count) for i in range(count + 1)]
    inner = {name: block.rect.adjusted(2, 2, -2, -2) for name, block in scene.blocks.items()}
    return {n for n, rect in inner.items() if sum(map(rect.contains, points)) > (2 if n in ends else 0)}


def covered(scene: BuilderScene, wire: Wire) -> bool:
    """Whether another block lies over or close to an end of the wire."""
    start = scene.blocks[wire.source].output_point()
    end = scene.blocks[wire.target].input_points()[wire.port]
    return any(
        (name != wire.source and block.rect.adjusted(-18, -5, 5, 5).contains(start))
        or (name != wire.target and block.rect.adjusted(-5, -5, 18, 5).contains(end))
        for name, block in scene.blocks.items()
    )


def inception(count: int) -> Network:
    """Modules of four branches that meet again."""
    network, x = edit.add(Network(), KINDS["input"](), 0, 0)
    for _ in range(count):
        ends = []
        for tags in (("conv2d",), ("conv2d", "relu"), ("conv2d", "relu", "conv2d"), ("max_pool2d", "conv2d")):
            last = x
            for tag in tags:
                network, name = edit.add(network, KINDS[tag](), 0, 0)
                network, last = edit.connect(network, last, name), name
            ends.append(last)
        network, x = edit.add(network, KINDS["concatenate"](), 0, 0)
        for end in ends:
            network = edit.connect(network, end, x)
    return tidy(network)


@pytest.mark.parametrize("network", [*(p.project().network for p in PRESETS.values()), inception(2)])
def test_in_a_tidy_network_no_wire_runs_through_a_block(network, qapp):
    scene = BuilderScene()
    scene.set_network(network)
    assert not {wire: blocks for wire in scene.wires if (blocks := crossed(scene, wire))}


@pytest.mark.parametrize("seed", range(4))
def test_in_an_untidy_one_a_wire_runs_through_a_block_only_where_its_end_is_covered(seed, qapp):
    drawn, network = random.Random(seed), PRESETS["small-resnet"].project().network if seed % 2 else inception(2)
    nodes = network.nodes.items()
    shaken = {n: (node.x + drawn.uniform(-60, 60), node.y + drawn.uniform(-60, 60)) for n, node in nodes}
    scene = BuilderScene()
    scene.set_network(edit.move(network, shaken))
    wrong = {w: blocks for w in scene.wires if (blocks := crossed(scene, w)) and not covered(scene, w)}
    assert not wrong
