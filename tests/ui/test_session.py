"""The session: document and engine in step, with an engine that the test plays."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec import edit
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice, Scale
from nnplayground.ui.session import Session


class PlayedEngine(QObject):
    """Keeps what was sent."""

    received = Signal(object)
    died = Signal(int, str)

    def __init__(self):
        super().__init__()
        self.sent, self.running = [], False

    def start(self):
        self.running = True

    def send(self, message):
        if self.running:
            self.sent.append(message)

    def close(self):
        self.running = False

    def sent_of(self, kind):
        return [message for message in self.sent if isinstance(message, kind)]


@pytest.fixture
def engine(qtbot):
    return PlayedEngine()


@pytest.fixture
def session(engine):
    session = Session(engine)
    session.document.start(PRESETS["logistic"].project())
    session.start_engine()
    yield session
    session.deleteLater()


def analyse(engine, revision=None, problems=()):
    revision = engine.sent_of(p.Edit)[-1].revision if revision is None else revision
    engine.received.emit(p.Analysis(revision=revision, memory_bytes=1, blocks={}, problems=tuple(problems)))


def ready(engine):
    engine.received.emit(p.Ready(version="1", torch="2", devices=("cpu",), start_s=1.0))
    analyse(engine)


def begin(engine, run=1):
    engine.received.emit(p.RunStarted(run=run, revision=engine.sent_of(p.Edit)[-1].revision, epochs=5))


def progress(engine, run=1, state="training", step=3):
    engine.received.emit(
        p.Progress(
            run=run, state=state, epoch=0.1, epochs=5, step=step, samples_per_s=1, seconds_left=None, memory_bytes=1
        )
    )


def metrics(engine, run=1):
    values = p.Array.of(np.ones(2, np.float32))
    columns = dict.fromkeys(("epochs", "loss", "measure", "rate", "gradient_norm"), values)
    engine.received.emit(p.Metrics(run=run, **columns))


def test_play_is_blocked_until_the_engine_has_judged_the_network(session, engine):
    session.run.play()
    assert session.blocked.code == "engine_starting"
    ready(engine)
    assert session.blocked is None
    session.run.play()
    assert len(engine.sent_of(p.Train)) == 1


def test_an_error_in_the_network_blocks_play_and_its_repair_frees_it(session, engine):
    ready(engine)
    problem = Problem(code="no_output")
    analyse(engine, problems=[problem])
    assert session.blocked == problem
    analyse(engine, problems=[Problem(code="unused", severity="warning")])
    assert session.blocked is None


def test_an_answer_to_an_older_edit_is_not_shown(session, engine):
    ready(engine)
    network = session.document.project.network
    session.document.edit_network(edit.move(network, {next(iter(network.nodes)): (5, 5)}), "move")
    shown = []
    session.analysed.connect(shown.append)
    analyse(engine, revision=1)
    assert not shown
    analyse(engine)
    assert len(shown) == 1


def test_reports_of_a_run_that_was_thrown_away_are_not_shown(session, engine):
    ready(engine)
    begin(engine)
    shown, ended = [], []
    session.run.metrics_arrived.connect(shown.append)
    session.run.ended.connect(ended.append)
    metrics(engine)
    progress(engine)
    assert len(shown) == 1 and session.state == "training"
    session.run.reset()
    metrics(engine)
    progress(engine)
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert len(shown) == 1 and not ended
    assert session.state == "idle"
    assert len(engine.sent_of(p.Ack)) == 2, "the engine may send the next all the same"


def test_a_run_that_begins_only_after_another_project_was_opened_is_not_shown(session, engine):
    ready(engine)
    session.run.play()
    asked_in = engine.sent_of(p.Edit)[-1].revision
    session.document.start(PRESETS["mlp-128"].project())
    shown = []
    session.run.started.connect(shown.append)
    session.run.metrics_arrived.connect(shown.append)
    engine.received.emit(p.RunStarted(run=1, revision=asked_in, epochs=5, record="before"))
    metrics(engine)
    progress(engine)
    assert not shown and session.state == "idle" and not session.record.record
    begin(engine, run=2)
    assert [run.run for run in shown] == [2]


def test_a_run_tells_the_scale_of_its_own_data_alone(session, engine):
    ready(engine)
    asked_in = engine.sent_of(p.Edit)[-1].revision
    started = p.RunStarted(run=1, revision=asked_in, epochs=5, scale=Scale((1.0,), (2.0,)))
    engine.received.emit(started)
    assert session.document.project.data.scale == started.scale
    session.document.edit(replace(session.document.project, data=DataChoice("spiral")), "other data")
    engine.received.emit(started)  # they were chosen while it began
    assert session.document.project.data.scale is None


def test_weights_of_the_project_before_are_not_taken_for_those_of_the_new_one(session, engine):
    ready(engine)
    begin(engine)
    progress(engine)
    session.document.start(PRESETS["mlp-128"].project(), b"its own")
    progress(engine)
    engine.received.emit(p.Weights(request=0, data=b"of the old one"))
    assert session.document.weights == b"its own"
    assert not session.document.modified
    analyse(engine)
    engine.received.emit(p.Weights(request=0, data=b"trained on"))
    assert session.document.weights == b"trained on"


def test_a_new_engine_gets_project_device_weights_and_picture(session, engine):
    ready(engine)
    session.use_device("cpu")
    session.gaze.look_at(p.Array.of(np.zeros((1, 28, 28), np.float32)))
    engine.received.emit(p.Weights(request=0, data=b"last known"))
    engine.running = False
    engine.died.emit(9, "")
    assert session.state == "dead" and session.blocked.code == "engine_gone"
    engine.sent.clear()
    session.start_engine()
    assert [type(message) for message in engine.sent] == [
        p.Edit, p.UseDevice, p.Load, p.Picture, p.KeepSnapshots, p.Pace
    ]  # fmt: skip
    assert engine.sent[0].fresh and engine.sent[0].project == session.document.project
    assert engine.sent[2].weights == b"last known"
    assert session.blocked.code == "engine_starting"


def test_saving_asks_for_the_weights_first(session, engine, tmp_path, qtbot):
    ready(engine)
    path = tmp_path / "a.nnp"
    session.saves.save(str(path))
    assert not path.exists()
    with qtbot.waitSignal(session.saves.saved):
        engine.received.emit(p.Weights(request=engine.sent_of(p.TakeWeights)[0].request, data=b"w"))
    assert path.exists() and session.document.path == str(path)


def test_a_save_under_way_when_the_engine_dies_is_written_with_the_last_weights(session, engine, tmp_path):
    ready(engine)
    session.saves.save(str(tmp_path / "a.nnp"))
    engine.died.emit(-1, "")
    assert (tmp_path / "a.nnp").exists()


def test_frames_are_acknowledged_together_and_not_at_once(session, engine, qtbot):
    ready(engine)
    for view in ("canvas", "selected"):
        engine.received.emit(p.Frame(view=view, probe="activations", step=0, arrays={}))
    assert not engine.sent_of(p.Ack)
    qtbot.waitUntil(lambda: [ack.view for ack in engine.sent_of(p.Ack)] == ["canvas", "selected"])


def test_wishes_of_views_are_sent_once_for_all(session, engine, qtbot):
    qtbot.waitUntil(lambda: bool(engine.sent_of(p.Watch)))
    engine.sent.clear()
    session.gaze.watch(p.View("a", "weights"))
    session.gaze.watch(p.View("b", "weights"))
    session.gaze.unwatch("a")
    qtbot.waitUntil(lambda: bool(engine.sent_of(p.Watch)))
    assert engine.sent_of(p.Watch) == [p.Watch(views=(p.View("b", "weights"),))]
