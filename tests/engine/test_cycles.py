"""Starting and stopping a hundred times leaves nothing behind in the engine."""

import sys
from pathlib import Path

import pytest

from nnplayground import protocol as p
from tests.engine.process import Engine, small

CYCLES, WARM_UP, MOST_GROWTH = 100, 20, 5_000_000


def resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_hundred_runs_leave_memory_and_threads_as_they_were(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine.open(small(epochs=100_000))
        for cycle in range(WARM_UP + CYCLES):
            engine.train()
            engine.next(p.Metrics)
            engine.send(p.Ack(view="metrics"), p.Stop())
            engine.next(p.RunEnded)
            engine.forget()
            if cycle == WARM_UP - 1:
                engine.listen(1.0)
                memory, threads = resident(engine.pid), len(list(Path(f"/proc/{engine.pid}/task").iterdir()))
        engine.listen(1.0)
        assert resident(engine.pid) - memory < MOST_GROWTH
        assert len(list(Path(f"/proc/{engine.pid}/task").iterdir())) <= threads
