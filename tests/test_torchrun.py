"""The command line under torchrun: the record of two processes is that of one, and a killed one is no loss."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nnplayground import records

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
TRAIN = ["-m", "nnplayground", "train", "--preset", "mlp-128"]


def torchrun(*options: str) -> list[str]:
    return [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", *options, *TRAIN]


def history(folder: Path) -> records.History:
    reader = records.MetricsReader(folder)
    reader.read()
    return reader.history


def run(command: list[str], home: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "NNPLAYGROUND_HOME": str(home), "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, timeout=200)


@pytest.mark.timeout(300)
def test_two_processes_record_what_one_records(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for command, folder in (([sys.executable, *TRAIN], one), (torchrun(), two)):
        done = run([*command, "--epochs", "1", "--record", str(folder)], tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("Test:") == 1
    alone, together = history(one), history(two)
    assert len(alone.steps) == 125 and np.array_equal(alone.steps, together.steps)
    assert np.abs(alone.columns["loss"] - together.columns["loss"]).max() < 1e-4


@pytest.mark.timeout(300)
def test_a_killed_process_is_started_again_from_the_last_snapshot(tmp_path):
    folder = tmp_path / "run"
    command = [*torchrun("--max-restarts", "1"), "--epochs", "20", "--record", str(folder)]
    environment = {**os.environ, "NNPLAYGROUND_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    running = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)  # fmt: skip
    deadline = time.monotonic() + 120
    while not (folder / "snapshots").exists() or records.read(folder).snapshots().sizes().keys() <= {0}:
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.2)
    os.kill(_second(folder), signal.SIGKILL)
    output, errors = running.communicate(timeout=200)
    assert running.returncode == 0, errors
    assert "Another process of this run has ended" in errors
    assert output.count("Finished after 20 epochs") == 1
    assert np.array_equal(history(folder).steps, np.arange(1, 20 * 125 + 1))


def _second(folder: Path) -> int:
    """The process that trains along, but does not record."""
    found = subprocess.run(["pgrep", "-f", f"nnplayground train .*--record {folder}"], capture_output=True, text=True)
    recorder = int(records.read(folder).facts.process.partition("-")[0])
    workers = [int(pid) for pid in found.stdout.split()]
    children = [pid for pid in workers if "distributed.run" not in Path(f"/proc/{pid}/cmdline").read_text()]
    return next(pid for pid in children if pid != recorder)
