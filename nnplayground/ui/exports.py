"""File, Export: the project as something that other programs read."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from nnplayground import protocol as p
from nnplayground.paths import write_atomic
from nnplayground.spec.problems import Problem
from nnplayground.ui import figure
from nnplayground.ui.files import FileActions
from nnplayground.ui.session import Session

SUFFIXES = {"python": ".py", "notebook": ".ipynb", "mermaid": ".mmd", "svg": ".svg", "png": ".png"}
"""Every format with the suffix of its file. Figures are drawn here, the others by the engine."""
FIGURES = ("svg", "png")


class ExportActions(QObject):
    """The export menu. ``done`` carries a sentence with the names of the files, ``refused`` a ``Problem``."""

    done = Signal(str)
    refused = Signal(object)

    def __init__(self, session: Session, files: FileActions, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._files, self._window = session, files, window
        self._wanted: dict[int, Path] = {}
        self._number = 0
        self._actions: dict[str, QAction] = {}
        for form in SUFFIXES:
            action = files.export_menu.addAction("")
            action.setObjectName(f"export_{form}_action")
            action.setData(form)
            action.triggered.connect(self._on_triggered)
            self._actions[form] = action
        session.exported.connect(self._on_exported)
        session.engine_died.connect(self._on_engine_died)
        self.retitle()

    def retitle(self) -> None:
        """Write all texts in the present language."""
        for form, words in self._words().items():
            self._actions[form].setText(f"{words.title}…")

    def export(self, form: str, path: Path) -> None:
        """Write a format to a file; answered by ``done`` or ``refused``."""
        if form in FIGURES:
            self._write({path.suffix: self._figure(form)}, path)
        elif self._session.state in ("starting", "dead"):
            dead = self._session.state == "dead"
            self.refused.emit(self._session.place.silence() if dead else Problem(code="engine_starting"))
        else:
            self._number += 1
            self._wanted[self._number] = path
            self._session.export(self._number, form, path.stem)

    def _figure(self, form: str) -> bytes:
        network = self._session.document.project.network
        facts = self._session.analysis.blocks if self._session.analysis else {}
        return figure.svg(network, facts, self._files.title()) if form == "svg" else figure.png(network, facts)

    def _write(self, files: dict[str, bytes], path: Path) -> None:
        """Write the file that was asked for last, so that it never stands without what it needs."""
        (_, asked), *others = files.items()
        try:
            for suffix, content in others:
                write_atomic(path.with_suffix(suffix), content)
            write_atomic(path, asked)
        except OSError as error:
            args = {"name": path.name, "detail": error.strerror or str(error)}
            self.refused.emit(Problem(code="file_unwritable", args=args))
            return
        names = ", ".join([path.name, *(path.with_suffix(suffix).name for suffix, _ in others)])
        self.done.emit(self.tr("Exported: {0}").format(names))

    def _on_triggered(self) -> None:
        form = self.sender().data()
        suffix, words = SUFFIXES[form], self._words()[form]
        start = str(Path(self._session.document.path).parent / f"{self._files.title()}{suffix}")
        kinds = f"{words.kind} (*{suffix})"
        path, _ = QFileDialog.getSaveFileName(self._window, words.title, start, kinds)
        if path:
            chosen = Path(path)
            self.export(form, chosen if chosen.suffix == suffix else chosen.with_name(chosen.name + suffix))

    def _on_exported(self, exported: p.Exported) -> None:
        path = self._wanted.pop(exported.request, None)
        if path is None:
            return
        if exported.problem is not None:
            self.refused.emit(exported.problem)
        else:
            self._write(exported.files, path)

    def _on_engine_died(self, _code: int, _log: str) -> None:
        self._wanted.clear()

    def _words(self) -> "dict[str, _Words]":
        return {
            "python": _Words(self.tr("Python script"), self.tr("Python")),
            "notebook": _Words(self.tr("Jupyter notebook"), self.tr("Notebooks")),
            "mermaid": _Words(self.tr("Mermaid chart"), self.tr("Mermaid")),
            "svg": _Words(self.tr("Figure as SVG"), self.tr("SVG pictures")),
            "png": _Words(self.tr("Figure as PNG"), self.tr("PNG pictures")),
        }


class _Words(NamedTuple):
    title: str
    kind: str
