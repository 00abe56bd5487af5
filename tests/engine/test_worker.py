"""The training thread when things go wrong inside: the run ends with a reason, the engine goes on."""

import contextlib
import io
import threading
import time

import numpy as np
import pytest
import torch

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine import server
from nnplayground.engine.net import Net
from nnplayground.engine.probes import weights as weights_probe
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.scene import Scene
from nnplayground.engine.weights import Memory
from tests.engine.bench import failing, note
from tests.engine.process import small
from tests.patience import PATIENCE_S


def test_a_bug_in_a_step_ends_the_run_with_its_traceback_and_nothing_else(bench, monkeypatch):
    failing(monkeypatch, ZeroDivisionError("no such number"), at=3)
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=1)), p.Train())
    ended = bench.until(p.RunEnded)
    assert (ended.reason, ended.step) == ("failed", 3)
    assert ended.problem.code == "engine_error" and "no such number" in ended.problem.text()
    assert "ZeroDivisionError" in ended.traceback and "step" in ended.traceback
    monkeypatch.undo()
    bench.send(p.Train())
    assert bench.until(p.RunEnded, 2).reason == "finished"


@pytest.mark.parametrize(
    "error",
    [MemoryError(), torch.OutOfMemoryError("CUDA out of memory"),
     RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory: 9 bytes")],
    ids=["python", "gpu", "cpu"],
)  # fmt: skip
def test_too_little_memory_says_what_to_try(bench, monkeypatch, error):
    failing(monkeypatch, error, at=2)
    bench.send(p.Edit(revision=1, project=small(batch_size=64)), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.reason == "failed" and ended.problem.code == "out_of_memory"
    assert "64" in ended.problem.text() and "32" in ended.problem.text()
    bench.send(p.TakeWeights(request=5))
    bench.until(p.Weights)


def test_a_run_that_fails_while_it_ends_is_told_too(bench, monkeypatch):
    failing(monkeypatch, MemoryError(), at=2)
    original = Memory.remember

    def remember(self: Memory, weights: dict) -> None:
        if bench.all(p.RunStarted):
            raise MemoryError("no room for a copy")
        original(self, weights)

    monkeypatch.setattr(Memory, "remember", remember)
    bench.send(p.Edit(revision=1, project=small()), p.Train())
    assert bench.until(p.RunEnded).reason == "failed"
    assert "no room" in bench.until(p.Failure).traceback
    bench.send(p.TakeWeights(request=9))
    bench.until(p.Weights)
    assert len(bench.all(p.RunEnded)) == 1


def test_a_bug_in_a_command_is_told_and_survived(bench):
    bench.send(p.Edit(revision=1, project=small()))
    bench.until(p.Analysis)
    bench.send(p.Picture(seq=1, values=p.Array("float32", (5,), b"123")))
    failure = bench.until(p.Failure)
    assert failure.problem.code == "engine_error" and failure.traceback
    bench.send(p.Picture(seq=2, values=p.Array.of(np.zeros(2, np.float32))))
    end = time.monotonic() + PATIENCE_S
    while not any(answer.seq == 2 for answer in bench.all(p.Answer)):
        assert time.monotonic() < end
        time.sleep(0.005)


def test_exploded_weights_can_still_be_looked_at():
    net = Net(small(), (2,), 2)
    with torch.no_grad():
        net.block("linear1").weight[0] = torch.tensor([float("inf"), float("-inf")])
        net.block("linear1").weight[1] = float("nan")
    found = weights_probe.sample(net, Scene(torch.zeros(1, 2)), ("linear1",), 16)["linear1"]
    assert found["counts"].sum() == 32
    assert np.isfinite(found["edges"]).all()


def test_a_writer_ends_when_told_to(tmp_path):
    path = tmp_path / "frames"
    with path.open("wb", buffering=0) as out:
        speaker = server._Server(None, out)
        speaker._outbox.put(b"abc")
        speaker._outbox.put(None)
        speaker._write()
    assert path.read_bytes() == b"abc"


def test_who_quits_waits_until_a_slow_disk_has_written_what_was_recorded(monkeypatch):
    def broken_off(_code: int) -> None:
        raise AssertionError("the record was not waited for")

    write = Recorder._do
    monkeypatch.setattr(Recorder, "_do", lambda *job: (time.sleep(server.STEP_S), write(*job)))
    monkeypatch.setattr(server.os, "_exit", broken_off)
    commands, out = (p.Edit(revision=1, project=small()), p.Train("step"), p.Quit()), io.BytesIO()
    assert server._Server(io.BytesIO(b"".join(map(p.frame, commands))), out).run() == 0
    (run,) = records.runs()
    assert run.facts.state == "paused" and list(run.snapshots().sizes()) == [0]


def test_whose_window_is_gone_waits_as_well_though_it_cannot_speak_any_more(monkeypatch):
    class Gone(io.BytesIO):
        """Until the run is on record there is a window."""

        def write(self, data) -> int:
            if records.runs():
                raise BrokenPipeError
            return super().write(data)

    left = []

    def leave(code: int) -> None:
        left.append(records.runs()[0].facts.state)
        raise SystemExit(code)

    def speak(speaker: server._Server) -> None:
        with contextlib.suppress(SystemExit):
            said(speaker)
        silent.set()

    write, said, silent = Recorder._do, server._Server._write, threading.Event()
    monkeypatch.setattr(Recorder, "_do", lambda *job: (time.sleep(0.1), write(*job)))
    monkeypatch.setattr(server, "STEP_S", PATIENCE_S)  # on a busy machine the step may last
    monkeypatch.setattr(server._Server, "_write", speak)
    monkeypatch.setattr(server.os, "_exit", leave)
    commands = (p.Edit(revision=1, project=small()), p.Train("step"))
    with pytest.raises(SystemExit):
        server._Server(io.BytesIO(b"".join(map(p.frame, commands))), Gone()).run()
    assert silent.wait(PATIENCE_S)
    assert set(left) == {"paused"}, "nobody ends the process before all is written"


def test_in_slow_motion_each_step_waits_until_the_last_was_seen(bench, monkeypatch):
    monkeypatch.setattr("nnplayground.engine.workshop.devices.calibrate", lambda step: (1, note()))
    bench.send(p.Pace(steps_per_s=1000), p.Edit(revision=1, project=small(batch_size=20, epochs=2)), p.Train())
    for step in range(1, 6):
        bench.until(p.Metrics, step)
        bench.send(p.TakeWeights(request=step))  # other wishes are served meanwhile
        while not [message for message in bench.all(p.Weights) if message.request == step]:
            time.sleep(0.002)
        assert len(np.concatenate([message.loss.numpy() for message in bench.all(p.Metrics)])) == step
        bench.send(p.Ack(view="metrics"))
