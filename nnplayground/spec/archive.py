"""The project file ``.nnp``: a zip of three members, read by their fixed names and never unpacked.

``manifest.json`` holds the format version and size and SHA-256 of the others, ``project.json`` the project,
``weights.safetensors`` the weights (absent before the first training). Nothing in it is ever executed.
"""

import codecs
import hashlib
import io
import json
import lzma
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import msgspec

from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project

FORMAT = 1
MANIFEST, PROJECT, WEIGHTS = "manifest.json", "project.json", "weights.safetensors"
LARGEST = {MANIFEST: 64 * 1024, PROJECT: 16 * 1024**2, WEIGHTS: 4 * 1024**3}
"""How many bytes of a member are read at most."""
SWELL = 8
"""How many times larger than the whole file its weights may be: we store them as they are, and numbers hardly pack."""
DEEPEST = 100
LARGEST_INT = 2**63 - 1
"""What may stand in the JSON, so that it can be written again and sent to the engine."""
_KIND = re.compile(r"Invalid value ('.*') - at `\$\.(.*)\.kind`")
"""How msgspec says that a kind is not known, and where."""
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, EOFError, RuntimeError, OSError, ValueError, OverflowError,
)  # fmt: skip
"""What a damaged zip makes Python's reader raise."""

Unknown = tuple[tuple[tuple[str, ...], Any], ...]


class Document(msgspec.Struct, frozen=True):
    """What a project file holds. ``unknown`` keeps fields of newer releases for the next save."""

    project: Project
    weights: bytes = b""
    unknown: Unknown = ()


def encode(document: Document) -> bytes:
    """The project file as bytes; the same document gives the same bytes."""
    content = msgspec.to_builtins(document.project)
    for path, value in document.unknown:
        _restore(content, path, value)
    members = {PROJECT: json.dumps(content, indent=1, ensure_ascii=False).encode()}
    if document.weights:
        members[WEIGHTS] = document.weights
    facts = {name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()}
    manifest = json.dumps({"format": FORMAT, "members": facts}, indent=1).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {MANIFEST: manifest, **members}.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == WEIGHTS else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def decode(data: bytes, name: str = "This file") -> Document:
    """Read a project file.

    Args:
        name: What the file is called, for the sentence that says what is wrong with it.
    Raises: PlaygroundError: ``file_empty``, ``file_is_html``, ``file_is_pickle``, ``file_is_pointer``,
        ``file_not_project``, ``file_damaged``, ``file_too_large``, ``file_newer``, ``file_unknown``, or
        ``file_content`` with the place.
    """
    with _naming(name):
        return _decoded(data)


def peek(stream: BinaryIO, name: str = "This file") -> Project:
    """The project of an open file alone: its weights, which may be large, are left where they are.

    Raises: PlaygroundError: As ``decode``.
    """
    with _naming(name):
        return _peeked(stream)


class _Wrong(Exception):
    """What is wrong with a file whose name is not known here."""

    def __init__(self, code: str, **args: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, args


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Whatever is wrong is wrong with the file of this name."""
    try:
        yield
    except _Wrong as wrong:
        raise PlaygroundError(wrong.code, **wrong.facts, file=name) from None


def _decoded(data: bytes) -> Document:
    _recognise(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            manifest = _strict_json(_member(archive, MANIFEST), MANIFEST)
            _check_format(manifest)
            project = _verified(archive, PROJECT, manifest)
            has_weights = WEIGHTS in manifest["members"] or WEIGHTS in archive.namelist()
            weights = _verified(archive, WEIGHTS, manifest, SWELL * len(data)) if has_weights else b""
    except _UNREADABLE as error:
        raise _Wrong("file_damaged", what=str(error) or type(error).__name__) from None
    raw = _strict_json(project, PROJECT)
    value = _project(raw)
    return Document(value, weights, _unknown(raw, msgspec.to_builtins(value)))


def _peeked(stream: BinaryIO) -> Project:
    _recognise(stream.read(512))
    try:
        with zipfile.ZipFile(stream) as archive:
            manifest = _strict_json(_member(archive, MANIFEST), MANIFEST)
            _check_format(manifest)
            return _project(_strict_json(_verified(archive, PROJECT, manifest), PROJECT))
    except _UNREADABLE as error:
        raise _Wrong("file_damaged", what=str(error) or type(error).__name__) from None


def _project(raw: Any) -> Project:
    try:
        value = msgspec.convert(raw, Project)
    except (msgspec.ValidationError, ValueError) as error:
        raise _misfit(raw, str(error)) from None
    value.network.order()
    return value


def _misfit(raw: Any, detail: str) -> _Wrong:
    """What does not fit in a project: kinds, and options of data, that are not known here may be of a later release."""
    if tag := _KIND.search(detail):
        return _Wrong("file_unknown", what=f"{tag[1]} ({tag[2]})")
    if "`$.data.options[" in detail:
        return _Wrong("file_unknown", what=f"options of its data {raw['data'].get('kind', DataChoice().kind)!r}")
    return _Wrong("file_content", detail=detail)


def _recognise(data: bytes) -> None:
    head = data[:512].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if not data:
        raise _Wrong("file_empty")
    if head.startswith((b"<!doctype", b"<html")):
        raise _Wrong("file_is_html")
    if head.startswith(b"version https://git-lfs"):
        raise _Wrong("file_is_pointer")
    if data[:1] == b"\x80" and data[1:2] in b"\x02\x03\x04\x05":
        raise _Wrong("file_is_pickle")
    if not data.startswith(b"PK"):
        raise _Wrong("file_not_project")


def _member(archive: zipfile.ZipFile, name: str, limit: int | None = None) -> bytes:
    """One member, no more of it than its limit: the sizes in a zip's headers may lie."""
    names = archive.namelist()
    if names.count(name) != 1:
        if any(n.endswith("data.pkl") for n in names):
            raise _Wrong("file_is_pickle")
        raise _Wrong("file_not_project" if name == MANIFEST else "file_damaged", what=name)
    limit = min(LARGEST[name], limit or LARGEST[name])
    if archive.getinfo(name).file_size > limit:
        raise _Wrong("file_too_large", what=name, limit=limit // 1024**2 or 1)
    with archive.open(name) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise _Wrong("file_too_large", what=name, limit=limit // 1024**2 or 1)
    return data


def _verified(archive: zipfile.ZipFile, name: str, manifest: dict[str, Any], limit: int | None = None) -> bytes:
    data = _member(archive, name, limit)
    facts = manifest["members"].get(name)
    if not isinstance(facts, dict) or hashlib.sha256(data).hexdigest() != facts.get("sha256"):
        raise _Wrong("file_damaged", what=name)
    return data


def _check_format(manifest: Any) -> None:
    version = manifest.get("format") if isinstance(manifest, dict) else None
    if not isinstance(version, int) or version < 1:
        raise _Wrong("file_damaged", what=MANIFEST)
    if version > FORMAT:
        raise _Wrong("file_newer", version=version, known=FORMAT)
    if not isinstance(manifest.get("members"), dict):
        raise _Wrong("file_damaged", what=MANIFEST)


def _strict_json(data: bytes, name: str) -> Any:
    """JSON without the liberties of Python's reader: no NaN, no repeated keys, no endless nesting or numbers."""
    try:
        value = json.loads(
            data, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_fitting, object_pairs_hook=_unique
        )
        _check_text_and_depth(value)
        return value
    except (ValueError, RecursionError) as error:
        raise _Wrong("file_damaged", what=f"{name}: {type(error).__name__}") from None


def _refuse_constant(text: str) -> None:
    raise ValueError(text)


def _finite(text: str) -> float:
    if not math.isfinite(value := float(text)):
        raise ValueError(text)
    return value


def _fitting(text: str) -> int:
    if abs(value := int(text)) > LARGEST_INT:
        raise ValueError(text)
    return value


def _check_text_and_depth(value: Any) -> None:
    """Refuse half characters, which no file can be written with, and what is nested deeper than could be written."""
    level = [value]
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, str):
                item.encode()
            elif isinstance(item, dict):
                deeper += [*item, *item.values()]
            elif isinstance(item, list):
                deeper += item
        level = deeper
        if not level:
            return
    raise ValueError("nested too deeply")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _unknown(raw: Any, known: Any, path: tuple[str, ...] = ()) -> Unknown:
    """The fields of ``raw`` that ``known`` does not have, each with the path of names to it."""
    found: Unknown = ()
    for key, value in raw.items():
        if key not in known:
            found += (((*path, key), value),)
        elif isinstance(value, dict) and isinstance(known[key], dict):
            found += _unknown(value, known[key], (*path, key))
    return found


def _restore(known: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put an unknown field back, if the thing it belonged to is still there."""
    *parents, last = path
    place: Any = known
    for key in parents:
        place = place.get(key)
        if not isinstance(place, dict):
            return
    place.setdefault(last, value)
