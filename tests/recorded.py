"""Real records of small runs, made by the real trainer."""

from pathlib import Path

from msgspec.structs import replace

from nnplayground import records
from nnplayground.engine.data import LoadedData
from nnplayground.engine.headless import train
from nnplayground.engine.recording import Recording
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project

_data: dict[str, LoadedData] = {}


def project(name: str = "", lr: float = 0.001, batch_size: int = 256, epochs: int = 2, seed: int = 1) -> Project:
    """A logistic regression on the bundled digits, which trains in a moment."""
    whole = PRESETS["logistic"].project()
    recipe = whole.recipe
    schooling = replace(recipe.schooling, epochs=epochs, batch_size=batch_size, seed=seed)
    recipe = replace(recipe, schooling=schooling, optimizer=replace(recipe.optimizer, lr=lr))
    return replace(whole, name=name or whole.name, recipe=recipe)


def run(name: str = "", folder: Path | None = None, **recipe: float) -> records.Run:
    """Train and record it, on the shelf if no folder is given."""
    whole = project(name, **recipe)
    if "data" not in _data:
        _data["data"] = LoadedData(whole)
    recording = Recording(lambda _: None, "command", folder)
    outcome = train(whole, _data["data"], device="cpu", recording=recording)
    return records.find(outcome.record)
