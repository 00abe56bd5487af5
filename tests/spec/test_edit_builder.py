"""Copying blocks."""

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.linear import Linear


def test_copies_keep_the_wires_between_them_and_lose_the_others():
    network = Network()
    for layer, x in ((Linear(), 0), (Linear(out_features=5), 100), (Add(), 200)):
        network, _ = edit.add(network, layer, x, 0)
    for source, target in (("linear1", "linear2"), ("linear1", "add1"), ("linear2", "add1")):
        network = edit.connect(network, source, target)
    result, copies = edit.duplicate(network, {"linear2", "add1"}, 30, 40)
    assert copies == {"linear2": "linear3", "add1": "add2"}
    assert result.nodes["linear3"].inputs == ()
    assert result.nodes["add2"].inputs == (None, "linear3")
    assert (result.nodes["add2"].x, result.nodes["add2"].y) == (230, 40)
    assert all(result.nodes[name] == node for name, node in network.nodes.items())
