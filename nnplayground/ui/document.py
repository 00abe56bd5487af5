"""The open project: the present value, the way back, and the file it came from."""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from nnplayground.paths import write_atomic
from nnplayground.spec import archive
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import DataChoice, Project, Recipe, Scale
from nnplayground.ui import backups


class Beside(NamedTuple):
    """What happens besides another value of the project, after everybody knows that."""

    done: Callable[[], None]
    undone: Callable[[], None]


class Document(QObject):
    """Owns the project value. Every edit is one step of undo; a save marks the clean step."""

    changed = Signal(object)
    """The new ``Project``, after an edit, undo, redo or opening."""
    opened = Signal()
    """Another project has taken the place of the former; ``weights`` are its weights."""
    path_changed = Signal(str)
    modified_changed = Signal(bool)
    backup_failed = Signal(object)
    """The ``Problem`` that kept a save from keeping the former file; the save itself went on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean_changed)
        self._project = Project()
        self._path = ""
        self._unknown: archive.Unknown = ()
        self._weights_modified = False
        self._modified = False
        self._weights: bytes | Callable[[], bytes] = b""
        self.file_digest = ""
        """SHA-256 of the file as we last read or wrote it; empty without a file."""

    @property
    def project(self) -> Project:
        """The project as it now stands."""
        return self._project

    @property
    def weights(self) -> bytes:
        """The last known weights (safetensors); kept so that a lost engine loses nothing."""
        if callable(self._weights):
            self._weights = self._weights()
        return self._weights

    @weights.setter
    def weights(self, weights: bytes | Callable[[], bytes]) -> None:
        """Weights, or how to read them once somebody wants them: a run has new ones all the time."""
        self._weights = weights

    def known_weights(self) -> Callable[[], bytes]:
        """What ``weights`` are now, read only when they are wanted."""
        weights = self._weights
        return weights if callable(weights) else lambda: weights

    @property
    def path(self) -> str:
        """The file it came from or was saved to; empty for a new project."""
        return self._path

    @property
    def modified(self) -> bool:
        """Whether closing would lose something."""
        return self._modified

    def edit(self, project: Project, text: str, merge_key: str = "", beside: Beside | None = None) -> None:
        """Make a new value the present one, as a step that can be undone.

        Args:
            text: What the step does, for the Undo menu.
            merge_key: Successive edits with the same key become one step (a slider that is dragged); empty: never.
            beside: What else is done with it, and undone; then it is a step even if the value stays the same.
        """
        if project != self._project or beside is not None:
            self.undo_stack.push(_Edit(self, self._project, project, text, merge_key, beside))

    def edit_network(self, network: Network, text: str, merge_key: str = "") -> None:
        """Replace the network."""
        self.edit(self._project.with_network(network), text, merge_key)

    def edit_recipe(self, recipe: Recipe, text: str, merge_key: str = "") -> None:
        """Replace the recipe."""
        self.edit(replace(self._project, recipe=recipe), text, merge_key)

    def note_digest(self, digest: str) -> None:
        """Remember which data the project was made with; not an edit of the user's."""
        self._project = replace(self._project, data=replace(self._project.data, digest=digest))

    def note_scale(self, scale: Scale | None, data: DataChoice) -> None:
        """Remember the scale of the weights, unless others than their data were chosen since; not the user's edit."""
        if _same(data, self._project.data):
            self._project = self._project.with_scale(scale)

    def note_trained(self) -> None:
        """The weights are no longer those of the file."""
        self.mark_modified()

    def mark_modified(self) -> None:
        """What is open is no longer what a file holds, whatever undo may do."""
        self._weights_modified = True
        self._tell_modified()

    def contents(self) -> archive.Document:
        """All that a file of the present state would hold, with the last known weights."""
        return archive.Document(self._project, self.weights, self._unknown)

    def start(self, project: Project, weights: bytes = b"") -> None:
        """Begin with a project that has no file yet: a new one, a preset, the example of the first start."""
        self._take(archive.Document(project, weights), "")

    def open(self, path: str) -> None:
        """Read a project file. What was open stays open if that fails.

        Raises: PlaygroundError: What is wrong with the file.
        """
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            raise PlaygroundError("file_unreadable", name=Path(path).name, detail=error.strerror) from None
        self._take(archive.decode(data, Path(path).name), path, hashlib.sha256(data).hexdigest())

    def recover(self, document: archive.Document, path: str = "") -> None:
        """Go on with work that no file holds; ``path`` is the file that a save will replace."""
        self._take(document, path, _digest_of(path))
        self.mark_modified()

    def save(self, path: str, project: Project, weights: bytes) -> None:
        """Write a project with its weights; the old file is whole until the new one is. It is called after the file.

        Args:
            project: The value to write. If it was edited since, the document stays modified.

        Raises: PlaygroundError: ``file_unwritable``, ``file_read_only``, ``disk_full``.
        """
        data = archive.encode(archive.Document(_named(project, path), weights, self._unknown))
        _refuse_read_only(path)
        not_kept = _keep_former(path, data)
        try:
            write_atomic(Path(path), data)
        except OSError as error:
            raise _unwritable(path, error, len(data)) from None
        self.weights = weights
        self.file_digest = hashlib.sha256(data).hexdigest()
        self._set_path(path)
        if project == self._project:
            self._weights_modified = False
            self.undo_stack.setClean()
        self._tell_modified()
        if self._project.name != Path(path).stem:
            self._set(self._project)
        if not_kept is not None:
            self.backup_failed.emit(not_kept)

    def _take(self, document: archive.Document, path: str, digest: str = "") -> None:
        self._project = _named(document.project, path)
        self.weights, self._unknown = document.weights, document.unknown
        self._weights_modified = False
        self.file_digest = digest
        self.undo_stack.clear()
        self._set_path(path)
        self._tell_modified()
        self.opened.emit()
        self.changed.emit(self._project)

    def _set(self, project: Project) -> None:
        known = replace(project, data=_as_found(project.data, self._project.data))
        self._project = _named(known, self._path)
        self.changed.emit(self._project)

    def _set_path(self, path: str) -> None:
        self._path = path
        self.path_changed.emit(path)

    def _on_clean_changed(self, _clean: bool) -> None:
        self._tell_modified()

    def _tell_modified(self) -> None:
        modified = self._weights_modified or not self.undo_stack.isClean()
        if modified != self._modified:
            self._modified = modified
            self.modified_changed.emit(modified)


def _named(project: Project, path: str) -> Project:
    """The project called after its file, if it has one: so it is told from others that began with the same preset."""
    return replace(project, name=Path(path).stem) if path else project


def _as_found(data: DataChoice, known: DataChoice) -> DataChoice:
    """Keep digest and scale that were noted meanwhile, as long as the data set is the same."""
    if not _same(data, known):
        return data
    return replace(data, digest=data.digest or known.digest, scale=known.scale or data.scale)


def _same(one: DataChoice, other: DataChoice) -> bool:
    """Whether both are the same data set, whatever was found out about it."""
    return (one.kind, one.options) == (other.kind, other.options)


def _digest_of(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest() if path else ""
    except OSError:
        return ""


def _keep_former(path: str, data: bytes) -> Problem | None:
    """Keep the file that is about to be replaced. A save never fails for want of a backup; the reason is returned."""
    try:
        backups.keep(path, data)
    except (OSError, PlaygroundError) as error:
        args = {"name": Path(path).name, "detail": getattr(error, "strerror", None) or str(error)}
        return Problem(code="backup_failed", args=args, severity="warning")
    return None


def _refuse_read_only(path: str) -> None:
    """Replacing a file needs no leave of the file itself, only of its folder: respect that somebody protected it."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise PlaygroundError("file_read_only", name=Path(path).name)


def _unwritable(path: str, error: OSError, needed: int) -> PlaygroundError:
    name = Path(path).name
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        free = shutil.disk_usage(Path(path).parent).free
        return PlaygroundError("disk_full", name=name, needed=_megabytes(needed), free=_megabytes(free))
    return PlaygroundError("file_unwritable", name=name, detail=error.strerror or str(error))


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


class _Edit(QUndoCommand):
    """One step: the values before and after."""

    def __init__(
        self, document: Document, before: Project, after: Project, text: str, merge_key: str, beside: Beside | None
    ) -> None:
        super().__init__(text)
        self._document, self._before, self._after = document, before, after
        self._key, self._beside = merge_key, beside

    def id(self) -> int:  # noqa: A003 (Qt's name)
        return 1 if self._key else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other._key != self._key:
            return False
        self._after = other._after
        self.setObsolete(self._after == self._before)
        return True

    def undo(self) -> None:
        self._document._set(self._before)
        if self._beside is not None:
            self._beside.undone()

    def redo(self) -> None:
        self._document._set(self._after)
        if self._beside is not None:
            self._beside.done()
