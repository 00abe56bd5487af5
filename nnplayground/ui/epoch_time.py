"""How long an epoch takes on this machine: foreseen before the first run, afterwards beside what was measured."""

from PySide6.QtCore import QCoreApplication, QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.live import adjusted
from nnplayground.spec.project import Project
from nnplayground.ui.session import Session
from nnplayground.ui.widgets.say import duration

_EXACT_BELOW_S = 10.0


class EpochTime(QObject):
    """Follows a session. A figure is forgotten as soon as the network, the data or the batches are others."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._key = time_key(session.document.project)
        self._trained: Project | None = None
        """What the run trains, which follows what is edited as far as that is live."""
        self.foreseen_s: float | None = None
        self.measured_s: float | None = None
        session.forecast_made.connect(self._on_session_forecast_made)
        session.run.started.connect(self._on_session_run_started)
        session.run.progressed.connect(self._on_session_progressed)
        session.document.changed.connect(self._on_document_changed)

    def words(self) -> str:
        """Both figures, as far as they are known; empty while none is."""
        if self.measured_s is not None and self.foreseen_s is not None:
            text = self.tr("{0} per epoch (foreseen {1})")
            return text.format(_said(self.measured_s), _said(self.foreseen_s))
        if self.measured_s is not None:
            return self.tr("{0} per epoch").format(_said(self.measured_s))
        return self.tr("about {0} per epoch").format(_said(self.foreseen_s)) if self.foreseen_s is not None else ""

    def tip(self) -> str:
        """Where the figures come from."""
        return self.tr("Training alone, on this machine: foreseen from a few steps of a twin, then measured")

    def _on_session_forecast_made(self, forecast: p.Forecast) -> None:
        self.foreseen_s = forecast.epoch_s
        self.changed.emit()

    def _on_session_run_started(self, _started: p.RunStarted) -> None:
        self._trained = self._session.document.project

    def _on_session_progressed(self, progress: p.Progress) -> None:
        data = self._session.data
        own = self._trained is not None and time_key(self._trained) == self._key
        if data is not None and progress.samples_per_s > 0 and own:
            self.measured_s = data.training / progress.samples_per_s
            self.changed.emit()

    def _on_document_changed(self, project: Project) -> None:
        if self._trained is not None:
            self._trained = adjusted(self._trained, project)
        key = time_key(project)
        if key != self._key:
            self._key = key
            self.foreseen_s = self.measured_s = None
            self.changed.emit()


def time_key(project: Project) -> tuple:
    """What decides how long an epoch takes."""
    nodes = {name: (node.layer, node.inputs) for name, node in project.network.nodes.items()}
    data, recipe = project.data, project.recipe
    how = (recipe.loss, type(recipe.optimizer), recipe.schooling, recipe.precision)
    return nodes, data.kind, data.options, *how


def _said(seconds: float) -> str:
    """A time with two figures where that is not too many."""
    if 1 <= seconds < _EXACT_BELOW_S:
        return QCoreApplication.translate("say", "{0} s").format(f"{seconds:.1f}")
    return duration(seconds)
