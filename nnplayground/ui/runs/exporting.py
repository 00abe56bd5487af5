"""Recorded runs as files: asks where, writes in a thread of its own, and says what came of it."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from nnplayground.paths import write_atomic
from nnplayground.reports import tensorboard
from nnplayground.reports.page import page
from nnplayground.reports.table import as_csv
from nnplayground.reports.told import told
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project
from nnplayground.ui import figure
from nnplayground.ui.notices import Notices
from nnplayground.ui.runs.run_shelf import Entry

LOG = logging.getLogger(__name__)


class RunExports(QObject):
    """CSV, a web page, and event files for TensorBoard. One is written at a time: thousands of steps take seconds.

    ``busy_changed`` says whether one is under way.
    """

    busy_changed = Signal(bool)
    _written = Signal(object, object)
    """The target and the ``Problem`` or None, from another thread."""

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._notices, self._window = notices, window
        self._open = True
        self._telling = threading.Lock()
        """Guards ``_open``: a thread that outlives the window has nobody to tell."""
        self._written.connect(self._on_written, Qt.ConnectionType.QueuedConnection)

    def csv(self, entries: Sequence[Entry]) -> None:
        """All metrics of these runs."""
        target = self._ask(entries, self.tr("Export metrics"), self.tr("Tables"), ".csv")
        runs = [entry.run for entry in entries]
        if target is not None:
            self._begin(target, lambda: write_atomic(target, as_csv(told(runs))))

    def report(self, entries: Sequence[Entry]) -> None:
        """A page on these runs side by side."""
        target = self._ask(entries, self.tr("Report"), self.tr("Web pages"), ".html")
        runs = [entry.run for entry in entries]
        if target is not None:
            figures = {id(run.facts.project): _figure(run.facts.project) for run in runs}  # no thread may draw
            self._begin(target, lambda: write_atomic(target, page(told(runs), lambda project: figures[id(project)])))

    def tensorboard(self, entries: Sequence[Entry]) -> None:
        """A folder of events for each run."""
        path = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for TensorBoard"))
        runs = [entry.run for entry in entries]
        if path:
            self._begin(Path(path), lambda: tensorboard.write(told(runs), Path(path)))

    def close(self) -> None:
        """The window closes: what is being written will be whole, but nobody is told of it."""
        with self._telling:
            self._open = False

    def _ask(self, entries: Sequence[Entry], title: str, kind: str, suffix: str) -> Path | None:
        start = f"{entries[0].name}{suffix}".replace("/", "-")
        path, _ = QFileDialog.getSaveFileName(self._window, title, start, f"{kind} (*{suffix})")
        if not path:
            return None
        return Path(path) if Path(path).suffix == suffix else Path(path + suffix)

    def _begin(self, target: Path, write: Callable[[], object]) -> None:
        self._notices.show_note(self.tr("Writing: {0} …").format(target.name))
        self.busy_changed.emit(True)
        # Not a daemon: a window that is closed meanwhile leaves no half of a file.
        threading.Thread(target=self._run, args=(target, write), name="export").start()

    def _run(self, target: Path, write: Callable[[], object]) -> None:
        """Runs in the thread."""
        problem = _tried(target, write)
        with self._telling:
            if self._open:
                self._written.emit(target, problem)

    def _on_written(self, target: Path, problem: Problem | None) -> None:
        self.busy_changed.emit(False)
        if problem is not None:
            self._notices.show_problem(problem)
        else:
            self._notices.show_note(self.tr("Exported: {0}").format(target.name))


def _tried(target: Path, write: Callable[[], object]) -> Problem | None:
    """Write; returns what was in the way."""
    try:
        write()
    except PlaygroundError as error:
        return error.problem
    except Exception as error:  # a bug of ours must be told too, else it seems to be written for ever
        if not isinstance(error, OSError):
            LOG.exception("an export could not be written")
        detail = getattr(error, "strerror", None) or str(error) or type(error).__name__
        return Problem(code="file_unwritable", args={"name": target.name, "detail": detail})
    return None


def _figure(project: Project) -> str:
    """The network as an SVG element."""
    svg = figure.svg(project.network, {}, project.name).decode()
    return svg[svg.index("<svg") :]
