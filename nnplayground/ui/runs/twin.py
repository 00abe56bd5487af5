"""A second engine that trains a twin: same beginning, same order of samples, something else."""

from typing import Literal

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient


class Twin(QObject):
    """Trains one run from its beginning to its end, in a process of its own. It is recorded like every run.

    ``recorded`` carries the folder of its record once it has begun, ``refused`` the ``Problem`` that keeps it from
    beginning or ended it, ``ended`` follows in any case.
    """

    recorded = Signal(str)
    refused = Signal(object)
    ended = Signal()
    gone = Signal()
    """Its process is no more."""

    def __init__(self, name: str, client: EngineClient | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.name = name
        """What its run is called."""
        self._client = client or EngineClient(parent=self)
        self._client.received.connect(self._on_received)
        self._client.died.connect(self._on_died)
        self._state: Literal["none", "beginning", "training", "over"] = "none"

    @property
    def going(self) -> bool:
        """Whether it begins or trains."""
        return self._state in ("beginning", "training")

    def start(self, project: Project, first_weights: bytes, device: str) -> None:
        """Begin.

        Args:
            first_weights: Where the other run began (safetensors); what does not fit is drawn from the same seed.
        """
        self._begin(project)
        if device != "auto":
            self._client.send(p.UseDevice(device=device))
        if first_weights:
            self._client.send(p.Load(weights=first_weights))
        self._client.send(p.Train())

    def branch(self, project: Project, record: str, step: int) -> None:
        """Begin at a step of the other run, where that branched off, with all that its snapshot holds and that fits."""
        self._begin(project)
        self._client.send(p.Resume(record=record, step=step, branch=True, until="end", project=project))

    def _begin(self, project: Project) -> None:
        self._state = "beginning"
        self._client.start()
        self._client.send(p.Edit(revision=1, project=project, fresh=True))

    def stop(self) -> None:
        """End it where it is; its record stays."""
        if self.going:
            self._client.send(p.Stop())
            if self._state == "beginning":
                self._finish()

    def close(self) -> None:
        """End the process with the window."""
        self._state = "over"
        self._client.close()

    def _on_received(self, message: p.Message) -> None:
        if isinstance(message, p.Metrics):
            self._client.send(p.Ack(view="metrics"))  # the charts read the record; the engine shall not wait
        elif isinstance(message, p.RunStarted):
            self._state = "training"
            self.recorded.emit(message.record)
        elif isinstance(message, p.RunEnded):
            if message.problem is not None and message.problem.severity == "error":
                self.refused.emit(message.problem)
            self._finish()
        elif isinstance(message, p.Failure | p.DataMissing | p.Analysis) and self._state == "beginning":
            self._judge(message)

    def _judge(self, message: p.Failure | p.DataMissing | p.Analysis) -> None:
        """See whether something keeps it from beginning."""
        problem = message.errors[0] if isinstance(message, p.Analysis) and message.errors else None
        if isinstance(message, p.Failure | p.DataMissing) and message.problem.severity == "error":
            problem = message.problem
        if problem is not None:
            self.refused.emit(problem)
            self._finish()

    def _finish(self) -> None:
        self._state = "over"
        self._client.send(p.Quit())
        self.ended.emit()

    def _on_died(self, code: int, _log: str) -> None:
        if self.going:
            self._state = "over"
            self.refused.emit(Problem(code="twin_died", args={"exit": code}))
            self.ended.emit()
        self.gone.emit()
