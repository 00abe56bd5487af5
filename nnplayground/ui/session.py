"""One session: the open document on one side, the engine on the other, and what the engine last said."""

from collections import OrderedDict
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Document

State = Literal["starting", "idle", "training", "paused", "dead"]
REMEMBERED_REVISIONS = 200
FRAME_MS = 33
"""Frames are asked for at most so often: painting one for each movement of the pen would hold the answer up."""


class Session(QObject):
    """Keeps document and engine in step. Panels observe its signals and call its requests; it draws nothing.

    Each signal carries the message of ``protocol.py`` whose name it has.
    """

    ready = Signal(object)
    device_chosen = Signal(object)
    analysed = Signal(object)
    data_known = Signal(object)
    data_missing = Signal(object)
    download_progressed = Signal(object)
    download_ended = Signal(object)
    run_started = Signal(object)
    metrics_arrived = Signal(object)
    progressed = Signal(object)
    run_ended = Signal(object)
    frame_arrived = Signal(object)
    answered = Signal(object)
    exported = Signal(object)
    failed = Signal(object)
    repairs_found = Signal(object)
    forecast_made = Signal(object)

    state_changed = Signal(str)
    blocked_changed = Signal(object)
    """The ``Problem`` that keeps Play from working, or None."""
    history_cleared = Signal()
    """The curves so far belong to weights that are gone."""
    engine_died = Signal(int, str)
    device_wished = Signal(str)
    saved = Signal(str)
    save_failed = Signal(object)

    def __init__(self, client: EngineClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document(self)
        self.client = client
        client.setParent(self)
        self.state: State = "starting"
        self.analysis: p.Analysis | None = None
        self.data: p.DataFacts | None = None
        self.forecast: p.Forecast | None = None
        self.blocked: Problem | None = Problem(code="engine_starting")
        self.device = "auto"
        self._data_problem: Problem | None = None
        self._data_choice: tuple[str, dict] | None = None
        self._revision = 0
        self._opened_revision = self._seen_revision = 0
        self._run = 0
        """The run whose reports count; 0 after the weights of the last one were thrown away."""
        self._picture_seq = 0
        self._picture: p.Picture | None = None
        self._views: dict[str, p.View] = {}
        self._saves: dict[int, tuple[str, Project]] = {}
        """Saves under way: where to, and the project as it was when the save was asked for."""
        self._sent: OrderedDict[int, Project] = OrderedDict()
        self._save_number = 0
        self._drawn: set[str] = set()
        """Views whose last frame is still to be acknowledged."""
        self._ack_timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._ack_timer.timeout.connect(self._send_acks)
        self._watch_timer = QTimer(self, singleShot=True, interval=0)
        self._watch_timer.timeout.connect(self._send_watch)
        self._handlers = {
            p.Ready: self._on_ready, p.Analysis: self._on_analysis, p.DataFacts: self._on_data,
            p.DataMissing: self._on_data_missing, p.RunStarted: self._on_run_started, p.Metrics: self._on_metrics,
            p.Progress: self._on_progress, p.RunEnded: self._on_run_ended, p.Frame: self._on_frame,
            p.Answer: self._on_answer, p.Weights: self._on_weights, p.Failure: self.failed.emit,
            p.DeviceChosen: self.device_chosen.emit, p.DownloadProgress: self.download_progressed.emit,
            p.DownloadEnded: self.download_ended.emit, p.Repairs: self._on_repairs, p.Forecast: self._on_forecast,
            p.Exported: self.exported.emit,
        }  # fmt: skip
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
        self._watch_timer.start()

    def play(self, until: Literal["end", "epoch", "step"] = "end") -> None:
        """Train on, unless something is in the way."""
        if self.blocked is None:
            self.client.send(p.Train(until=until))

    def pause(self) -> None:
        """Hold between two steps."""
        self.client.send(p.Pause())

    def stop(self) -> None:
        """End the run, keeping the weights."""
        self.client.send(p.Stop())

    def reset(self) -> None:
        """Back to the first weights of this seed."""
        self.client.send(p.Reset())
        self._run = 0
        self.history_cleared.emit()
        self.document.note_trained()

    def look_at(self, picture: p.Array) -> int:
        """Make a sample the current picture. Returns the number that its ``Answer`` will carry."""
        self._picture_seq += 1
        self._picture = p.Picture(seq=self._picture_seq, values=picture)
        self.client.send(self._picture)
        return self._picture_seq

    def watch(self, view: p.View) -> None:
        """A view is visible and wants frames; replaces its former wish."""
        if self._views.get(view.view) != view:
            self._views[view.view] = view
            self._watch_timer.start()

    def unwatch(self, name: str) -> None:
        """A view is hidden."""
        if self._views.pop(name, None):
            self._watch_timer.start()

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
        self.device = device
        self.device_wished.emit(device)
        self.client.send(p.UseDevice(device=device))

    def export(self, request: int, form: str, name: str) -> None:
        """Ask for the files of an export; answered by ``exported`` with the same number."""
        self.client.send(p.Export(request=request, format=form, name=name))

    def save(self, path: str) -> None:
        """Write the project; answered by ``saved`` or ``save_failed``."""
        project = self.document.project
        if not self.client.running or self.state == "starting":
            self._write(path, project, self.document.weights)
            return
        self._save_number += 1
        self._saves[self._save_number] = (path, project)
        self.client.send(p.TakeWeights(request=self._save_number))

    def sent_project(self, revision: int) -> Project | None:
        """The project as the engine got it under this number; None, if that is long ago."""
        return self._sent.get(revision)

    def close(self) -> None:
        """End the engine."""
        self.client.close()

    # ---- the document changed

    def _on_document_opened(self) -> None:
        self._run = 0
        self._saves.clear()  # their weights would be written with the project that is open now
        self.history_cleared.emit()
        self._picture = None
        if self.client.running:
            self.client.send(p.Stop())
            self._send_project(with_weights=True)

    def _on_document_changed(self, project: Project) -> None:
        if self._data_choice != (project.data.kind, project.data.options):
            self._data_choice = (project.data.kind, project.data.options)
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
            if self._picture:
                self.client.send(self._picture)

    def _send_acks(self) -> None:
        for view in sorted(self._drawn):
            self.client.send(p.Ack(view=view))
        self._drawn.clear()

    def _send_watch(self) -> None:
        self.client.send(p.Watch(views=tuple(self._views.values())))

    # ---- the engine spoke

    def _on_received(self, message: p.Message) -> None:
        self._handlers[type(message)](message)

    def _on_ready(self, message: p.Ready) -> None:
        self._set_state("idle")
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
        self.data = None
        self._data_problem = message.problem
        self._judge()
        self.data_missing.emit(message)

    def _on_run_started(self, message: p.RunStarted) -> None:
        if not message.continues:
            self.history_cleared.emit()
        self._run = message.run
        self.run_started.emit(message)

    def _on_metrics(self, message: p.Metrics) -> None:
        if message.run == self._run:
            self.metrics_arrived.emit(message)
        self.client.send(p.Ack(view="metrics"))

    def _on_progress(self, message: p.Progress) -> None:
        if message.run != self._run:
            return
        if message.step:
            self.document.note_trained()
        self._set_state(message.state)
        self.progressed.emit(message)

    def _on_run_ended(self, message: p.RunEnded) -> None:
        self._set_state("idle")
        if message.run == self._run:
            self.run_ended.emit(message)

    def _on_frame(self, message: p.Frame) -> None:
        self.frame_arrived.emit(message)
        self._drawn.add(message.view)
        if not self._ack_timer.isActive():
            self._ack_timer.start()

    def _on_answer(self, message: p.Answer) -> None:
        self.answered.emit(message)

    def _on_weights(self, message: p.Weights) -> None:
        if self._seen_revision < self._opened_revision:
            return  # weights of the project that was open before
        self.document.weights = message.data
        if message.request in self._saves:
            self._write(*self._saves.pop(message.request), message.data)

    def _on_died(self, code: int, log: str) -> None:
        self._set_state("dead")
        self._judge()
        self.engine_died.emit(code, log)
        for path, project in self._saves.values():
            self._write(path, project, self.document.weights)
        self._saves.clear()

    # ---- what follows

    def _write(self, path: str, project: Project, weights: bytes) -> None:
        try:
            self.document.save(path, project, weights)
        except PlaygroundError as error:
            self.save_failed.emit(error.problem)
        else:
            self.saved.emit(path)

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self._judge()
            self.state_changed.emit(state)

    def _judge(self) -> None:
        """Work out what keeps Play from working."""
        problem = None
        if self.state == "dead":
            problem = Problem(code="engine_gone")
        elif self.state == "starting" or self.analysis is None:
            problem = Problem(code="engine_starting")
        elif self._data_problem is not None:
            problem = self._data_problem
        elif self.analysis.errors:
            problem = self.analysis.errors[0]
        if problem != self.blocked:
            self.blocked = problem
            self.blocked_changed.emit(problem)
