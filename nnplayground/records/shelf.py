"""The shelf on which runs lie: list, label, delete and bring back."""

import contextlib
import errno
import os
import re
import secrets
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from nnplayground import paths, processes
from nnplayground.records.differences import differences
from nnplayground.records.facts import Label, RunFacts, State
from nnplayground.records.numbering import next_number
from nnplayground.records.snapshots import Snapshots
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project

FACTS, LABEL = "run.json", "label.json"
WRITTEN_S = 1.0
"""What has lain half written for so long is not being written any more."""
MOST_LOOKED_AT = 40
"""Of so many runs it is looked up whether they were interrupted: an older one is no longer missed."""


class Run(NamedTuple):
    """One run as it lies on the disk."""

    folder: Path
    facts: RunFacts
    label: Label

    @property
    def id(self) -> str:
        """The name of its folder, by which others refer to it."""
        return self.folder.name

    @property
    def number(self) -> str:
        """Its number as it is written everywhere, ``#5``; empty without one."""
        return f"#{self.facts.number}" if self.facts.number else ""

    def named(self, title: str) -> str:
        """What it is called among others: as the user says, else its number before a title that others may share."""
        return self.label.name or f"{self.number} {title}".strip()

    @property
    def state(self) -> State:
        """As it is now: ``interrupted`` if the process that trained it died."""
        going = self.facts.state in ("running", "paused")
        return "interrupted" if going and not processes.is_running(self.facts.process) else self.facts.state

    def snapshots(self) -> Snapshots:
        """Its snapshots."""
        return Snapshots(self.folder)

    def sweep(self) -> None:
        """Delete what a killed process left half written; no engine may be writing, but a window may name the run."""
        for rest in self.folder.rglob(".nnp-*.tmp"):
            with contextlib.suppress(OSError):
                if time.time() - rest.stat().st_mtime > WRITTEN_S:
                    rest.unlink()


def root() -> Path:
    """The folder of all runs.

    Raises: PlaygroundError: ``folder_unusable``.
    """
    return paths.data_dir() / "runs"


def create(facts: RunFacts, folder: Path | None = None) -> Run:
    """Make the folder of a new run; on the shelf it gets a number of its own.

    Args:
        folder: Where, if not on the shelf; must not hold a run already.
    Raises: OSError: It cannot be made. PlaygroundError: ``run_exists``.
    """
    if folder is None:
        folder = _free_folder(facts)
        facts = replace(facts, number=next_number())
    if exists(folder):
        raise PlaygroundError("run_exists", folder=str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    write_facts(folder, facts)
    return Run(folder, facts, Label())


def _free_folder(facts: RunFacts) -> Path:
    """A new folder on the shelf; several runs of one project may begin within a second."""
    title = re.sub(r"[^a-z0-9]+", "-", facts.project.name.lower()).strip("-")[:40] or facts.project.data.kind
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(facts.started))
    root().mkdir(exist_ok=True)
    while True:
        folder = root() / f"{stamp}-{title}-{secrets.token_hex(2)}"
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            return folder


def write_facts(folder: Path, facts: RunFacts) -> None:
    """Replace ``run.json``; only the engine that trains the run does.

    Raises: OSError: It cannot be written.
    """
    paths.write_atomic(folder / FACTS, msgspec.json.format(msgspec.json.encode(facts), indent=1))


def exists(folder: Path) -> bool:
    """Whether there is a run in this folder."""
    return (folder / FACTS).exists()


def read(folder: Path) -> Run:
    """One run.

    Raises: PlaygroundError: ``run_unreadable``.
    """
    try:
        facts = msgspec.json.decode((folder / FACTS).read_bytes(), type=RunFacts)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise PlaygroundError("run_unreadable", name=folder.name, detail=detail) from None
    label = Label()
    with contextlib.suppress(OSError, ValueError):
        label = msgspec.json.decode((folder / LABEL).read_bytes(), type=Label)
    return Run(folder, facts, label)


def runs() -> list[Run]:
    """All runs on the shelf that can be read, the newest first."""
    found = []
    with contextlib.suppress(OSError, PlaygroundError):
        for folder in root().iterdir():
            with contextlib.suppress(PlaygroundError):
                found.append(read(folder))
    return sorted(found, key=lambda run: run.facts.started, reverse=True)


def interrupted(project: Project) -> Run | None:
    """The newest run that was broken off and trained such a network on such data; only among the newest of all."""
    with contextlib.suppress(OSError, PlaygroundError):
        newest = sorted((folder for folder in root().iterdir() if folder.is_dir()), reverse=True)[:MOST_LOOKED_AT]
        for folder in newest:
            with contextlib.suppress(PlaygroundError):
                run = read(folder)
                if run.state == "interrupted" and _same_task(run.facts.project, project):
                    return run
    return None


def give_up(run: Run) -> None:
    """Nobody wants to go on with an interrupted run: it counts as stopped."""
    with contextlib.suppress(OSError):
        write_facts(run.folder, replace(run.facts, state="stopped", ended=time.time()))


def find(name: str) -> Run:
    """The run with this id, or in this folder.

    Raises: PlaygroundError: ``run_unreadable``.
    """
    folder = Path(name)
    return read(folder if exists(folder) else root() / folder.name)


def newest_weights(name: str) -> bytes | None:
    """The last weights that were recorded of the run with this id or in this folder; None if there are none (left)."""
    try:
        return find(name).snapshots().newest_weights()
    except PlaygroundError:
        return None


def set_label(folder: Path, label: Label) -> None:
    """Name a run, or note something of it.

    Raises: OSError: It cannot be written.
    """
    paths.write_atomic(folder / LABEL, msgspec.json.encode(label))


def delete(folder: Path) -> Path:
    """Move a run to the trash. Returns where it lies now, for ``undelete``.

    Raises: PlaygroundError: ``run_is_going``: its process still trains it. OSError: It cannot be moved.
    """
    if read(folder).state in ("running", "paused"):
        raise PlaygroundError("run_is_going")
    target = _trash() / folder.name
    target.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(folder, target))


def undelete(trashed: Path) -> Path:
    """Bring a run back from the trash. Returns its folder.

    Raises: OSError: It is not there any more, or in its place there is what was recorded after it was deleted.
    """
    target = root() / trashed.name
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    return Path(shutil.move(trashed, target))


def empty_trash() -> None:
    """Delete for good what lies in the trash; what cannot be deleted stays."""
    shutil.rmtree(_trash(), ignore_errors=True)


def _same_task(one: Project, other: Project) -> bool:
    """Whether networks and data are the same; what may change while a run goes on does not matter."""
    free = ("optimizer", "schooling", "augmentations", "digest", "scale", "name")
    return not [d for d in differences(one, other) if not any(part in free for part in d.path)]


def _trash() -> Path:
    return paths.data_dir() / "deleted runs"
