"""Runs that go wrong: the first fault is named, the last good weights are kept, and the run goes on from before."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine.diagnosis import good_step
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from tests.engine.bench import failing, note
from tests.engine.process import small
from tests.patience import PATIENCE_S


def poisoned(monkeypatch, block: str, at: int) -> None:
    """Let a block give values that are not finite, from a step on."""
    original = Trainer.step

    def step(self: Trainer) -> None:
        if self.step_count + 1 >= at:
            with torch.no_grad():
                self.net.block(block).bias[0] = float("nan")
        original(self)

    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr(Trainer, "step", step)


@pytest.mark.parametrize("block", ["linear1", "linear2"])
@pytest.mark.parametrize("at", [1, 13])
def test_the_first_block_and_step_are_named(bench, monkeypatch, block, at):
    poisoned(monkeypatch, block, at)
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=5)), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.reason == "diverged" and ended.problem.code == "diverged_forward"
    assert (ended.problem.args["layer"], ended.problem.args["step"]) == (block, at)
    assert ended.rewind is not None and ended.rewind < at
    bench.send(p.TakeWeights(request=1))
    assert b"weight" in bench.until(p.Weights).data


def test_a_gradient_that_is_not_finite_is_named(bench, monkeypatch):
    original = Trainer._work_out

    def work_out(self, x, target, weight):
        loss, output = original(self, x, target, weight)
        if self.step_count + 1 >= 9:
            self.net.block("linear1").weight.grad[0] = float("inf")
        return loss, output

    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr(Trainer, "_work_out", work_out)
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=5)), p.Train())
    ended = bench.until(p.RunEnded)
    assert (ended.problem.code, ended.problem.args["layer"]) == ("diverged_gradient", "linear1")
    assert ended.problem.args["step"] == 9 and ended.rewind < 9


@pytest.mark.parametrize("at", [1, 6])
def test_a_block_whose_values_grow_beyond_measure_is_named(bench, monkeypatch, at):
    """They stay finite numbers: only the loss is far too large."""
    original = Trainer.step

    def step(self: Trainer) -> None:
        if self.step_count + 1 == at:
            with torch.no_grad():
                self.net.block("linear2").weight.mul_(1e8)
        original(self)

    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr(Trainer, "step", step)
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=5, optimizer=SGD(lr=1e-12))), p.Train())
    ended = bench.until(p.RunEnded)
    assert (ended.problem.code, ended.problem.args["layer"]) == ("diverged_grown", "linear2")
    assert ended.problem.args["step"] >= at


def test_weights_that_one_step_throws_far_away_are_named(bench):
    project = small(batch_size=20, epochs=5)
    wild = replace(project, recipe=replace(project.recipe, optimizer=Adam(lr=1e6)))
    bench.send(p.Edit(revision=1, project=project), p.Train(until="step"))
    bench.until(p.Metrics)
    bench.send(p.Edit(revision=2, project=wild), p.Train(until="step"))
    ended = bench.until(p.RunEnded)
    assert (ended.problem.code, ended.problem.args["layer"]) == ("diverged_weights", "linear1")
    assert ended.problem.args["step"] == 2 and ended.rewind == 1
    assert ended.sound_rate is None, "one step shows nothing"


@pytest.mark.parametrize("way", ["forward", "gradient", "weights", "scale"])
def test_all_that_is_shown_and_recorded_ends_with_the_step_that_is_named(bench, monkeypatch, way):
    """Though training went on until the end of the epoch, where a check was made and nothing had been told yet."""
    monkeypatch.setattr("nnplayground.engine.run.REPORT_S", 1e9)
    monkeypatch.setattr("nnplayground.engine.checking.SHARE", 1e9)
    monkeypatch.setattr("nnplayground.engine.recorder.RECENT_S", 1e9)  # none that would look at the steps before
    monkeypatch.setattr("nnplayground.engine.recorder.RATIO", 1e9)
    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr("nnplayground.engine.recorder.Recorder.wants", lambda self, check: False)
    at, original, work_out = 9, Trainer.step, Trainer._work_out

    def step(self: Trainer) -> None:
        if self.step_count + 1 == at and way == "forward":
            with torch.no_grad():
                self.net.block("linear1").bias[0] = float("nan")
        hook = self.net.block("linear1").weight.register_hook(lambda g: g * float("inf") if way == "scale" else g)
        original(self)
        hook.remove()
        if self.step_count == at and way == "weights":
            with torch.no_grad():
                self.net.block("linear1").weight[0] = 1e6
                self.net.block("linear2").weight.zero_()

    def worked_out(self: Trainer, x: torch.Tensor, target: torch.Tensor, weight: float) -> tuple:
        found = work_out(self, x, target, weight)
        if self.step_count + 1 == at and way == "gradient":
            self.net.block("linear1").weight.grad[0] = float("inf")
        return found

    monkeypatch.setattr(Trainer, "step", step)
    monkeypatch.setattr(Trainer, "_work_out", worked_out)
    project = small(batch_size=4, epochs=1, optimizer=SGD(lr=1e-9))
    if way == "scale":
        at = 31  # so often the scale is halved
        project = replace(project, recipe=replace(project.recipe, precision="float16"))
    bench.send(p.Edit(revision=1, project=project), p.Train())
    ended = bench.until(p.RunEnded)
    bench.send(p.Quit())
    bench.worker.join(PATIENCE_S)
    assert ended.reason == "diverged" and ended.step == ended.problem.args["step"] == at
    assert ended.problem.code == ("diverged_gradient" if way == "scale" else f"diverged_{way}")
    told = bench.all(p.Metrics)
    assert sum(len(event.loss.numpy()) for event in told) == at
    epoch = at / 40
    assert [event.epochs.numpy()[-1] for event in told if len(event.loss.numpy())] == [pytest.approx(epoch)]
    assert all(check.epoch <= epoch for event in told for check in event.validation)
    run = records.find(bench.all(p.RunStarted)[0].record)
    reader = records.MetricsReader(run.folder)
    reader.read()
    history = reader.history
    assert run.facts.steps == history.steps[-1] == len(history.steps) == at
    assert all(check.step <= at for check in history.checks)
    assert all(step <= at for step in run.snapshots().sizes())


def test_the_rate_of_before_it_was_raised_is_told(bench, monkeypatch):
    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    project = small(batch_size=20, epochs=50, optimizer=Adam(lr=0.02))
    wild = replace(project, recipe=replace(project.recipe, optimizer=Adam(lr=1e6)))
    bench.send(p.Edit(revision=1, project=project))
    for step in (8, 16):
        bench.send(p.Train(until="epoch"))
        while not any(event.step == step and event.state == "paused" for event in bench.all(p.Progress)):
            bench.until(p.Progress, len(bench.all(p.Progress)) + 1)
    bench.send(p.Edit(revision=2, project=wild), p.Train(until="step"))
    ended = bench.until(p.RunEnded)
    assert (ended.reason, ended.sound_rate) == ("diverged", 0.02)


@pytest.mark.parametrize("told", [True, False])
def test_rewinding_with_half_the_rate_trains_on_from_there(bench, told):
    wild = small(batch_size=20, epochs=40, optimizer=SGD(lr=500.0))
    bench.send(p.Edit(revision=1, project=wild), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.reason == "diverged" and ended.rewind is not None
    record = bench.all(p.RunStarted)[0].record
    tame = replace(wild, recipe=replace(wild.recipe, optimizer=SGD(lr=0.05)))
    bench.send(
        p.Edit(revision=2, project=tame), p.Resume(record=record, step=ended.rewind if told else None, until="end")
    )
    again = bench.until(p.RunEnded, 2)
    assert again.reason == "finished"
    started = bench.all(p.RunStarted)[1]
    assert (started.record, started.step) == (record, ended.rewind)
    loss = np.concatenate([m.loss.numpy() for m in bench.all(p.Metrics) if m.run == started.run])
    assert np.isfinite(loss).all() and len(loss) == again.step


def test_after_a_lack_of_memory_the_run_goes_on_with_smaller_batches(bench, monkeypatch):
    failing(monkeypatch, torch.OutOfMemoryError("CUDA out of memory"), at=7)
    project = small(batch_size=40, epochs=10)
    bench.send(p.Edit(revision=1, project=project), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.problem.code == "out_of_memory" and ended.rewind is not None
    monkeypatch.undo()
    schooling = replace(project.recipe.schooling, batch_size=ended.problem.args["smaller"])
    smaller = replace(project, recipe=replace(project.recipe, schooling=schooling))
    record = bench.all(p.RunStarted)[0].record
    bench.send(p.Edit(revision=2, project=smaller), p.Resume(record=record, step=ended.rewind, until="end"))
    assert bench.until(p.RunEnded, 2).reason == "finished"


def recorded(losses: list[float], usual: float) -> records.Run:
    """A run with these losses and a snapshot after each step, the last one left out."""
    run = records.create(records.RunFacts(project=small(), started=1.0))
    writer = records.MetricsWriter(run.folder)
    count = len(losses)
    writer.append(np.arange(count) + 1, np.arange(count) / 10, 1.0, {"loss": np.array(losses, np.float32)}, [])
    writer.close()
    for step in range(count):
        run.snapshots().write(step, {}, {"step": step, "usual_loss": usual})
    return run


@pytest.mark.parametrize(("usual", "step"), [(0.7, 5), (0.0, 1)])
def test_a_run_that_begins_with_trained_weights_is_taken_up_from_shortly_before(usual, step):
    """Losses that are small, but many times the first one, are no sign of trouble."""
    run = recorded([0.001, 0.002, 0.04, 0.3, 0.02, 0.09, 40.0, 9000.0], usual)
    assert good_step(run.folder, 8) == step


def test_a_lack_of_memory_costs_no_steps_but_those_since_the_last_snapshot(bench, monkeypatch):
    monkeypatch.setattr("nnplayground.engine.diagnosis.TROUBLE", 0.0)  # no loss is good enough
    failing(monkeypatch, torch.OutOfMemoryError("CUDA out of memory"), at=7)
    bench.send(p.Edit(revision=1, project=small(batch_size=40, epochs=10)), p.Train())
    ended = bench.until(p.RunEnded)
    run = records.find(bench.all(p.RunStarted)[0].record)
    assert ended.reason == "failed" and ended.rewind == max(run.snapshots().sizes()) > 0


def test_what_a_failed_step_held_is_free_afterwards(bench, monkeypatch):
    import gc
    import weakref

    kept = []

    def step(self: Trainer) -> None:
        held = torch.zeros(1000)
        kept.extend([weakref.ref(held), weakref.ref(self)])
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    monkeypatch.setattr(Trainer, "step", step)
    bench.send(p.Edit(revision=1, project=small()), p.Train())
    bench.until(p.RunEnded)
    bench.send(p.TakeWeights(request=1))
    bench.until(p.Weights)
    gc.collect()
    held = [ref() for ref in kept if ref() is not None]
    assert len(kept) >= 2 and not held, "tensors of the step, and the trainer with its optimizer"
