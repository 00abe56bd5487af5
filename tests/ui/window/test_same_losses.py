"""One trainer for all: what the window trains is what the command line trains."""

import json
import subprocess
import sys

import numpy as np
from msgspec.structs import replace

from nnplayground import records
from nnplayground.paths import write_atomic
from nnplayground.spec import archive
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.schedules.cosine import Cosine
from tests.engine.process import small


def losses(run: records.Run) -> np.ndarray:
    reader = records.MetricsReader(run.folder)
    reader.read()
    return reader.history.columns["loss"]


def test_train_window_and_command_line_with_one_seed_give_equal_losses(user, tmp_path):
    """Dropout, noise and a schedule, so that every generator takes part; float32, bit for bit."""
    project = small(Linear(out_features=16), ReLU(), Dropout(p=0.3), Linear(out_features=2), batch_size=24, seed=7)
    project = replace(project, recipe=replace(project.recipe, augmentations=(Noise(),), schedule=Cosine()))
    user.start(project)
    user.click("play_button")
    user.wait(lambda: user.window.transport.words().startswith("Finished"), "trained")
    path, folder = tmp_path / "same.nnp", tmp_path / "run"
    write_atomic(path, archive.encode(archive.Document(project)))
    command = [sys.executable, "-m", "nnplayground", "train", str(path), "--device", "cpu", "--json",
               "--record", str(folder)]  # fmt: skip
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    there, here = losses(records.find(told["record"])), user.losses
    assert len(here) == len(there) > 30
    np.testing.assert_array_equal(here.astype(np.float32), there)
