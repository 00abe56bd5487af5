"""The engine as a process: whatever becomes of the window, it ends, and leaves nothing behind."""

import os
import signal

from nnplayground import protocol as p
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets import PRESETS
from tests.engine.process import LONG, Engine, small, with_recipe


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_hanging_up_ends_the_process_also_while_training(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine.open(small(**LONG))
        engine.train()
        engine.next(p.Metrics)
        engine.hang_up()
        assert engine.wait() == 0
        assert engine.errors() == ""


def test_quit_while_training_ends_the_process(tmp_path):
    """Also in the middle of a step of some hundred milliseconds, where torch cannot be interrupted."""
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        slow = with_recipe(
            PRESETS["small-cnn"].project().with_network(small(
                Conv2d(out_channels=48, kernel_size=5), ReLU(), Conv2d(out_channels=48, kernel_size=5), Flatten(),
                Linear(out_features=10)).network), batch_size=32)  # fmt: skip
        engine.open(slow)
        engine.train()
        engine.next(p.Progress, lambda q: q.step > 0)
        engine.send(p.Quit())
        assert engine.wait() == 0  # the run itself would last for minutes
        assert engine.errors() == ""


def test_a_killed_engine_leaves_nothing_but_the_record_of_its_run(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine.open(small(**LONG))
        engine.train()
        engine.next(p.Metrics)
        os.kill(engine.pid, signal.SIGKILL)
        assert engine.wait() == -signal.SIGKILL
        assert not alive(engine.pid)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path).parts[:2] for path in left} == {("data", "runs")}


def test_a_stream_of_garbage_ends_the_engine_with_an_error(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine._process.stdin.write(b"\xff" * 100)
        assert engine.wait() != 0
        assert "out of step" in engine.errors()
