"""Building a network by hand: drops, wires, mistakes, undo."""

import random

import pytest
from PySide6.QtCore import Qt

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project
from nnplayground.ui.widgets.numbers import IntField

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def builder(user):
    """Somebody before an empty canvas."""
    user.document.start(Project())
    user.wait_for_analysis()
    user.window.canvas.zoom_reset()
    return user


def lead(user, names):
    for source, target in zip(names, names[1:], strict=False):
        user.wire(source, target)


def test_a_network_built_by_drops_and_wires_trains(builder):
    user = builder
    assert not user.see("play_button").isEnabled()
    names = [user.drop(tag, 180 * index - 360, 0) for index, tag in enumerate(("input", "flatten", "linear", "output"))]
    assert [user.network.nodes[name].x for name in names] == pytest.approx([-360, -180, 0, 180], abs=1)
    lead(user, names)
    user.wait_for_analysis()
    assert "Give the last Linear 10 units" in user.see("play_button").toolTip()
    user.click_block(names[2])
    user.type_into(user.window.inspector.findChild(IntField), "10")
    user.wait_until_playable()
    user.click("step_button")
    user.wait(lambda: len(user.losses) == 1)


def test_a_mistake_turns_the_block_red_says_why_and_undo_heals_it(builder):
    user = builder
    user.start("lenet")
    user.click_block("flatten1")
    user.key(Qt.Key.Key_Delete, on=user.window.canvas)
    user.wait_for_analysis()
    guilty = [name for name, block in user.window.canvas.canvas.blocks.items() if block.problems]
    assert guilty == ["linear1"]
    play = user.see("play_button")
    assert not play.isEnabled()
    assert "Linear" in play.toolTip()
    assert "Flatten" in play.toolTip(), "it says what to do"
    user.key(Qt.Key.Key_Z, CTRL)
    user.wait_until_playable()
    assert play.isEnabled()
    assert not any(block.problems for block in user.window.canvas.canvas.blocks.values())


def test_delete_joins_the_neighbours_again(builder):
    user = builder
    user.start("mlp-128")
    before = user.network
    (relu,) = [name for name, node in before.nodes.items() if isinstance(node.layer, KINDS["relu"])]
    (source,) = before.nodes[relu].inputs
    (follower,) = [name for name, node in before.nodes.items() if relu in node.inputs]
    user.click_block(relu)
    user.key(Qt.Key.Key_Delete, on=user.window.canvas)
    assert user.network.nodes[follower].inputs == (source,)
    user.wait_until_playable()


def test_a_layer_dropped_on_a_wire_goes_into_it(builder):
    user = builder
    user.start("mlp-128")
    target = next(name for name, node in user.network.nodes.items() if isinstance(node.layer, KINDS["relu"]))
    (source,) = user.network.nodes[target].inputs
    blocks = user.window.canvas.canvas.blocks
    middle = (blocks[source].output_point() + blocks[target].input_points()[0]) / 2
    name = user.drop("dropout", middle.x(), middle.y())
    assert user.network.nodes[name].inputs == (source,)
    assert user.network.nodes[target].inputs == (name,)
    user.wait_until_playable()
    assert user.document.undo_stack.count() == 1


def random_edit(network: Network, rng: random.Random) -> Network:
    names = sorted(network.nodes)
    kind = rng.choice(("add", "move", "connect", "remove", "duplicate", "change", "disconnect"))
    if kind == "add" or len(names) < 3:
        tag = rng.choice(sorted(KINDS))
        return edit.add(network, KINDS[tag](), rng.uniform(-500, 500), rng.uniform(-300, 300))[0]
    name = rng.choice(names)
    if kind == "move":
        return edit.move(network, {name: (rng.uniform(-500, 500), rng.uniform(-300, 300))})
    if kind == "remove":
        return edit.remove(network, {name})
    if kind == "duplicate":
        return edit.duplicate(network, {name}, 30, 30)[0]
    if kind == "change":
        return edit.set_layer(network, name, KINDS[rng.choice(sorted(KINDS))]())
    wires = sorted(network.wires())
    if kind == "disconnect" and wires:
        return edit.disconnect(network, rng.choice(wires))
    try:
        return edit.connect(network, name, rng.choice(names))
    except PlaygroundError:
        return edit.move(network, {name: (rng.uniform(-500, 500), 0.0)})


@pytest.mark.parametrize("seed", [1, 2])
def test_fifty_edits_and_as_many_undos_give_the_same_project(user, seed):
    rng = random.Random(seed)
    stack, first = user.document.undo_stack, user.document.project
    for _ in range(50):
        user.window.canvas.ask(random_edit(user.network, rng), "edit")
    steps, last = stack.count(), user.document.project
    assert steps >= 45
    for _ in range(steps):
        user.key(Qt.Key.Key_Z, CTRL)
    assert user.document.project == first
    assert user.network == first.network
    user.wait_until_playable()
    for _ in range(steps):
        user.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert user.document.project == last
    assert user.network == last.network
    user.wait_for_analysis()


def test_why_an_edit_was_refused_is_said_until_the_next_edit(user):
    user.window.canvas.problem_raised.emit(Problem(code="cycle", args={"blocks": "linear2 → linear1"}))
    assert user.banner
    user.document.edit_network(edit.remove(user.network, {"relu1"}), "edit")
    assert not user.banner
