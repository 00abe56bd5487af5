"""The project file: what goes in comes out, also what only a newer release knows."""

import hashlib
import io
import json
import zipfile

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnplayground.spec import archive, edit, optimizers
from nnplayground.spec.archive import Document
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from tests.spec.networks import networks

SCALARS = (
    st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
PROJECTS = st.builds(
    lambda network, name, options, optimizer, seed: Project(
        name=name,
        networks={"network": network},
        data=DataChoice("spiral", options),
        recipe=Recipe(optimizer=optimizer, schooling=Schooling(seed=seed)),
    ),
    networks(8),
    st.text(),
    st.dictionaries(st.text(), SCALARS, max_size=3),
    st.sampled_from([kind() for kind in optimizers.KINDS.values()]),
    st.integers(0, 2**31 - 1),
)


def packed(project: object, **changes: object) -> bytes:
    """A well-formed file around any content."""
    text = project if isinstance(project, bytes) else json.dumps(project).encode()
    manifest = {"format": 1, "members": {archive.PROJECT: {"sha256": hashlib.sha256(text).hexdigest()}}, **changes}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(archive.MANIFEST, json.dumps(manifest))
        file.writestr(archive.PROJECT, text)
    return buffer.getvalue()


def content(data: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return json.loads(file.read(archive.PROJECT))


def raw(tag: str = "lenet") -> dict:
    return json.loads(msgspec.json.encode(PRESETS[tag].project()))


@settings(max_examples=40)
@given(PROJECTS, st.binary(max_size=200))
def test_what_is_saved_is_what_opens(project, weights):
    document = Document(project, weights)
    data = archive.encode(document)
    assert archive.decode(data) == document
    assert archive.encode(archive.decode(data)) == data


def test_the_same_project_gives_the_same_bytes():
    document = Document(PRESETS["small-resnet"].project(), b"w" * 1000)
    assert archive.encode(document) == archive.encode(document)


def test_a_file_names_no_path_and_no_device():
    text = json.dumps(content(archive.encode(Document(PRESETS["lenet"].project()))))
    assert "/" not in text and "cuda" not in text and "cpu" not in text


def test_unknown_fields_of_a_newer_release_survive_open_and_save():
    project = raw()
    nodes = project["networks"]["network"]["nodes"]
    project["of_the_future"] = [{"kind": "gan", "deep": {"er": [1, 2.5, None, "ä"]}}]
    project["recipe"]["of_the_future"] = {"kind": "cosine", "warm_up": 3}
    project["recipe"]["optimizer"]["of_the_future"] = True
    project["networks"]["network"]["remarks"] = "by hand"
    nodes["conv1"]["colour"] = "#ff0000"
    nodes["conv1"]["layer"]["of_the_future"] = 2
    document = archive.decode(packed(project))
    assert document.project == PRESETS["lenet"].project()
    assert content(archive.encode(document)) == project
    again = archive.decode(archive.encode(document))
    assert again == document


def test_unknown_fields_survive_an_edit_of_what_they_belong_to():
    project = raw()
    project["networks"]["network"]["nodes"]["conv1"]["colour"] = "#ff0000"
    document = archive.decode(packed(project))
    moved = document.project.with_network(edit.move(document.project.network, {"conv1": (5.0, 6.0)}))
    saved = content(archive.encode(replace(document, project=moved)))
    node = saved["networks"]["network"]["nodes"]["conv1"]
    assert (node["x"], node["y"], node["colour"]) == (5.0, 6.0, "#ff0000")


def test_unknown_fields_do_not_bring_a_deleted_block_back():
    project = raw()
    project["networks"]["network"]["nodes"]["conv1"]["colour"] = "#ff0000"
    project["networks"]["network"]["nodes"]["conv1"]["layer"]["of_the_future"] = 2
    document = archive.decode(packed(project))
    without = document.project.with_network(edit.remove(document.project.network, {"conv1"}))
    saved = archive.encode(replace(document, project=without))
    assert "conv1" not in content(saved)["networks"]["network"]["nodes"]
    assert archive.decode(saved).project == without


def test_an_unknown_field_never_overwrites_a_known_one():
    document = Document(Project(name="ours"), unknown=((("name",), "theirs"),))
    assert archive.decode(archive.encode(document)).project.name == "ours"


def test_a_project_without_optional_parts_opens_with_defaults():
    assert archive.decode(packed({})).project == Project()


@pytest.mark.parametrize("weights", [b"", b"\0" * 100_000])
def test_weights_are_stored_as_they_are(weights):
    data = archive.encode(Document(Project(), weights))
    assert archive.decode(data).weights == weights
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert (archive.WEIGHTS in file.namelist()) == bool(weights)
