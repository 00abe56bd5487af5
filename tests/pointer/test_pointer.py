"""What people do first, done with a real pointer and real keys on a real screen; judged by the file that they save."""

import numpy as np
from msgspec.structs import replace

from nnplayground.paths import resource
from nnplayground.spec import archive, edit
from nnplayground.spec.graph import Wire
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project

MLP = PRESETS["mlp-128"].project()


def between(one, other):
    return [(a + b) // 2 for a, b in zip(one, other, strict=True)]


def test_a_layer_is_dragged_from_the_palette_into_a_wire(person):
    person.open(MLP)
    person.click("palette_search")
    person.type("sigmoid")
    wire = between(person.see("port('relu1')"), person.see("port('linear2', 0)"))
    person.take(person.wait("middle('layer_sigmoid')"), wire)
    person.move(wire)
    person.wait("canvas._drop._wire is not None")
    person.release()
    person.click("palette_search")
    person.key("ctrl+a", "BackSpace")
    network = person.saved().network
    (name,) = set(network.nodes) - set(MLP.network.nodes)
    assert network.nodes[name].inputs == ("relu1",) and network.nodes["linear2"].inputs == (name,)


def test_a_wire_is_drawn_from_port_to_port(person):
    wire = Wire("relu1", "linear2", 0)
    person.open(MLP.with_network(edit.disconnect(MLP.network, wire)))
    person.drag(person.see("port('relu1')"), person.see("port('linear2', 0)"))
    person.wait("session.document.modified")
    assert wire in person.saved().network.wires()


def test_blocks_are_grouped_and_repeated_as_often_as_is_typed(person):
    hidden = (Linear(out_features=32), ReLU())
    person.open(MLP.with_network(tidy(chain(Flatten(), Linear(out_features=32), *hidden, Linear(out_features=10)))))
    person.click(person.see("block('linear2')"))
    with person.holding("ctrl"):
        person.click(person.see("block('relu1')"))
    person.wait("list(canvas.selected)", lambda names: set(names) == {"linear2", "relu1"})
    person.key("ctrl+g")
    person.wait("canvas.overlays.title_editor.isVisible()")
    person.type("hidden")
    person.key("Return")
    person.click("group_repeat")
    person.key("ctrl+a")
    person.type("3")
    person.key("Return")
    (group,) = person.saved().network.groups.values()
    assert (group.title, group.repeat) == ("Hidden", 3)


def test_an_offered_repair_is_taken(person):
    person.open(Project().with_network(tidy(chain(Linear(out_features=100), ReLU(), Linear(out_features=10)))))
    person.click("repair_0")
    person.wait("session.document.modified and session.blocked is None")
    nodes = person.saved().network.nodes
    assert nodes["linear1"].inputs == ("flatten1",) and nodes["flatten1"].inputs == ("input1",)


def test_a_digit_is_drawn_and_read(person):
    example = archive.decode(resource("models", "digits.nnp").read_bytes())
    person.open(example.project, example.weights)
    angles = np.linspace(0, 2 * np.pi, 25)
    shares = np.stack([0.5 + 0.22 * np.sin(angles), 0.5 - 0.34 * np.cos(angles)], axis=1)
    places = person.see(f"[part('digit_pad', x, y) for x, y in {shares.tolist()}]")
    person.move(places[0])
    person.press()
    for place in places[1:]:
        person.move(place)
    person.release()
    person.wait("widget('answer_bars').property('answer')", lambda answer: answer == "0")
    person.click("clear_pad_button")
    person.wait("widget('answer_bars').property('answer')", lambda answer: answer == "")


def test_play_pause_and_back_to_the_first_step(person):
    schooling = replace(MLP.recipe.schooling, epochs=1000)
    person.open(replace(MLP, recipe=replace(MLP.recipe, schooling=schooling)))
    person.click("play_button")
    person.wait("len(window.loss_plot.history.training.y)", lambda steps: steps > 30)
    person.click("play_button")
    person.wait("session.state", lambda state: state == "paused")
    person.wait("list(session.record.steps)", lambda steps: len(steps) > 1)
    person.drag(person.wait("part('time_track', 0.02, 0.5)"), person.see("part('time_track', 0.005, 0.5)"))
    person.wait("session.travel.step", lambda step: step == 0)
    person.wait("widget('time_words').text()", lambda words: words.startswith("Looking at step 0 of"))
    person.click("back_to_now_button")
    person.wait("session.travel.step", lambda step: step is None)
    person.click("stop_button")
    person.wait("session.state", lambda state: state == "idle")
