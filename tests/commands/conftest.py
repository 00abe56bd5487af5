"""The command line in this process, and a project that reads digits."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from nnplayground.cli import main
from nnplayground.engine import headless
from nnplayground.engine.data import LoadedData
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Recipe, Schooling
from tests.commands.scripts import Cli


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs the command line in this process; returns exit code, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that reads digits, trained a little."""
    project = replace(PRESETS["logistic"].project(), recipe=Recipe(schooling=Schooling(epochs=1)))
    outcome = headless.train(project, LoadedData(project), device="cpu")
    path = tmp_path_factory.mktemp("reader") / "reader.nnp"
    path.write_bytes(archive.encode(archive.Document(project, outcome.weights)))
    return path
