"""The last ten versions of a project file, kept in the state folder when a save replaces it."""

import contextlib
import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from nnplayground import paths

MOST = 10
_SUFFIX = ".nnp"
_NOTE = "file.json"


class Version(msgspec.Struct, frozen=True):
    """One earlier state of a project file."""

    path: Path
    saved: datetime
    """When that state was written, with time zone."""
    size: int


def file_key(path: str) -> str:
    """A short name for a file, the same for all ways of writing its path."""
    return hashlib.sha256(os.path.normcase(os.path.realpath(path)).encode(errors="surrogateescape")).hexdigest()[:20]


def keep(path: str, replacement: bytes) -> None:
    """Keep the file as it stands, because it is about to be replaced; nothing happens if there is none.

    Raises: OSError, PlaygroundError: It could not be kept; the file itself is untouched.
    """
    try:
        data, seconds = Path(path).read_bytes(), os.stat(path).st_mtime
    except FileNotFoundError:
        return
    if data != replacement:
        keep_bytes(path, data, seconds)


def keep_bytes(path: str, data: bytes, seconds: float | None = None) -> None:
    """Keep a state of a file that only we know. ``seconds``: when it was written, as ``time.time``; None: now.

    Raises: OSError, PlaygroundError: It could not be kept.
    """
    folder = _folder(path)
    kept = _files(folder)
    if kept and kept[0].stat().st_size == len(data) and kept[0].read_bytes() == data:
        return
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _NOTE).exists():  # for people who look into the folder
        paths.write_atomic(folder / _NOTE, msgspec.json.encode({"path": os.path.realpath(path)}))
    # Their order is the order of keeping: the times inside files and on other machines may lie.
    newest = int(kept[0].stem) if kept else 0
    place = folder / f"{max(time.time_ns(), newest + 1):020}{_SUFFIX}"
    paths.write_atomic(place, data)
    if seconds is not None:
        os.utime(place, (seconds, seconds))
    for old in [place, *kept][MOST:]:
        with contextlib.suppress(OSError):
            old.unlink()


def versions(path: str) -> list[Version]:
    """The kept states of a file, the last kept first."""
    found = []
    for place in _files(_folder(path)):
        with contextlib.suppress(OSError):  # another window may have removed it meanwhile
            facts = place.stat()
            found.append(Version(place, datetime.fromtimestamp(facts.st_mtime, UTC), facts.st_size))
    return found


def _files(folder: Path) -> list[Path]:
    return sorted((place for place in folder.glob(f"*{_SUFFIX}") if place.stem.isdecimal()), reverse=True)


def _folder(path: str) -> Path:
    return paths.state_dir() / "backups" / file_key(path)
