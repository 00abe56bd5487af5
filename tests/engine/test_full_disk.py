"""A disk that is full, or a bug where records are written, never keeps a run from being trained."""

import errno
import io
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load

from nnplayground import paths, records
from nnplayground import protocol as p
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import train
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.recording import Recording
from nnplayground.records import metrics
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.problems import Problem
from tests.engine.process import small
from tests.engine.small import project, samples, trainer


class Full(io.FileIO):
    """A file that takes no more after so many bytes; the last write is cut short, as on a true disk."""

    room = 0

    def write(self, data: bytes) -> int:
        if len(data) > Full.room:
            super().write(bytes(data)[: Full.room])
            Full.room = 0
            raise OSError(errno.ENOSPC, "No space left on device")
        Full.room -= len(data)
        return super().write(data)


def opened(path, mode: str) -> io.BufferedIOBase:
    return io.BufferedWriter(Full(path, "a")) if mode == "ab" else io.BufferedReader(io.FileIO(path))


@pytest.mark.parametrize("room", [0, 700])
def test_training_goes_on_and_what_was_written_can_be_read(monkeypatch, room):
    told: list[p.Message] = []
    whole = small(epochs=4, batch_size=20)
    free = train(whole, LoadedData(whole), device="cpu", recording=Recording()).weights
    Full.room = room
    original = paths.write_atomic

    def write_atomic(path, data) -> None:
        if path.parent.name == "snapshots":
            raise OSError(errno.ENOSPC, "No space left on device")
        original(path, data)

    monkeypatch.setattr("nnplayground.records.snapshots.write_atomic", write_atomic)
    monkeypatch.setattr(metrics, "open", opened, raising=False)
    outcome = train(whole, LoadedData(whole), device="cpu", recording=Recording(told.append))
    assert outcome.reason == "finished" and outcome.weights == free
    failures = [message.problem for message in told if isinstance(message, p.Failure)]
    assert [problem.code for problem in failures] == ["run_unrecorded"] and "No space" in failures[0].text()
    run = records.find(outcome.record)
    assert run.facts.state == "finished" and not run.snapshots().sizes()
    reader = records.MetricsReader(run.folder)
    reader.read()
    assert len(reader.history.steps) <= 32


def test_a_bug_in_the_writing_thread_is_told_and_nobody_waits_for_ever(monkeypatch, caplog):
    told: list[p.Message] = []

    def thin(*_) -> None:
        raise KeyError("injected")

    monkeypatch.setattr(records.Snapshots, "thin", thin)
    wild = small(epochs=2, batch_size=20, optimizer=SGD(lr=1e9))  # who diverges has to wait for its record
    outcome = train(wild, LoadedData(wild), device="cpu", recording=Recording(told.append))
    assert outcome.reason == "diverged" and records.find(outcome.record).facts.state == "diverged"
    failures = [message.problem for message in told if isinstance(message, p.Failure)]
    assert [problem.code for problem in failures] == ["run_unrecorded"] and "KeyError" in failures[0].text()
    assert "injected" in caplog.text


@pytest.mark.parametrize("finished", [False, True], ids=["as it trains", "as it rests"])
def test_what_comes_after_the_folder_was_deleted_is_recorded_anew(finished):
    told: list[p.Message] = []
    whole = project(Linear(out_features=2), batch_size=4)
    ours = trainer(whole, samples(40, (3,), 2))
    recording = Recording(told.append)
    recorder = recording.begin(ours, "", 1, Problem(code="cpu_only", severity="note"))

    def train_on(steps: int) -> None:
        for _ in range(steps):
            ours.step()
        done = ours.take_steps()
        recorder.note(done, np.arange(ours.step_count - steps, ours.step_count) + 1, 1.0, [])
        recorder.take(ours, {})
        recorder.settle()

    train_on(3)
    if finished:
        recorder.set_state("finished", ours.step_count)
        recorder.settle()
    shutil.rmtree(recorder.run.folder)
    if finished:
        recorder.set_state("running", ours.step_count)
    train_on(2)
    recorder.set_state("finished", ours.step_count)
    recorder.finish()
    recorder.wait()
    problems = [message.problem.code for message in told if isinstance(message, p.Failure)]
    assert problems == ["run_record_gone"]
    again = records.find(str(recorder.run.folder))
    reader = records.MetricsReader(again.folder)
    reader.read()
    assert again.facts.state == "finished" and reader.history.steps.tolist() == [4, 5]
    weights = load(again.snapshots().newest_weights())
    assert all(torch.equal(value, ours.net.weights()[name]) for name, value in weights.items())


def test_a_record_that_nobody_writes_any_more_is_not_waited_for():
    facts = records.RunFacts(project=small(), started=1.0, state="running")
    recorder = Recorder(records.create(facts), lambda: 1, lambda _: None)
    recorder.finish()
    recorder.wait()
    recorder.settle()
    assert not recorder.writing
