"""Where canvas and code meet: each shows what the other has, and which blocks are selected."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from nnplayground import protocol as p
from nnplayground.spec.call import Shape
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.code.printing import Source
from nnplayground.spec.project import Project
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.panels.code import CodePanel
from nnplayground.ui.session import Session

_WAIT_MS = 400
"""How long to wait for shapes before the code is written without them: the engine may be gone."""


class CodeLink(QObject):
    """Keeps the code in step with the document while its panel is in sight."""

    def __init__(self, session: Session, canvas: BuilderView, panel: CodePanel) -> None:
        super().__init__(session)
        self._session, self._canvas, self._panel = session, canvas, panel
        self._source = Source("")
        self._late = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._late.timeout.connect(self._write)
        session.document.changed.connect(self._on_document_changed)
        session.analysed.connect(self._on_analysed)
        canvas.selection_changed.connect(self._on_canvas_selection_changed)
        panel.shown.connect(self._write)
        panel.reverted.connect(self._on_reverted)
        panel.line_entered.connect(self._on_line_entered)

    # ---- canvas to code

    def _on_document_changed(self, _project: Project) -> None:
        self._late.start()

    def _on_analysed(self, _analysis: p.Analysis) -> None:
        self._late.stop()
        self._write()

    def _on_reverted(self) -> None:
        self._write()

    def _write(self) -> None:
        """Write the code anew."""
        if self._panel.isVisible():
            self._source = source_of(self._session.document.project.network, self._shapes())
            self._panel.show_source(self._source)
            self._on_canvas_selection_changed(self._canvas.selected)

    def _shapes(self) -> dict[str, Shape]:
        analysis = self._session.analysis
        blocks = analysis.blocks if analysis else {}
        return {name: facts.shape for name, facts in blocks.items() if facts.shape is not None}

    # ---- selection

    def _on_canvas_selection_changed(self, names: Sequence[str]) -> None:
        self._panel.light(line for name in names for line in self._source.lines.get(name, ()))

    def _on_line_entered(self, line: int) -> None:
        name = self._source.block_at(line)
        if name is not None:
            self._canvas.select((name,))
