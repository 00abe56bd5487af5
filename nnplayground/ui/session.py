"""One session: the open document on one side, the engine on the other, and what the engine last said."""

from collections import OrderedDict
from typing import Literal

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Document
from nnplayground.ui.doing import Doing
from nnplayground.ui.engine_place import EnginePlace
from nnplayground.ui.gaze import Gaze
from nnplayground.ui.record_link import RecordLink
from nnplayground.ui.run_control import RunControl
from nnplayground.ui.saves import Saves
from nnplayground.ui.time_travel import TimeTravel

State = Literal["starting", "idle", "training", "paused", "dead"]
REMEMBERED_REVISIONS = 200


class Session(QObject):
    """Keeps document and engine in step. Panels observe its signals and call its requests; it draws nothing.

    ``run`` is the run that is shown, ``record`` what is kept of it, ``gaze`` what is looked at, ``saves`` the saves
    under way. Each signal carries the message of ``protocol`` whose name it has.
    """

    ready = Signal(object)
    device_chosen = Signal(object)
    analysed = Signal(object)
    data_known = Signal(object)
    data_missing = Signal(object)
    download_progressed = Signal(object)
    download_ended = Signal(object)
    exported = Signal(object)
    failed = Signal(object)
    repairs_found = Signal(object)
    forecast_made = Signal(object)
    augmented = Signal(object)

    state_changed = Signal(str)
    blocked_changed = Signal(object)
    """The ``Problem`` that keeps Play from working, or None."""
    engine_died = Signal(int, str)
    device_wished = Signal(str)
    place_changed = Signal()

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document(self)
        self.client = client
        client.setParent(self)
        self.run = RunControl(self.document, client, self._may_train, self)
        self.doing = Doing(self.run, self)
        self.gaze = Gaze(client, self)
        self.record = RecordLink(self.document, client, self)
        self.travel = TimeTravel(client, self.record, self.run, self)
        self.saves = Saves(self.document, client, self._may_ask, self)
        self.state: State = "starting"
        self.analysis: p.Analysis | None = None
        self.data: p.DataFacts | None = None
        self.forecast: p.Forecast | None = None
        self.blocked: Problem | None = Problem(code="engine_starting")
        self.device = "auto"
        self.place = EnginePlace()
        """Where the engine runs."""
        self._data_problem: Problem | None = None
        self._data_choice: tuple[str, dict] | None = None
        self._revision = 0
        self._opened_revision = self._seen_revision = 0
        self._sent: OrderedDict[int, Project] = OrderedDict()
        self._handlers = {
            p.Ready: self._on_ready, p.Analysis: self._on_analysis, p.DataFacts: self._on_data,
            p.DataMissing: self._on_data_missing, p.RunStarted: self._on_run_started, p.Metrics: self.run.take_metrics,
            p.Progress: self._on_progress, p.RunEnded: self._on_run_ended, p.Frame: self.gaze.take_frame,
            p.Answer: self.gaze.answered.emit, p.Weights: self._on_weights, p.Failure: self._on_failure,
            p.DeviceChosen: self.device_chosen.emit, p.DownloadProgress: self.download_progressed.emit,
            p.DownloadEnded: self.download_ended.emit, p.Repairs: self._on_repairs, p.Forecast: self._on_forecast,
            p.Exported: self.exported.emit, p.Augmented: self.augmented.emit,
            p.Snapshots: self.record.take_snapshots, p.SnapshotTotal: self.record.take_total,
            p.Looking: self.travel.take_looking,
            p.Samples: self.gaze.samples_arrived.emit, p.Doing: self._on_doing, p.Left: self.run.take_left,
            p.Outlook: self.run.take_outlook,
        }  # fmt: skip
        self.run.forgotten.connect(self.record.forget)
        client.received.connect(self._on_received)
        client.died.connect(self._on_died)
        self.document.opened.connect(self._on_document_opened)
        self.document.changed.connect(self._on_document_changed)

    # ---- requests

    def start_engine(self) -> None:
        """Start the engine, or start it again after it died; it gets the project and its last known weights."""
        self._set_state("starting")
        self.client.start()
        self._send_project(with_weights=True)
        self.gaze.tell_views()
        self.record.tell_cap()
        self.run.tell_pace()

    def move_engine(self, place: EnginePlace) -> None:
        """Let go of the engine; the next one starts over there. What was recorded stays where it is."""
        self.place = place
        self.record.away = place.away
        self.client.use(place.command)
        self.saves.write_waiting()
        self.record.forget()
        self.travel.forget()
        self.place_changed.emit()

    def look_for_data(self) -> None:
        """The data of the project may be found now."""
        self._send_project(with_weights=False)

    def download(self) -> None:
        """Fetch the project's data set."""
        self.client.send(p.Download())

    def cancel_download(self) -> None:
        """Give the download up."""
        self.client.send(p.CancelDownload())

    def ask_repairs(self, node: str | None) -> None:
        """Ask how a problem of the present project could be mended; answered by ``repairs_found``."""
        self.client.send(p.AskRepairs(revision=self._revision, node=node))

    def use_device(self, device: str) -> None:
        """Train on this device from now on."""
        self.device, self.run.outlook = device, None
        self.device_wished.emit(device)
        self.client.send(p.UseDevice(device=device))

    def export(self, request: int, form: str, name: str) -> None:
        """Ask for the files of an export; answered by ``exported`` with the same number."""
        self.client.send(p.Export(request=request, format=form, name=name))

    def sent_project(self, revision: int) -> Project | None:
        """The project as the engine got it under this number; None, if that is long ago."""
        return self._sent.get(revision)

    def is_latest(self, revision: int) -> bool:
        """Whether the engine got the project as it now is under this number."""
        return revision == self._revision

    def close(self) -> None:
        """End the engine."""
        self.client.close()

    # ---- the document changed

    def _on_document_opened(self) -> None:
        self.saves.drop()
        self.run.forget()
        self.travel.forget()
        self.gaze.forget_picture()
        if self.client.running:
            self.client.send(p.Stop())
            self._send_project(with_weights=True)

    def _on_document_changed(self, project: Project) -> None:
        if self._data_choice != project.data.chosen:
            self._data_choice = project.data.chosen
            self._data_problem = None  # it was that of other data; the engine will say if these have one too
            self._judge()
        self._send_project(with_weights=False)

    def _send_project(self, with_weights: bool) -> None:
        self._revision += 1
        self._sent[self._revision] = self.document.project
        if len(self._sent) > REMEMBERED_REVISIONS:
            self._sent.popitem(last=False)
        self.client.send(p.Edit(revision=self._revision, project=self.document.project, fresh=with_weights))
        if with_weights:
            self._opened_revision = self._revision
            if self.device != "auto":
                self.client.send(p.UseDevice(device=self.device))
            if self.document.weights:
                self.client.send(p.Load(weights=self.document.weights))
            self.gaze.tell_picture()

    # ---- the engine spoke

    def _on_received(self, message: p.Message) -> None:
        self._handlers[type(message)](message)

    def _on_ready(self, message: p.Ready) -> None:
        self._set_state("idle")
        self.run.note_other_engine()
        self.ready.emit(message)

    def _on_analysis(self, message: p.Analysis) -> None:
        self._seen_revision = message.revision
        if message.revision == self._revision:
            self.analysis = message
            self._judge()
            self.analysed.emit(message)

    def _on_repairs(self, message: p.Repairs) -> None:
        if message.revision == self._revision:
            self.repairs_found.emit(message)

    def _on_forecast(self, message: p.Forecast) -> None:
        if message.revision == self._revision:
            self.forecast = message
            self.forecast_made.emit(message)

    def _on_data(self, message: p.DataFacts) -> None:
        self.data = message
        self._data_problem = None
        self.document.note_digest(message.digest)
        self._judge()
        self.data_known.emit(message)

    def _on_data_missing(self, message: p.DataMissing) -> None:
        message = self.place.seen_from_here(message)
        self.data = None
        self._data_problem = message.problem
        self._judge()
        self.data_missing.emit(message)

    def _on_run_started(self, message: p.RunStarted) -> None:
        """A run that had been asked for before another project was opened, or the weights were left, is let pass."""
        if message.revision >= self._opened_revision and not self.run.leaving:
            self.record.take_started(message)
            begun = self.sent_project(message.revision) or self.document.project
            self.document.note_scale(message.scale, begun.data)
            self.run.take_started(message)

    def _on_doing(self, message: p.Doing) -> None:
        if message.what is not None and self.run.leaving:
            return  # it is about a run that is being left
        if self.state in ("idle", "training"):
            self._set_state("training" if message.what else "idle")
        self.doing.take(message)

    def _on_failure(self, message: p.Failure) -> None:
        self.travel.take_failure()
        self.failed.emit(message)

    def _on_progress(self, message: p.Progress) -> None:
        if not self.run.is_current(message):
            return
        if message.step:
            self.document.note_trained()
        self._set_state(message.state)
        self.run.progressed.emit(message)

    def _on_run_ended(self, message: p.RunEnded) -> None:
        self._set_state("idle")
        if self.run.is_current(message):
            self.run.ended.emit(message)

    def _on_weights(self, message: p.Weights) -> None:
        if self._seen_revision < self._opened_revision:
            return  # weights of the project that was open before
        self.document.weights = message.data
        self.saves.take(message)

    def _on_died(self, code: int, log: str) -> None:
        self._set_state("dead")
        self.doing.forget()
        self._judge()
        self.travel.forget()
        self.run.note_other_engine()
        self.engine_died.emit(code, log)
        self.saves.write_waiting()

    # ---- what follows

    def _may_train(self) -> bool:
        return self.blocked is None

    def _may_ask(self) -> bool:
        return self.client.running and self.state != "starting"

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._judge()
            self.state_changed.emit(state)

    def _judge(self) -> None:
        """Work out what keeps Play from working."""
        problem = None
        if self.state == "dead":
            problem = self.place.silence()
        elif self.state == "starting" or self.analysis is None:
            problem = Problem(code="engine_starting")
        elif self._data_problem is not None:
            problem = self._data_problem
        elif self.analysis.errors:
            problem = self.analysis.errors[0]
        if problem != self.blocked:
            self.blocked = problem
            self.blocked_changed.emit(problem)
