"""Whether the run that goes on still trains the network that is on the canvas."""

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.graph import Network
from nnplayground.spec.project import Project
from nnplayground.ui.session import Session


class RunWatch(QObject):
    """Compares the network that a run began with to the edited one; places of blocks do not matter."""

    changed = Signal(bool)
    """Whether the run is stale: it trains a network that was edited since."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.stale = False
        self._session = session
        self._trained: object = None
        session.run.started.connect(self._on_run_started)
        session.run.ended.connect(self._on_over)
        session.run.history_cleared.connect(self._on_over)
        session.document.changed.connect(self._on_document_changed)

    def _on_run_started(self, started: p.RunStarted) -> None:
        project = self._session.sent_project(started.revision)
        self._trained = None if project is None else _structure(project.network)
        self._compare(self._session.document.project)

    def _on_over(self) -> None:
        self._trained = None
        self._compare(self._session.document.project)

    def _on_document_changed(self, project: Project) -> None:
        self._compare(project)

    def _compare(self, project: Project) -> None:
        stale = self._trained is not None and self._trained != _structure(project.network)
        if stale != self.stale:
            self.stale = stale
            self.changed.emit(stale)


def _structure(network: Network) -> dict[str, tuple]:
    return {name: (node.layer.still(), node.inputs) for name, node in network.nodes.items()}
