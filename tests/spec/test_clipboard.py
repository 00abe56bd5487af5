"""Blocks as text: they come back as they went, and nothing else comes in."""

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nnplayground.spec import clipboard, edit
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import PlaygroundError
from tests.spec.networks import any_block, networks


@settings(max_examples=40)
@given(networks(), st.data())
def test_what_was_copied_is_what_is_pasted(network, data):
    assume(network.nodes)
    names = {any_block(data.draw, network), any_block(data.draw, network)}
    clip = clipboard.read(clipboard.copied(network, names))
    after, new = clipboard.pasted(network, clip, 100, 50)
    assert {name: after.nodes[name] for name in network.nodes} == network.nodes
    assert {after.nodes[new[name]].layer for name in names} == {network.nodes[name].layer for name in names}
    inside = {wire for wire in network.wires() if {wire.source, wire.target} <= names}
    wires = {wire for wire in after.wires() if wire.target in new.values()}
    assert wires == {Wire(new[w.source], new[w.target], w.port) for w in inside}
    assert edit.centre(edit.part(after, set(new.values()))) == pytest.approx((100, 50), abs=1e-6)


def test_the_text_tells_what_it_is_and_blocks_keep_their_distance():
    network = chain(Linear(), ReLU())
    text = clipboard.copied(network, {"linear1", "relu1"})
    assert text.splitlines()[0] == "nnplayground blocks 1"
    before, clip = network.nodes, clipboard.read(text).nodes
    assert clip["relu1"].x - clip["linear1"].x == before["relu1"].x - before["linear1"].x
    assert clip["relu1"].inputs == ("linear1",) and clip["linear1"].inputs == ()


def wrapped(content: object) -> str:
    return f"{clipboard.HEADER}\n{json.dumps(content)}"


LINEAR = {"kind": "linear"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "clipboard_foreign"),
        ("a recipe for soup", "clipboard_foreign"),
        ('{"nodes": {}}', "clipboard_foreign"),
        (clipboard.HEADER, "clipboard_damaged"),
        (clipboard.HEADER + "\n{", "clipboard_damaged"),
        (clipboard.HEADER + "\n" + "[" * 100_000, "clipboard_damaged"),
        (clipboard.HEADER + '\n{"nodes": {"linear1": {"layer": {"kind": "linear"}, "x": NaN}}}', "clipboard_damaged"),
        (clipboard.HEADER + '\n{"nodes": {"linear1": {"layer": {"kind": "linear"}, "x": 1e999}}}', "clipboard_damaged"),
        (clipboard.HEADER + "\n\ud800", "clipboard_damaged"),
        (wrapped({"nodes": {"__class__": {"layer": LINEAR}}}), "clipboard_damaged"),
        (wrapped({"nodes": {"linear1": {"layer": {"kind": "os.system"}}}}), "clipboard_damaged"),
        (wrapped({"nodes": {"linear1": {"layer": {"kind": "linear", "out_features": -1}}}}), "clipboard_damaged"),
        (wrapped({"nodes": {"linear1": {"layer": LINEAR, "inputs": ["linear1"]}}}), "clipboard_damaged"),
        (wrapped({"nodes": {"linear1": {"layer": LINEAR, "inputs": ["absent1"]}}}), "clipboard_damaged"),
        (wrapped({"nodes": {"linear1": {"layer": LINEAR, "inputs": ["output1"]},
                            "output1": {"layer": {"kind": "output"}}}}), "clipboard_damaged"),
        (clipboard.HEADER + " " * clipboard.MOST_CHARACTERS, "clipboard_too_large"),
        (wrapped({"nodes": {f"linear{i}": {"layer": LINEAR} for i in range(2001)}}), "clipboard_too_large"),
    ],
)  # fmt: skip
def test_foreign_huge_and_hostile_texts_are_refused_in_words(text, code):
    with pytest.raises(PlaygroundError) as caught:
        clipboard.read(text)
    assert caught.value.problem.code == code
    assert caught.value.problem.text()


def test_blocks_from_beyond_the_canvas_come_into_it():
    far = wrapped({"nodes": {"linear1": {"layer": LINEAR, "x": 1e300}, "linear2": {"layer": LINEAR, "x": -1e300}}})
    network, names = clipboard.pasted(Network(), clipboard.read(far), 0, 0)
    assert {abs(network.nodes[name].x) for name in names.values()} == {edit.FARTHEST}
