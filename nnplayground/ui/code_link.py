"""Where canvas and code meet: each shows what the other has, and which blocks are selected."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QTimer

from nnplayground import protocol as p
from nnplayground.spec import groups
from nnplayground.spec.call import Shape
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.code.outcome import Reading
from nnplayground.spec.code.printing import Source
from nnplayground.spec.code.reading import read
from nnplayground.spec.code.redrawing import redrawn, size_notes
from nnplayground.spec.code.refusals import Note
from nnplayground.spec.graph import Network
from nnplayground.spec.project import Project
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.panels.code import CodePanel
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.code_editor import Remark

_WAIT_MS = 400
"""How long to wait for shapes before the code is written without them: the engine may be gone."""


class CodeLink(QObject):
    """Keeps the code in step with the document while its panel is in sight."""

    def __init__(self, session: Session, canvas: BuilderView, panel: CodePanel) -> None:
        super().__init__(session)
        self._session, self._canvas, self._panel = session, canvas, panel
        self._source = Source("")
        self._canvas_source = Source("")
        """What the canvas said when the user began to write something else; while it still does, that stays."""
        self._covered: set[str] = set()
        """The blocks that the text speaks of."""
        self._drawn: tuple[Reading, tuple[str, ...], Network] | None = None
        """What the user's own text says, as long as it is what the canvas shows."""
        self._late = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._late.timeout.connect(self._write)
        session.document.changed.connect(self._on_document_changed)
        session.analysed.connect(self._on_analysed)
        canvas.selection_changed.connect(self._on_canvas_selection_changed)
        document = session.document
        document.opened.connect(self._on_opened)
        panel.code_edited.connect(self._on_code_edited)
        panel.in_sight.changed.connect(self._write)
        panel.reverted.connect(self._on_reverted)
        panel.line_entered.connect(self._on_line_entered)

    # ---- canvas to code

    def _on_opened(self) -> None:
        self._drawn = None

    def _on_document_changed(self, project: Project) -> None:
        if self._drawn is not None and project.network != self._drawn[2]:
            self._drawn = None
        self._late.start()

    def _on_analysed(self, _analysis: p.Analysis) -> None:
        self._late.stop()
        self._write()

    def _on_reverted(self) -> None:
        self._drawn = None
        self._canvas_source = Source("")
        self._write()

    def _write(self) -> None:
        """Write the code anew; the user's own text stays while it says the same, and what is typed is waited for."""
        if not self._panel.in_sight:
            return
        if self._drawn is not None:
            self._remark(self._drawn[0], self._drawn[1])
            return
        source = self._present()
        if self._panel.edited and source == self._canvas_source:
            return
        self._source = self._canvas_source = source
        self._covered = set(source.lines)
        self._panel.show_remarks(())
        self._panel.show_source(source)
        self._on_canvas_selection_changed(self._canvas.selected)

    def _present(self) -> Source:
        """The code of the canvas as it now stands."""
        return source_of(self._session.document.project.network, self._shapes())

    def _shapes(self) -> dict[str, Shape]:
        analysis = self._session.analysis
        blocks = analysis.blocks if analysis else {}
        return {name: facts.shape for name, facts in blocks.items() if facts.shape is not None}

    # ---- code to canvas

    def _on_code_edited(self, text: str) -> None:
        """Draw what the user wrote, as one step of undo; what cannot be drawn is underlined."""
        reading = read(text)
        if not reading.sound:
            self._drawn, self._canvas_source = None, self._present()
            self._panel.show_remarks(_remarks(reading.notes))
            return
        base = self._session.document.project.network
        result = redrawn(reading, base, self._covered, self._shapes())
        self._drawn, self._canvas_source = (reading, result.names, result.network), Source("")
        self._source = Source(text, result.lines)
        self._covered = set(result.lines)
        self._remark(reading, result.names)
        if result.network != base:
            self._canvas.ask(result.network, self.tr("Edit the code"))
            if 2 * len(result.network.nodes.keys() - base.nodes.keys()) > len(result.network.nodes):
                self._canvas.fit()
        self._panel.mark_applied()
        self._on_canvas_selection_changed(self._canvas.selected)

    def _remark(self, reading: Reading, names: tuple[str, ...]) -> None:
        network = self._session.document.project.network
        self._panel.show_remarks(_remarks([*reading.notes, *size_notes(reading, names, network, self._shapes())]))

    # ---- selection

    def _on_canvas_selection_changed(self, names: Sequence[str]) -> None:
        """Light the lines of what is selected, those of a group with all that is in it."""
        network = self._session.document.project.network
        chosen = {*names, *groups.expanded(network, names)}
        self._panel.light(line for name in chosen for line in self._source.lines.get(name, ()))

    def _on_line_entered(self, line: int) -> None:
        name = self._source.block_at(line)
        network = self._session.document.project.network
        if name in network.nodes or name in network.groups:
            self._canvas.select((groups.stand_in(network, name),))


def _remarks(notes: Iterable[Note]) -> list[Remark]:
    """The problems in the language of the window, errors first."""
    ordered = sorted(notes, key=lambda note: (note.problem.severity != "error", note.line))
    return [Remark(*note[1:], problem_text(note.problem), note.problem.severity) for note in ordered]
