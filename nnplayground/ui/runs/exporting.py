"""Recorded runs as files: asks where, writes, and says so."""

import contextlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from nnplayground import records
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


class RunExports(QObject):
    """CSV, a web page, and event files for TensorBoard."""

    _written = Signal(object, object)
    """The target and the ``Problem`` or None, from another thread."""

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._notices, self._window = notices, window
        self._written.connect(self._tell)

    def csv(self, entries: Sequence[Entry]) -> None:
        """All metrics of these runs."""
        self._save(entries, self.tr("Export metrics"), self.tr("Tables"), ".csv", as_csv)

    def report(self, entries: Sequence[Entry]) -> None:
        """A page on these runs side by side."""
        self._save(entries, self.tr("Report"), self.tr("Web pages"), ".html", lambda runs: page(runs, _figure))

    def tensorboard(self, entries: Sequence[Entry]) -> None:
        """A folder of events for each run, written in a thread of its own: thousands of steps take seconds."""
        path = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for TensorBoard"))
        if path:
            arguments = [entry.run for entry in entries], Path(path)
            self._notices.show_note(self.tr("Writing for TensorBoard: {0} …").format(Path(path).name))
            # Not a daemon: a window that is closed meanwhile leaves no half of a file.
            threading.Thread(target=self._write_events, args=arguments, name="tensorboard").start()

    def _save(
        self, entries: Sequence[Entry], title: str, kind: str, suffix: str, made: Callable[[list], bytes]
    ) -> None:
        start = f"{entries[0].name}{suffix}".replace("/", "-")
        path, _ = QFileDialog.getSaveFileName(self._window, title, start, f"{kind} (*{suffix})")
        if path:
            target = Path(path) if Path(path).suffix == suffix else Path(path + suffix)
            runs = [entry.run for entry in entries]
            self._tell(target, _tried(target, lambda: write_atomic(target, made(told(runs)))))

    def _write_events(self, runs: Sequence[records.Run], folder: Path) -> None:
        """Runs in the thread."""
        problem = _tried(folder, lambda: tensorboard.write(told(runs), folder))
        with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
            self._written.emit(folder, problem)

    def _tell(self, target: Path, problem: Problem | None) -> None:
        if problem is not None:
            self._notices.show_problem(problem)
        else:
            self._notices.show_note(self.tr("Exported: {0}").format(target.name))


def _tried(target: Path, write: Callable[[], object]) -> Problem | None:
    """Write; returns what was in the way."""
    try:
        write()
    except OSError as error:
        return Problem(code="file_unwritable", args={"name": target.name, "detail": error.strerror or str(error)})
    except PlaygroundError as error:
        return error.problem
    return None


def _figure(project: Project) -> str:
    """The network as an SVG element."""
    svg = figure.svg(project.network, {}, project.name).decode()
    return svg[svg.index("<svg") :]
