"""What the tests of the command line share: a small project, and a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nnplayground
from nnplayground.spec import archive
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from tests.patience import PATIENCE_S

Cli = Callable[..., tuple[int, str, str]]
ROOT = Path(nnplayground.__file__).parents[1]
COMMAND = [sys.executable, "-m", "nnplayground"]
LEARNER = Project(
    name="points",
    data=DataChoice("circles", {"samples": 300}),
    recipe=Recipe(schooling=Schooling(epochs=2)),
    networks={"network": chain(Linear(out_features=4), Linear(out_features=2))},
)


def child(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip


def saved(path: Path, project: Project = LEARNER) -> Path:
    path.write_bytes(archive.encode(archive.Document(project)))
    return path


def facts(out: str) -> dict:
    return json.loads(out.splitlines()[-1])
