"""A copy of unsaved work each minute and as a run begins; it goes when the work is saved or given up."""

import contextlib
import logging
import threading
import time
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from nnplayground import paths, processes
from nnplayground.spec import archive
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project
from nnplayground.ui.document import Document

INTERVAL_MS = 60_000
SOON_MS = 100
"""After so long a copy that another one kept waiting is tried again."""
LOG = logging.getLogger(__name__)


class CopyFacts(msgspec.Struct, frozen=True):
    """What stands beside a copy, so that it can be listed without the project being read."""

    pid: int
    started: str
    """The mark of ``processes.started``: a later process may have the same number."""
    path: str
    """The project's file; empty if it never had one."""
    name: str
    time: float
    """When the copy was made, as ``time.time``."""
    record: str = ""
    """The record of the run that trains these weights: it holds what they became after the copy. Empty without one."""


def root() -> Path:
    """The folder that holds one folder for each process that has unsaved work."""
    return paths.state_dir() / "autosave"


class Autosave(QObject):
    """Watches one document. Copies are packed and written on a thread of their own: no window waits for the disk."""

    failed = Signal(object)
    """The ``Problem`` of a copy that could not be written; told once until one succeeds."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        process, number = processes.process_name(), processes.next_number()
        self._process = process
        self._file = f"{number}.nnp"
        self._thread: threading.Thread | None = None
        self.record = ""
        """Where the run of what is open is recorded, on this computer; empty without one."""
        self._written: tuple[Project, bytes, str, str] | None = None
        self._error = ""
        self._told = False
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.setObjectName("autosave_timer")
        self._timer.timeout.connect(self._on_timeout)
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.write)
        document.modified_changed.connect(self._on_modified_changed)
        document.opened.connect(self._on_opened)
        self._on_modified_changed(document.modified)

    @property
    def place(self) -> Path:
        """Where the copy lies, if there is one."""
        return root() / self._process / self._file

    @property
    def bare(self) -> bool:
        """Whether no copy of what is open was begun yet."""
        return self._written is None

    def write(self, wait: bool = False) -> None:
        """Make a copy, unless the last one is like what is open; as soon as one that is being written is done.

        Args:
            wait: Return when it is on the disk.
        """
        document = self._document
        if self._busy():
            self._soon.start()
        elif document.modified and (state := self._state()) != self._written:
            self._written = state
            name = Path(document.path).stem or document.project.name
            pid, _, start = self._process.partition("-")
            facts = CopyFacts(int(pid), start, document.path, name, time=time.time(), record=self.record)
            self._thread = threading.Thread(target=self._run, args=(document.contents(), facts), name="autosave")
            self._thread.start()
        if wait:
            self._join()
            self._tell()

    def discard(self) -> None:
        """Remove the copy: what it held is saved, or nobody wants it."""
        self._timer.stop()
        self._soon.stop()
        self._join()
        self._written = None
        with contextlib.suppress(OSError, PlaygroundError):
            remove(self.place)

    def stop(self) -> None:
        """Write what is unsaved and leave it for the next start: the program is ended from outside."""
        self._timer.stop()
        self._soon.stop()
        self._join()
        self.write(wait=True)

    def _state(self) -> tuple[Project, bytes, str, str]:
        """All that a copy would hold."""
        document = self._document
        return document.project, document.weights, document.path, self.record

    def _run(self, contents: archive.Document, facts: CopyFacts) -> None:
        try:
            place = self.place
            place.parent.mkdir(parents=True, exist_ok=True)
            paths.write_atomic(place, archive.encode(contents))
            paths.write_atomic(place.with_suffix(".json"), msgspec.json.encode(facts))
        except (OSError, PlaygroundError) as error:
            self._error = getattr(error, "strerror", None) or str(error)
        else:
            self._error = ""

    def _busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _tell(self) -> None:
        """Tell of a copy that failed, and let the next one try again."""
        if self._error:
            self._written = None
            if not self._told:
                LOG.error("autosave failed: %s", self._error)
                self.failed.emit(Problem(code="autosave_failed", args={"detail": self._error}, severity="warning"))
        self._told = bool(self._error)

    def _on_timeout(self) -> None:
        """The last copy has had a minute: tell of it, then make the next."""
        if not self._busy():
            self._tell()
            self.write()

    def _on_modified_changed(self, modified: bool) -> None:
        if modified:
            self._timer.start()
        else:
            self.discard()

    def _on_opened(self) -> None:
        """Another project: the copy of the former one was given up with it."""
        self.discard()
        self._on_modified_changed(self._document.modified)


def remove(copy: Path) -> None:
    """Delete a copy with what stands beside it, and its folder if that is empty now.

    Raises: OSError: The copy itself cannot be deleted.
    """
    copy.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        copy.with_suffix(".json").unlink()
    with contextlib.suppress(OSError):
        copy.parent.rmdir()
