"""What the engine offers to mend the present network, and which of it is looked at."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec import groups
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.session import Session

_NONE: tuple[p.Repair, ...] = ()


class RepairDesk(QObject):
    """Asks for the repairs of the first mistake by itself, for others when somebody looks at them."""

    changed = Signal()
    """Other repairs are known, or another block is looked at."""
    previewed = Signal(object)
    """The ``Repair`` to be shown as ghosts, or None."""
    accepted = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._known: dict[str | None, tuple[p.Repair, ...]] = {}
        self._asked: set[str | None] = set()
        self._selected: tuple[str, ...] = ()
        self._previewed: p.Repair | None = None
        session.analysed.connect(self._on_session_analysed)
        session.repairs_found.connect(self._on_session_repairs_found)
        session.document.changed.connect(self._on_document_changed)

    def mendable(self) -> set[str]:
        """The blocks for which there are repairs."""
        return {name for name, options in self._known.items() if options and name is not None}

    def options(self, node: str | None) -> tuple[p.Repair, ...]:
        """The repairs known for a block, or (None) for the network as a whole, the best first."""
        return self._known.get(node, _NONE)

    def subject(self) -> Problem | None:
        """The problem that is looked at: of the one selected block, or without a selection of the network.

        The latter is a problem of no block, or else the first mistake; a block left out of training is none.
        """
        analysis = self._session.analysis
        if analysis is None or len(self._selected) > 1:
            return None
        chosen = {*self._selected, *groups.expanded(self._session.document.project.network, self._selected)}
        mine = [problem for problem in analysis.problems if problem.node in (chosen or {None})]
        return next(iter(mine or ([] if chosen else analysis.errors)), None)

    def look_at(self, names: Sequence[str]) -> None:
        """These blocks are selected."""
        self._selected = tuple(names)
        self._want_subject()
        self.changed.emit()

    def want(self, node: str | None) -> None:
        """Ask for the repairs of a block, once for each state of the network."""
        analysis = self._session.analysis
        if node not in self._asked and analysis and any(problem.node == node for problem in analysis.problems):
            self._asked.add(node)
            self._session.ask_repairs(node)

    def preview(self, repair: p.Repair | None) -> None:
        """Show what a repair would do; None shows the network as it is."""
        if repair is not self._previewed:
            self._previewed = repair
            self.previewed.emit(repair)

    def accept(self, repair: p.Repair) -> None:
        """Do it."""
        self._previewed = None
        self.accepted.emit(repair)

    def _want_subject(self) -> None:
        problem = self.subject()
        if problem is not None:
            self.want(problem.node)

    def _on_session_analysed(self, analysis: p.Analysis) -> None:
        self._forget()
        if analysis.problems:
            self.want(analysis.problems[0].node)
        self._want_subject()

    def _on_session_repairs_found(self, found: p.Repairs) -> None:
        self._known[found.node] = found.options
        self.changed.emit()

    def _on_document_changed(self, _project: Project) -> None:
        self._forget()

    def _forget(self) -> None:
        self._known, self._asked = {}, set()
        self.preview(None)
        self.changed.emit()
