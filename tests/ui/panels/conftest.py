"""A session whose engine is played by the test."""

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.truth import Truth
from nnplayground.ui.session import Session

TWO_CLASSES = Truth("class", ("A", "B"))


class FakeEngine(QObject):
    """Stands in for the client: keeps what was sent, and says what the test wants."""

    received = Signal(object)
    died = Signal(int, str)

    def __init__(self):
        super().__init__()
        self.sent = []
        self.running = True
        self.session = None

    def start(self):
        self.running = True

    def send(self, message):
        self.sent.append(message)

    def close(self):
        self.running = False

    def sent_of(self, kind):
        return [message for message in self.sent if isinstance(message, kind)]

    def ready(self, *devices):
        self.received.emit(p.Ready(version="1", torch="2", devices=devices or ("cpu",), start_s=1.0))

    def analyse(self, blocks=None, problems=(), memory_bytes=0):
        network = self.session.document.project.network
        known = {name: p.BlockFacts(shape=(1,)) for name in network.nodes} | (blocks or {})
        self.received.emit(
            p.Analysis(
                revision=self.session._revision, memory_bytes=memory_bytes, blocks=known, problems=tuple(problems)
            )
        )

    def begin(self, run=1, epochs=5, revision=1):
        self.received.emit(p.RunStarted(run=run, revision=revision, epochs=epochs))

    def leave(self, standing=None):
        """It has done what it was last asked for."""
        self.received.emit(p.Left(request=self.sent_of(p.Reset)[-1].request, standing=standing or p.Standing()))

    def progress(self, run=1, state="training", epoch=0.0, epochs=5, **others):
        facts = {"step": 10, "samples_per_s": 0.0, "seconds_left": None, "memory_bytes": 0} | others
        self.received.emit(p.Progress(run=run, state=state, epoch=epoch, epochs=epochs, **facts))

    def validate(self, measure, run=1):
        empty = p.Array.of(np.empty(0, np.float32))
        checks = (p.Validation(epoch=1.0, loss=0.1, measure=measure),)
        columns = dict.fromkeys(("epochs", "loss", "measure", "rate", "gradient_norm"), empty)
        self.received.emit(p.Metrics(run=run, validation=checks, **columns))

    def pictures(self, kind="digits", count=40):
        """Facts of a picture data set: sample i is all of brightness i, its class is i modulo 10."""
        grey = np.broadcast_to(np.arange(count, dtype=np.uint8)[:, None, None], (count, 28, 28))
        self._facts(kind, grey, np.arange(count) % 10, Truth("class", tuple("0123456789")), (1, 28, 28), (500,) * 10)

    def points(self, values, truths, kind="spiral", truth=TWO_CLASSES, ranges=()):
        """Facts of points in the square from -1 to 1; the first is also the only validation sample."""
        values, truths = np.asarray(values, np.float32), np.asarray(truths)
        arrays = map(p.Array.of, (values, truths, values[:1], truths[:1]))
        others = {"ranges": ranges, "points": p.Points((-1.0, 1.0, -1.0, 1.0), *arrays)}
        counts = () if ranges else (60, 40, 20)[: truth.size]
        self._facts(kind, values, truths, truth, (2,), counts, **others)

    def numbers(self, values, truth, names, kind):
        """Facts of a table of numbers, each sample with numbers that are asked for."""
        ranges = tuple(zip(truth.min(0).tolist(), truth.max(0).tolist(), strict=True))
        facts = p.DataFacts(
            kind=kind, truth=Truth("numbers", names), sample_shape=values.shape[1:], digest="ab" * 32,
            pictures=p.Array.of(values), labels=p.Array.of(truth.astype(np.float32)), counts=(), ranges=ranges,
            training=80, validation=10, test=10,
        )  # fmt: skip
        self.received.emit(facts)

    def _facts(self, kind, samples, labels, truth, shape, counts, **others):
        total = sum(counts)
        labels = labels.astype(np.int64) if truth.kind == "class" else labels
        facts = p.DataFacts(
            kind=kind, truth=truth, sample_shape=shape, digest="ab" * 32, pictures=p.Array.of(samples),
            labels=p.Array.of(labels), counts=counts, training=total * 8 // 10,
            validation=total // 10, test=total // 10, **others,
        )  # fmt: skip
        self.received.emit(facts)


@pytest.fixture
def engine(qtbot):
    return FakeEngine()


@pytest.fixture
def session(engine):
    """A session with LeNet open, and an engine that has not spoken yet."""
    session = Session(engine)
    engine.session = session
    session.document.start(PRESETS["lenet"].project())
    engine.sent.clear()
    yield session
    session.deleteLater()
