"""Unsaved work of processes that are gone: found at start, listed, and brought back or discarded."""

import contextlib
import logging
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from nnplayground import processes, records
from nnplayground.spec import archive
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui import autosave
from nnplayground.ui.autosave import CopyFacts


class Rescue(msgspec.Struct, frozen=True):
    """One copy that its process left behind."""

    copy: Path
    name: str
    path: str
    """The file that the work belongs to; empty if it never had one."""
    saved: datetime
    """When the copy was made, with time zone."""
    record: str = ""
    """The record of the run that trained its weights, which may have gone on after the copy was made."""
    blocks: int = 0
    trained: bool = False
    file_is_newer: bool = False
    """The file was written after the copy was made."""
    problem: Problem | None = None
    """Why the copy cannot be opened."""


def abandoned() -> list[Rescue]:
    """All copies whose process is gone, the newest first. What is damaged is listed as such, never raised."""
    try:
        folders = [folder for folder in autosave.root().iterdir() if folder.is_dir()]
    except (OSError, PlaygroundError) as error:
        if not isinstance(error, FileNotFoundError):
            logging.getLogger(__name__).warning("unsaved work could not be looked for: %s", error)
        return []
    found = []
    for folder in folders:
        if not processes.is_running(folder.name):
            copies = sorted(folder.glob("*.nnp"))
            found += [_described(copy) for copy in copies]
            if not copies:
                _sweep(folder)
    return sorted(found, key=_time, reverse=True)


def read(rescue: Rescue) -> archive.Document:
    """The project of a copy, with the last weights that its run came to.

    Raises: PlaygroundError: ``rescue_gone``, or what is wrong with it.
    """
    try:
        data = rescue.copy.read_bytes()
    except FileNotFoundError:
        raise PlaygroundError("rescue_gone") from None
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=rescue.copy.name, detail=error.strerror) from None
    document = archive.decode(data, rescue.copy.name)
    weights = records.newest_weights(rescue.record) if rescue.record else None
    return replace(document, weights=weights) if weights else document


def discard(rescue: Rescue) -> None:
    """Delete a copy for good."""
    with contextlib.suppress(OSError):
        autosave.remove(rescue.copy)


def _described(copy: Path) -> Rescue:
    facts = _facts(copy)
    name = facts.name if facts else copy.stem
    path = facts.path if facts else ""
    seconds = facts.time if facts else _modified(copy)
    rescue = Rescue(copy, name, path, datetime.fromtimestamp(seconds, UTC), facts.record if facts else "")
    try:
        document = read(rescue)
    except PlaygroundError as error:
        return replace(rescue, problem=error.problem)
    newer = bool(path) and _modified(Path(path)) > seconds
    blocks, trained = len(document.project.network.nodes), bool(document.weights)
    return replace(rescue, blocks=blocks, trained=trained, file_is_newer=newer)


def _facts(copy: Path) -> CopyFacts | None:
    """What stands beside the copy; without it the copy is still worth its project."""
    try:
        facts = msgspec.json.decode(copy.with_suffix(".json").read_bytes(), type=CopyFacts)
        datetime.fromtimestamp(facts.time, UTC)
    except (OSError, ValueError, OverflowError):
        return None
    return facts


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _sweep(folder: Path) -> None:
    """A folder without a copy: its process died before the first one was whole."""
    for rest in folder.glob("*"):
        with contextlib.suppress(OSError):
            rest.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _time(rescue: Rescue) -> datetime:
    return rescue.saved
