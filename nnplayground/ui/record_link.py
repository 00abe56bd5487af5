"""The record of the run that is shown: which snapshots there are, and the weights in them if the engine dies."""

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Document

DEFAULT_CAP = 256_000_000
DEFAULT_TOTAL_CAP = 2_000_000_000


class RecordLink(QObject):
    """Knows where the present run is recorded, and asks the engine to go on from there."""

    cap_wished = Signal(object)  # not int: that is cut to 32 bits
    """The user lets the snapshots of a run need so many bytes."""
    total_cap_wished = Signal(object)  # not int: that is cut to 32 bits
    """The user lets the snapshots of all runs together need so many bytes."""
    total_changed = Signal()
    resume_wished = Signal()
    """A run is to go on from one of its snapshots."""
    changed = Signal()
    """Another run, or other snapshots of it."""

    def __init__(self, document: Document, client: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._client = document, client
        self.record = ""
        """Folder of the record of the run that is shown; empty without one."""
        self.steps: tuple[int, ...] = ()
        """Steps that have a snapshot, ascending."""
        self.began = 0
        """Where a branch began; steps before are of the runs that it came from."""
        self.bytes = 0
        self.away = False
        """Whether records lie on another machine, where only the engine can read them."""
        self.cap = DEFAULT_CAP
        """How many bytes the snapshots of a run may need."""
        self.total_cap = 0
        """How many bytes those of all runs together may need; 0 as long as the user has not said."""
        self.total: p.SnapshotTotal | None = None
        """What they need, once it was counted."""
        self._former = b""
        """Weights of before the run."""

    def take_started(self, message: p.RunStarted) -> None:
        """A run begins, or goes on."""
        if message.record != self.record:
            self._former = self._document.weights
            self.record, self.steps, self.bytes, self.began = message.record, (), 0, 0
            self.changed.emit()

    def take_snapshots(self, message: p.Snapshots) -> None:
        """There are other snapshots; the last one has the newest weights that are safe."""
        if message.record != self.record:
            return
        moved = message.steps[-1:] != self.steps[-1:]
        self.steps, self.bytes, self.began = message.steps, message.bytes, message.began
        if moved and self.steps and not self.away:
            self._document.weights = _Reading(self.record, self._former)
        self.changed.emit()

    def forget(self) -> None:
        """The weights of the run are gone, or another project is open."""
        self.record, self.steps, self.bytes, self.began = "", (), 0, 0
        self.changed.emit()

    def keep(self, cap: int) -> None:
        """Let the snapshots of a run need so many bytes."""
        self.cap = cap
        self.tell_cap()
        self.cap_wished.emit(cap)

    def keep_total(self, cap: int) -> None:
        """Let the snapshots of all runs together need so many bytes."""
        self.total_cap = cap
        self.tell_cap()
        self.total_cap_wished.emit(cap)

    def take_total(self, message: p.SnapshotTotal) -> None:
        """The engine has counted."""
        self.total = message
        self.total_changed.emit()

    def tell_cap(self) -> None:
        """A new engine has to hear what was wished."""
        total, chosen = self.total_cap or DEFAULT_TOTAL_CAP, bool(self.total_cap)
        self._client.send(p.KeepSnapshots(cap=self.cap, total=total, chosen=chosen))

    def take_best(self) -> None:
        """Branch off where the run that is shown was at its best, and hold there; the run itself stays on record."""
        self._client.send(p.Resume(record=self.record, best=True, branch=True))

    def resume(self, record: str, step: int | None = None, branch: bool = False, train: bool = True) -> None:
        """Go on with a run from a snapshot, the last one if not said otherwise.

        Args:
            branch: As a new run, so that the former one stays as it is.
            train: Train at once; otherwise it is held there.
        """
        self.resume_wished.emit()
        self._client.send(p.Resume(record=record, step=step, branch=branch, until="end" if train else None))


class _Reading:
    """Reads the newest weights of a record when they are wanted; the former ones, if there are none any more."""

    def __init__(self, record: str, former: bytes) -> None:
        self._record, self._former = record, former

    def __call__(self) -> bytes:
        return records.newest_weights(self._record) or self._former
