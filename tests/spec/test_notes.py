"""Notes in the project: kept, copied, and never in the way of what is computed."""

import pytest
from msgspec import ValidationError, convert, to_builtins

from nnplayground.spec import archive, clipboard, edit
from nnplayground.spec.graph import Network, Note
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import Project


def noted() -> Network:
    return edit.add_note(chain(Linear()), "Ein Zettel – 手写", 10, 20)[0]


def test_a_note_survives_save_and_open():
    project = Project().with_network(noted())
    assert archive.decode(archive.encode(archive.Document(project))).project == project


def test_notes_stay_when_blocks_are_edited():
    network = noted()
    for after in (
        edit.remove(network, {"linear1"}), tidy(network), edit.set_layer(network, "linear1", Linear(out_features=3)),
        edit.add(network, Linear(), 0, 0)[0], edit.replace_kind(network, "linear1", Linear)[0],
    ):  # fmt: skip
        assert after.notes == network.notes


def test_notes_are_copied_with_blocks():
    network = noted()
    clip = clipboard.read(clipboard.copied(network, {"linear1", "note1"}))
    after, names = clipboard.pasted(network, clip, 500, 500)
    assert names == {"linear1": "linear2", "note1": "note2"}
    assert after.notes["note2"].text == network.notes["note1"].text
    distance = network.nodes["linear1"].x - network.notes["note1"].x
    assert after.nodes["linear2"].x - after.notes["note2"].x == distance


@pytest.mark.parametrize("name", ["note", "__class__", "Note1", "linear1"])
def test_hostile_names_of_notes_are_refused(name):
    content = to_builtins(noted())
    content["notes"] = {name: {"text": "x"}}
    with pytest.raises(ValidationError, match="cannot be called"):
        convert(content, Network)


@pytest.mark.parametrize("values", [{"text": "x" * 10_001}, {"text": "x", "width": 5}, {"text": 3}])
def test_notes_out_of_bounds_are_refused(values):
    with pytest.raises(ValidationError):
        convert(values, Note)
