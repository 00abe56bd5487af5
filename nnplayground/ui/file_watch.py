"""Sees when another program changes or deletes the file of the open project. Our own saves are no news."""

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from nnplayground.ui.document import Document

SETTLE_MS = 300
"""Programs replace a file in several steps, so that it is missing or short for a moment."""


class FileWatch(QObject):
    """Watches the file and its folder: a replaced file is another one, which only the folder tells.

    Where the system sends no word (network drives), the file is looked at when the window comes to the front.
    """

    changed = Signal()
    """The file holds something else than we read or wrote last."""
    deleted = Signal()
    """There is no file at the path any more."""
    restored = Signal()
    """The file holds again what we read or wrote last."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._seen: tuple[int, ...] | None = None
        """What the system says of the file as it was last looked at; None: it was missing."""
        self._told = ""
        """The digest of the content that was last told of, so that it is told once."""
        self._missing = 0
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._on_touched)
        self._watcher.directoryChanged.connect(self._on_touched)
        self._timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._timer.timeout.connect(self._look)
        QGuiApplication.instance().applicationStateChanged.connect(self._on_application_state_changed)
        document.path_changed.connect(self._on_path_changed)
        self._on_path_changed(document.path)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._unwatch()

    def _on_path_changed(self, path: str) -> None:
        """Opened, saved, or saved elsewhere: begin anew with what is known now."""
        self._timer.stop()
        self._unwatch()
        self._told, self._missing = self._document.file_digest, 0
        self._seen = _facts(path)
        if path:
            self._watcher.addPaths([p for p in (path, str(Path(path).parent)) if os.path.exists(p)])

    def _unwatch(self) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)

    def _on_touched(self, _path: str) -> None:
        if self._document.path:
            self._timer.start()

    def _on_application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive and _facts(self._document.path) != self._seen:
            self._on_touched("")

    def _look(self) -> None:
        path = self._document.path
        facts = _facts(path)
        if facts is None:
            self._look_at_nothing()
            return
        self._missing = 0
        if path not in self._watcher.files():  # replaced by renaming: the watch went with the old file
            self._watcher.addPath(path)
        if facts == self._seen:
            return
        self._seen = facts
        digest = _digest(path)
        if digest and digest != self._told:
            self._told = digest
            (self.restored if digest == self._document.file_digest else self.changed).emit()

    def _look_at_nothing(self) -> None:
        if self._seen is None:
            return
        self._missing += 1
        if self._missing < 2:
            self._timer.start()  # some programs delete first and write then
            return
        self._seen, self._told = None, ""
        self.deleted.emit()


def _facts(path: str) -> tuple[int, ...] | None:
    try:
        facts = os.stat(path) if path else None
    except OSError:
        return None
    return (facts.st_ino, facts.st_size, facts.st_mtime_ns) if facts else None


def _digest(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
