"""Several processes that train one network: the same figures as one, and they refuse to train on different things."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnplayground.engine.ranks import ALONE
from tests.engine.together import OPTIMIZERS, train
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]


def launch(folder: Path, *digests: str) -> list[tuple[int, str]]:
    """One process for each digest, joined as torchrun would join them; exit code and standard error of each."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    common = {**os.environ, "WORLD_SIZE": str(len(digests)), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    common["LOCAL_WORLD_SIZE"] = common["WORLD_SIZE"]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.engine.together", str(folder), digest],
            cwd=ROOT,
            env={**common, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank, digest in enumerate(digests)
    ]
    errors = [process.communicate(timeout=PATIENCE_S)[1] for process in processes]
    return [(process.returncode, text) for process, text in zip(processes, errors, strict=True)]


@pytest.fixture(scope="module")
def of_two(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranks")
    for code, errors in launch(folder, "ab" * 32, "ab" * 32):
        assert code == 0, errors
    return folder


@pytest.mark.parametrize("tag", OPTIMIZERS)
def test_two_processes_train_as_one(of_two, tag):
    alone = train(tag, ALONE)
    with np.load(of_two / f"{tag}.npz") as together:
        assert alone["loss"][-5:].mean() < 0.8 * alone["loss"][:5].mean()
        for name, values in alone.items():
            assert np.abs(together[name] - values).max() < 1e-4, name


@pytest.mark.parametrize("rank", [0, 1])
def test_all_processes_give_up_a_check_when_the_first_wants_an_end(of_two, rank):
    with np.load(of_two / f"stop{rank}.npz") as found:
        assert found["stopped"] and found["epochs"] == 1


def test_processes_with_different_projects_refuse(tmp_path):
    for code, errors in launch(tmp_path, "aa" * 32, "bb" * 32):
        assert code == 1 and "process 1 differs" in errors
    assert not list(tmp_path.glob("*.npz"))


def test_one_process_needs_nothing_of_torch_distributed():
    code = "import sys, nnplayground.engine.trainer; sys.exit('nnplayground.engine.torchrun' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
