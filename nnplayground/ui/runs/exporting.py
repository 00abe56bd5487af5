"""Recorded runs as files: asks where, writes, and says so."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from nnplayground.paths import write_atomic
from nnplayground.reports import tensorboard
from nnplayground.reports.page import page
from nnplayground.reports.table import as_csv
from nnplayground.reports.told import told
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui import figure
from nnplayground.ui.notices import Notices
from nnplayground.ui.runs.run_shelf import Entry


class RunExports(QObject):
    """CSV, a web page, and event files for TensorBoard."""

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._notices, self._window = notices, window

    def csv(self, entries: Sequence[Entry]) -> None:
        """All metrics of these runs."""
        self._save(entries, self.tr("Export metrics"), self.tr("Tables"), ".csv", as_csv)

    def report(self, entries: Sequence[Entry]) -> None:
        """A page on these runs side by side."""
        self._save(entries, self.tr("Report"), self.tr("Web pages"), ".html", lambda runs: page(runs, _figure))

    def tensorboard(self, entries: Sequence[Entry]) -> None:
        """A folder of events for each run."""
        path = QFileDialog.getExistingDirectory(self._window, self.tr("Folder for TensorBoard"))
        if path:
            self._try(Path(path), lambda: tensorboard.write(told([entry.run for entry in entries]), Path(path)))

    def _save(
        self, entries: Sequence[Entry], title: str, kind: str, suffix: str, made: Callable[[list], bytes]
    ) -> None:
        start = f"{entries[0].name}{suffix}".replace("/", "-")
        path, _ = QFileDialog.getSaveFileName(self._window, title, start, f"{kind} (*{suffix})")
        if path:
            target = Path(path) if Path(path).suffix == suffix else Path(path + suffix)
            self._try(target, lambda: write_atomic(target, made(told([entry.run for entry in entries]))))

    def _try(self, target: Path, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            args = {"name": target.name, "detail": error.strerror or str(error)}
            self._notices.show_problem(Problem(code="file_unwritable", args=args))
        else:
            self._notices.show_note(self.tr("Exported: {0}").format(target.name))


def _figure(project: Project) -> str:
    """The network as an SVG element."""
    svg = figure.svg(project.network, {}, project.name).decode()
    return svg[svg.index("<svg") :]
