"""The check at the end of an epoch is given up for who wants an end, and made up before the next step."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine.attention import Attention, GivenUp
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import Outcome, train
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import moment
from nnplayground.engine.run import Run
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.weights import from_bytes
from nnplayground.engine.workshop import Workshop
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.project import Project
from nnplayground.spec.schedules.plateau import Plateau
from nnplayground.spec.stopping import Stopping
from tests.engine import small as rows
from tests.engine.process import XOR, small
from tests.engine.test_attention import Gate
from tests.engine.test_time_limit import Clock
from tests.patience import PATIENCE_S

EPOCHS = 6


@pytest.fixture(autouse=True)
def the_same_checks_whatever_they_cost(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.checking.SHARE", 1e9)
    monkeypatch.setattr("nnplayground.engine.recorder.BEST_GRACE_S", 1e9)
    one = p.Problem(code="threads_one", severity="note")
    monkeypatch.setattr("nnplayground.engine.device.calibrate", lambda step: torch.set_num_threads(1) or (1, one))


def whole(patience: int = 0, minutes: float = 0) -> Project:
    """So high a rate that the loss goes up and down; patience ends with the third epoch."""
    found = small(samples=2000, optimizer=Adam(lr=2.0), batch_size=40, validation=0.2, epochs=EPOCHS)
    stopping = Stopping(patience=patience, min_delta=1000.0 * bool(patience), keep_best=True, minutes=minutes)
    return replace(found, recipe=replace(found.recipe, schedule=Plateau(patience=0), stopping=stopping))


class Impatient:
    """Wants an end while the check after an epoch is being made, once some of it is done."""

    def __init__(self, epoch: int) -> None:
        self._epoch = epoch
        self._pieces = 0
        self.came = False

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        original = Trainer.evaluate

        def evaluate(trainer: Trainer, part: object, pause: Callable[[], None]) -> object:
            def piece() -> None:
                self._pieces += trainer.steps_in_epoch == 0 and trainer.epochs_done == self._epoch
                self.came = self.came or self._pieces == 2
                pause()

            return original(trainer, part, piece)

        patch.setattr(Trainer, "evaluate", evaluate)

    def __call__(self) -> bool:
        return self.came


def recorded(project: Project, stop_after: int = 0, **options: object) -> tuple[Outcome, records.History]:
    """Train, or until somebody wants an end while the check after an epoch is made."""
    impatient = Impatient(stop_after)
    with pytest.MonkeyPatch.context() as patch:
        if stop_after:
            impatient.watch(patch)
        data = LoadedData(project)
        outcome = train(project, data, device="cpu", recording=Recording(), stopped=impatient, **options)
    reader = records.MetricsReader(records.find(outcome.record).folder)
    reader.read()
    return outcome, reader.history


def expect_equal(one: tuple[Outcome, records.History], other: tuple[Outcome, records.History]) -> None:
    first, second = from_bytes(one[0].weights), from_bytes(other[0].weights)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert one[0].reason == other[0].reason == "finished" and one[0].problem == other[0].problem
    assert one[0].validation == other[0].validation
    assert one[1].checks == other[1].checks
    np.testing.assert_array_equal(one[1].steps, other[1].steps)
    for name in ("loss", "rate"):
        np.testing.assert_array_equal(one[1].columns[name], other[1].columns[name])


@pytest.mark.parametrize(("epoch", "patience"), [(1, 0), (3, 0), (EPOCHS, 0), (2, 2), (3, 2)])
def test_who_stops_in_a_check_and_goes_on_has_all_as_if_never_stopped(epoch, patience):
    through = recorded(whole(patience))
    assert len(set(through[1].columns["rate"].tolist())) > 1, "the schedule heeds the checks"
    assert through[0].epochs == (3 if patience else EPOCHS), "and so does patience"
    stopped, history = recorded(whole(patience), stop_after=epoch)
    run = records.find(stopped.record)
    assert (stopped.reason, stopped.epochs, run.facts.state) == ("stopped", epoch, "stopped")
    assert history.checks[-1].epoch < epoch, "nothing is known of the check that was given up"
    assert moment(run.id).check_owed
    expect_equal(through, recorded(whole(patience), resume=moment(run.id)))


def snapshot_owes(run: Run) -> bool:
    run.recorder.settle()
    return moment(run.recorder.run.id, run.trainer.step_count).check_owed


@pytest.mark.parametrize("epoch", [2, EPOCHS])
def test_a_run_that_is_held_in_a_check_makes_it_up_before_its_next_step(epoch):
    project = whole()
    data, wanted, ends, owed = LoadedData(project), Impatient(epoch), [], []
    for impatient in (False, True):
        workshop = Workshop()
        workshop.recording = Recording()
        workshop.follow(project, data)
        run = workshop.start(project, data).run
        run.attention = Attention(wanted=wanted)
        with pytest.MonkeyPatch.context() as patch:
            if impatient:
                wanted.watch(patch)
            run.head_for("end")
            while not run.reached:
                run.advance() if run.begun else run.begin()
                if wanted():
                    assert not run.begun and not run.reached and run.trainer.epochs_done == epoch
                    run.hold()
                    owed.append(snapshot_owes(run))
                    wanted.came = False
                    run.head_for("end")
                    run.begin()
                    owed.append(snapshot_owes(run))
        assert run.finished
        workshop.close_record()
        workshop.recording.wait()
        ends.append((run.report().validation, run.trainer.state()))
    (checks, one), (others, other) = ends
    assert checks == others and owed == [True, False], "a snapshot of that step gives its place to a better one"
    for name in ("net", "halting", "schedule"):
        torch.testing.assert_close(one[name], other[name], rtol=0, atol=0, equal_nan=True)


def test_a_run_whose_time_was_up_in_that_check_makes_no_further_step():
    project, clock = whole(minutes=1), Clock()
    data, wanted = LoadedData(project), Impatient(2)
    first = Workshop(clock)
    first.recording = Recording()
    first.follow(project, data)
    run = first.start(project, data).run
    run.attention = Attention(wanted=wanted)
    run.head_for("end")
    with pytest.MonkeyPatch.context() as patch:
        wanted.watch(patch)
        while not wanted():
            run.advance() if run.begun else run.begin()
            clock.now += 100 if run.trainer.step_count == 2 * run.trainer.steps_per_epoch - 1 else 0
            run.report()
            assert not run.reached
    first.end("stopped")
    first.recording.wait()

    second = Workshop(clock)
    found = moment(run.recorder.run.id)
    again = second.resume(found, data, branch=False).run
    again.head_for("end")
    assert not again.reached
    again.begin()
    assert again.reached and again.verdict.code == "stopped_in_time"
    assert again.trainer.step_count == found.snapshot.step


def test_somebody_is_asked_at_least_as_often_as_a_step_would_take():
    data = rows.samples(2000, (2,), 2)
    ours = rows.trainer(rows.project(*XOR, batch_size=50, validation=0.5), data)
    asked = []
    ours.evaluate(ours.batches.validation, lambda: asked.append(1))
    assert len(asked) == 7  # a piece of 150 goes forward, a step of 50 forward and back


@pytest.mark.parametrize("command", [p.Stop, p.Pause])
def test_neither_stop_nor_pause_waits_for_a_check(bench, monkeypatch, command):
    gate, forward, original = Gate(), [], Trainer.evaluate

    def evaluate(self: Trainer, part: object, pause: Callable[[], None] = lambda: None) -> object:
        if self.epochs_done == 1 and not gate.open.is_set():
            gate()
        try:
            return original(self, part, pause)
        except GivenUp:
            forward.append("given up")
            raise

    monkeypatch.setattr(Trainer, "evaluate", evaluate)
    monkeypatch.setattr("nnplayground.engine.checking.SHARE", -1.0)  # none within an epoch
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=2)), p.Train())
    assert gate.reached.wait(PATIENCE_S)
    bench.send(command())
    gate.open.set()
    if command is p.Stop:
        ended = bench.until(p.RunEnded)
        assert (ended.reason, ended.step, forward) == ("stopped", 8, ["given up"])
        return
    while bench.until(p.Progress).state != "paused":
        bench.events.remove(bench.until(p.Progress))
    assert forward == ["given up"]
    assert [check.epoch for event in bench.all(p.Metrics) for check in event.validation] == [0.0]
    bench.send(p.Train())
    assert bench.until(p.RunEnded).reason == "finished"
    assert [check.epoch for event in bench.all(p.Metrics) for check in event.validation] == [0.0, 1.0, 2.0]
