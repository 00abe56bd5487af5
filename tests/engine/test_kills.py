"""An engine that is killed at any moment loses nothing: the run goes on from a snapshot to the same bits."""

import os
import random
import signal
import sys
import time

import pytest

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import train
from nnplayground.engine.recording import Recording
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from tests.engine.process import Engine, small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
STEPS = 1500
PROJECT = small(Linear(out_features=24), ReLU(), Dropout(), Linear(out_features=2), samples=400, epochs=150)


def killed_often(home, kills: int, seed: int) -> tuple[bytes, records.Run]:
    """Train to the end, the engine being killed again and again; gives the last weights."""
    rng = random.Random(seed)
    record = ""
    for _ in range(kills):
        with Engine(home) as engine:
            engine.next(p.Ready)
            engine.open(PROJECT)
            begin(engine, record)
            record = engine.next(p.RunStarted).record
            engine.next(p.Snapshots, lambda told: told.steps)
            end = time.monotonic() + rng.uniform(0, 0.3)
            while time.monotonic() < end:
                engine.listen(0.01)
                engine.send(p.Ack(view="metrics"))
            os.kill(engine.pid, signal.SIGKILL)
            engine.wait()
        run = records.find(record)
        assert run.state in ("interrupted", "finished")
        assert run.snapshots().newest_weights(), "there is always one that is whole"
    with Engine(home) as engine:
        engine.next(p.Ready)
        engine.open(PROJECT)
        begin(engine, record)
        record = engine.next(p.RunStarted).record
        while not isinstance(event := engine.next(p.Message), p.RunEnded):
            if isinstance(event, p.Metrics):
                engine.send(p.Ack(view="metrics"))
        assert event.reason == "finished"
        weights = engine.weights()
        engine.send(p.Quit())  # which waits for the disk
        assert engine.wait() == 0
    return weights, records.find(record)


def begin(engine: Engine, record: str) -> None:
    if record:
        engine.send(p.Resume(record=record, until="end"))
    else:
        engine.train()


def loss_of(run: records.Run) -> list[float]:
    reader = records.MetricsReader(run.folder)
    reader.read()
    assert reader.history.steps.tolist() == list(range(1, STEPS + 1))
    return reader.history.columns["loss"].tolist()


@pytest.mark.parametrize(
    ("kills", "seed"), [(2, 0), *(pytest.param(5, seed, marks=pytest.mark.slow) for seed in range(1, 6))]
)
def test_kills_lose_nothing(fresh_home, kills, seed):
    whole = train(PROJECT, LoadedData(PROJECT), device="cpu", recording=Recording())
    weights, again = killed_often(fresh_home, kills, seed)
    assert weights == whole.weights
    assert loss_of(records.find(whole.record)) == loss_of(again)
    assert not list(again.folder.rglob("*.tmp"))
