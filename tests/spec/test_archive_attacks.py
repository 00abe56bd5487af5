"""Files that are broken, lie, or mean harm: each is refused in a sentence, and none is ever executed."""

import io
import pickle
import random
import struct
import tracemalloc
import zipfile

import pytest

from nnplayground.spec import archive
from nnplayground.spec.archive import Document
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from tests.spec.test_archive import packed, raw

DOCUMENT = Document(PRESETS["lenet"].project(), bytes(range(256)) * 4)
GOOD = archive.encode(DOCUMENT)


def refused(data: bytes) -> PlaygroundError:
    with pytest.raises(PlaygroundError) as caught:
        archive.decode(data)
    assert caught.value.problem.text()
    return caught.value


def code(data: bytes) -> str:
    return refused(data).problem.code


def zipped(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, data in members:
            file.writestr(name, data)
    return buffer.getvalue()


def members(data: bytes = GOOD) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def with_node(**node: object) -> bytes:
    project = raw()
    project["networks"]["network"]["nodes"]["conv1"].update(node)
    return packed(project)


class Bomb:
    """Would be noticed if anything unpickled it."""

    def __reduce__(self) -> tuple:
        return (exec, ("raise SystemExit('executed')",))


def test_every_truncation_is_refused():
    places = sorted(random.Random(1).sample(range(len(GOOD)), 250)) + list(range(8))
    for length in places:
        assert code(GOOD[:length]) in ("file_empty", "file_not_project", "file_damaged")


def test_every_flipped_byte_is_refused_or_harmless():
    rng = random.Random(2)
    for position in rng.sample(range(len(GOOD)), 400):
        data = bytearray(GOOD)
        data[position] ^= rng.choice([0x01, 0x08, 0x20, 0x80, 0xFF])
        try:
            assert archive.decode(bytes(data)) == DOCUMENT, position
        except PlaygroundError as error:
            assert error.problem.text()


def test_every_flipped_byte_of_the_directory_is_refused_or_harmless():
    start = GOOD.rindex(b"PK\x01\x02", 0, GOOD.index(b"PK\x05\x06"))
    for position in range(start, len(GOOD)):
        for mask in (0x01, 0x08, 0x80, 0xFF):
            data = bytearray(GOOD)
            data[position] ^= mask
            try:
                assert archive.decode(bytes(data)) == DOCUMENT, position
            except PlaygroundError as error:
                assert error.problem.text()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "file_empty"),
        (b"\n  <!DOCTYPE html><html><body>Not found</body>", "file_is_html"),
        (b"\xef\xbb\xbf<html>", "file_is_html"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n", "file_is_pointer"),
        (pickle.dumps(Bomb()), "file_is_pickle"),
        (zipped([("archive/data.pkl", pickle.dumps(Bomb())), ("archive/version", b"3")]), "file_is_pickle"),
        (zipped([("word/document.xml", b"<xml/>")]), "file_not_project"),
        (zipped([]), "file_not_project"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "file_not_project"),
        (b"{}", "file_not_project"),
        (bytes(1000), "file_not_project"),
        (b"PK", "file_damaged"),
        (packed({}, format=2), "file_newer"),
        (packed({}, format=2, members=None), "file_newer"),
        (packed({}, format=10**9), "file_newer"),
        (packed({}, format=0), "file_damaged"),
        (packed({}, format="1"), "file_damaged"),
        (packed({}, format=None), "file_damaged"),
        (packed({}, members=None), "file_damaged"),
        (packed({}, members=[]), "file_damaged"),
        (packed({}, members={}), "file_damaged"),
        (packed({}, members={archive.PROJECT: 5}), "file_damaged"),
        (packed({}, members={archive.PROJECT: {"sha256": None}}), "file_damaged"),
        (zipped([(archive.MANIFEST, b"[]")]), "file_damaged"),
        (zipped([(archive.MANIFEST, b"not json")]), "file_damaged"),
        (zipped([(archive.MANIFEST, b"\xff\xfe\x00")]), "file_damaged"),
    ],
)  # fmt: skip
def test_what_is_no_project_is_named(data, expected):
    assert code(data) == expected


def test_the_newer_release_is_said_by_number():
    assert "format 7" in str(refused(packed({}, format=7)))


def test_a_missing_member_is_damage():
    parts = members()
    for name in (archive.PROJECT, archive.WEIGHTS):
        rest = [(n, data) for n, data in parts.items() if n != name]
        assert refused(zipped(rest)).problem.args["what"] == name


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [archive.MANIFEST, archive.PROJECT, archive.WEIGHTS])
def test_a_member_twice_is_refused(name):
    parts = members()
    assert code(zipped([*parts.items(), (name, parts[name])])) in ("file_damaged", "file_not_project")


def test_another_members_content_is_refused():
    parts = members()
    assert code(zipped(list({**parts, archive.WEIGHTS: b"other"}.items()))) == "file_damaged"
    assert code(zipped(list({**parts, archive.PROJECT: b"{}"}.items()))) == "file_damaged"


def test_names_that_climb_out_are_never_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    evil = [("../evil", b"x"), ("/tmp/nnplayground-evil", b"x"), ("a/../../evil", b"x"), ("C:\\evil", b"x")]
    assert archive.decode(zipped([*members().items(), *evil])) == DOCUMENT
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("name", [archive.MANIFEST, archive.PROJECT])
def test_a_bomb_is_not_blown_up(name):
    data = zipped([*((n, d) for n, d in members().items() if n != name), (name, bytes(archive.LARGEST[name] + 1))])
    assert len(data) < 100_000
    assert code(data) == "file_too_large"


def test_a_bomb_of_weights_is_not_blown_up():
    parts = members()
    data = zipped(list({**parts, archive.WEIGHTS: bytes(64 * 1024**2)}.items()))
    tracemalloc.start()
    try:
        assert code(data) == "file_too_large"
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("size", [0, 1, 100, 10**6, 2**32 - 2])
def test_sizes_that_lie_are_refused(size):
    """The size of the weights in the directory of the zip is not what is there."""
    data = bytearray(GOOD)
    place = data.rindex(b"PK\x01\x02")
    assert data[place + 46 :].startswith(archive.WEIGHTS.encode())
    for offset in (20, 24):
        struct.pack_into("<I", data, place + offset, size)
    assert code(bytes(data)) in ("file_damaged", "file_too_large")


@pytest.mark.parametrize("method", [8, 12, 14, 99])
def test_another_compression_than_used_is_damage(method):
    data = bytearray(GOOD)
    for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        struct.pack_into("<H", data, data.rindex(mark) + offset, method)
    assert code(bytes(data)) == "file_damaged"


def test_encrypted_members_are_damage():
    data = bytearray(GOOD)
    struct.pack_into("<H", data, data.rindex(b"PK\x01\x02") + 8, 1)
    assert code(bytes(data)) == "file_damaged"


@pytest.mark.parametrize(
    "text",
    [
        b'{"name": NaN}', b'{"name": Infinity}', b'{"name": -Infinity}', b'{"name": "a", "name": "b"}',
        b'{"future": 1e999}', b'{"future": %s}' % (b"9" * 30), b'{"future": %s}' % (b"9" * 10_000),
        b'{"future": ' + b"[" * 300 + b"]" * 300 + b"}", b"[" * 200_000, b'{"a":' * 200_000,
        b'{"name": "\\ud800"}', b'{"\\udfff": 1}', b'{"future": ["\\ud800"]}', b'{"name": "\xff"}', b"", b"{", b"{} {}",
    ],
    ids=lambda text: repr(text[:24]),
)  # fmt: skip
def test_json_with_liberties_is_damage(text):
    assert code(packed(text)) == "file_damaged"


def test_nesting_that_opens_can_also_be_saved():
    text = b'{"future": ' + b"[" * 90 + b"]" * 90 + b"}"
    document = archive.decode(packed(text))
    assert archive.decode(archive.encode(document)) == document


@pytest.mark.parametrize(
    "text",
    [
        b"[]",
        b"null",
        b"1",
        b'"text"',
        b'{"name": 5}',
        b'{"networks": []}',
        b'{"networks": {}}',
        b'{"networks": {"a": {}, "b": {}}}',
        b'{"recipe": {"schooling": {"epochs": 0}}}',
    ],
)
def test_other_content_than_a_project_is_refused(text):
    assert code(packed(text)) == "file_content"


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({"layer": {"kind": "conv2d", "kernel_size": 0}}, ["kernel_size", "nodes", ">= 1"]),
        ({"layer": {"kind": "conv2d", "kernel_size": 3.5}}, ["kernel_size", "int"]),
        ({"layer": {"kind": "conv2d", "out_channels": 10**9}}, ["out_channels", "<= 4096"]),
        ({"layer": {"kind": "conv2d", "bias": "yes"}}, ["bias", "bool"]),
        ({"layer": {}}, ["kind"]),
        ({"layer": None}, ["layer"]),
        ({"x": "left"}, ["x", "float"]),
        ({"x": None}, ["x"]),
        ({"inputs": ["input1", "input1"]}, ["conv1 has 2 inputs", "at most 1"]),
        ({"inputs": [5]}, ["inputs"]),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(node, words):
    error = refused(with_node(**node))
    assert error.problem.code == "file_content"
    assert all(word in str(error) for word in words), str(error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'{"recipe": {"loss": {"kind": "no such loss"}}}', "'no such loss' (recipe.loss)"),
        (
            b'{"networks": {"a": {"nodes": {"b": {"layer": {"kind": "conv3d"}}}}}}',
            "'conv3d' (networks[...].nodes[...].layer)",
        ),
        (b'{"data": {"kind": "sounds", "options": {"a": [[1]]}}}', "options of its data 'sounds'"),
        (b'{"data": {"options": {"a": {}}}}', "options of its data 'digits'"),
    ],
)
def test_what_a_newer_release_may_know_is_said_to_be_that(text, words):
    error = refused(packed(text))
    assert error.problem.code == "file_unknown"
    assert words in str(error) and "newer" in str(error) and "xpected" not in str(error)


@pytest.mark.parametrize(
    ("inputs", "expected"), [(["relu1"], "cycle"), (["conv1"], "cycle"), (["gone1"], "unknown_source")]
)
def test_wires_that_cannot_be_are_refused(inputs, expected):
    assert code(with_node(inputs=inputs)) == expected


@pytest.mark.parametrize("name", ["forward", "__class__", "import os", "lambda", "self", "x1\nimport os1", "training"])
def test_hostile_block_names_are_refused(name):
    project = raw()
    nodes = project["networks"]["network"]["nodes"]
    nodes[name] = nodes.pop("output1")
    error = refused(packed(project))
    assert error.problem.code == "file_content" and "cannot be called" in str(error)


def test_an_empty_project_is_fine():
    assert archive.decode(archive.encode(Document(Project()))) == Document(Project())
