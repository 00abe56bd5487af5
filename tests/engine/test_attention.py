"""What lasts before the first step is told, and Stop and Pause are heard meanwhile."""

import threading

import pytest
import torch

from nnplayground import protocol as p
from nnplayground.engine import device as devices
from nnplayground.engine.attention import Attention, GivenUp, Inbox
from nnplayground.engine.trainer import Trainer
from tests.engine.bench import Bench
from tests.engine.process import small
from tests.patience import PATIENCE_S


def told(bench: Bench) -> list[str]:
    return [doing.what.code for doing in bench.all(p.Doing) if doing.what]


class Gate:
    """Lets the training thread wait within a call until the test lets it go on."""

    def __init__(self) -> None:
        self.reached, self.open = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self.open.wait(PATIENCE_S)


def two_cores(monkeypatch) -> None:
    monkeypatch.setattr(devices, "cores", lambda: 2)
    monkeypatch.setattr(devices, "CALIBRATION_S", 0.01)


def test_an_inbox_knows_whether_somebody_wants_an_end():
    inbox = Inbox()
    attention = Attention(wanted=lambda: inbox.urgent)
    inbox.put(p.Train())
    attention.check()
    inbox.put(p.Stop())
    with pytest.raises(GivenUp):
        attention.check()
    assert [type(inbox.get()), inbox.urgent, type(inbox.get()), inbox.urgent] == [p.Train, True, p.Stop, False]


def test_no_urgent_command_is_missed_whichever_thread_puts_it():
    """All of them read the count before any of them writes it, unless they wait for each other."""

    class Slow(int):
        def __add__(self, other: int) -> "Slow":
            threading.Event().wait(0.02)
            return Slow(int(self) + other)

    inbox = Inbox()
    inbox._urgent_come = Slow()
    threads = [threading.Thread(target=inbox.put, args=(p.Stop(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for _ in range(4):
        assert inbox.urgent
        inbox.get()
    assert not inbox.urgent


@pytest.mark.parametrize("command", [p.Stop, p.Pause])
def test_who_wants_an_end_while_threads_are_tried_waits_for_one_step(bench, monkeypatch, command):
    two_cores(monkeypatch)
    gate, steps, original = Gate(), [], Trainer.step

    def step(self: Trainer) -> None:
        steps.append(self)
        gate()
        original(self)

    monkeypatch.setattr(Trainer, "step", step)
    bench.send(p.Edit(revision=1, project=small()), p.Train())
    assert gate.reached.wait(PATIENCE_S)
    assert told(bench) == ["doing_threads"]
    bench.send(command())
    gate.open.set()
    if command is p.Stop:
        ended = bench.until(p.RunEnded)
        assert (ended.reason, ended.step) == ("stopped", 0)
    else:
        assert [bench.until(p.Progress, count).state for count in (1, 3)] == ["training", "paused"]
    assert len(steps) == 1, "the twin's"
    assert bench.until(p.DeviceChosen, 2).reason.code == "threads_untried"


def test_the_first_check_is_given_up_for_a_pause_and_done_when_it_goes_on(bench, monkeypatch):
    two_cores(monkeypatch)
    gate, original = Gate(), Trainer.evaluate

    def evaluate(self: Trainer, part, pause=lambda: None):
        gate()
        return original(self, part, pause)

    monkeypatch.setattr(Trainer, "evaluate", evaluate)
    bench.send(p.Edit(revision=1, project=small()), p.Train("step"))
    assert gate.reached.wait(PATIENCE_S)
    assert told(bench) == ["doing_threads", "doing_check"]
    bench.send(p.Pause())
    gate.open.set()
    bench.until(p.Metrics)
    assert bench.all(p.Metrics)[0].validation == () and bench.until(p.Progress, 3).state == "paused"
    bench.send(p.Train("step"))
    metrics = bench.until(p.Metrics, 2)
    assert [check.epoch for check in metrics.validation] == [0.0] and len(metrics.loss.numpy()) == 1
    assert told(bench)[-1] == "doing_step"


def test_threads_are_tried_once_for_a_network_and_another_seed_is_no_other(bench, monkeypatch):
    tried = []
    found = (1, p.Problem(code="threads_one", severity="note"))
    monkeypatch.setattr(devices, "calibrate", lambda step: tried.append(step) or found)
    for revision, changes in enumerate(({}, {"seed": 2}, {"batch_size": 20}, {"seed": 3}), 1):
        bench.send(p.Edit(revision=revision, project=small(epochs=1, **changes), fresh=True), p.Train())
        bench.until(p.RunEnded, revision)
    assert len(tried) == 2, "another batch is tried, another seed is not"
    assert told(bench).count("doing_threads") == 2


def test_a_start_that_fails_is_neither_told_as_going_on_nor_gone_on_with(bench, monkeypatch):
    def fail(step) -> None:
        raise ValueError

    monkeypatch.setattr(devices, "calibrate", fail)
    bench.send(p.Edit(revision=1, project=small()), p.Train())
    bench.until(p.Failure)
    assert bench.all(p.Doing)[-1].what is None
    assert torch.get_num_threads() >= 1
    monkeypatch.undo()
    two_cores(monkeypatch)
    bench.send(p.Train("step"))
    started = bench.until(p.RunStarted)
    assert started.record and not started.continues, "the next one is whole"
