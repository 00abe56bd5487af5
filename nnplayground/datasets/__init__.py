"""Data sets as numpy arrays: bundled, generated, downloaded, and the user's own. Knows neither torch nor Qt."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from nnplayground.datasets.base import Dataset, Progress, Samples
from nnplayground.datasets.own import NOT_FOUND, OwnData, Wish
from nnplayground.datasets.sources import KINDS, csv_table, idx
from nnplayground.datasets.splitting import Part, Split, check, split
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project
from nnplayground.spec.tasks.base import Measure

__all__ = [
    "NOT_FOUND", "Dataset", "OwnData", "Part", "Progress", "Samples", "Split", "Wish", "check", "chosen", "csv_table",
    "idx", "kinds", "measure_of", "names", "names_own", "parse", "resolve", "split",
]  # fmt: skip


def kinds() -> dict[str, type[Dataset]]:
    """Every kind of data set by its tag."""
    return dict(KINDS)


def resolve(kind: str, options: Mapping[str, Any]) -> Dataset:
    """The data set that a project names.

    Raises: PlaygroundError: ``unknown_dataset``, or ``bad_value`` for an option out of bounds or unknown.
    """
    if kind not in KINDS:
        raise PlaygroundError("unknown_dataset", name=kind, known=", ".join(sorted(KINDS)))
    try:
        return msgspec.convert(dict(options), KINDS[kind])
    except msgspec.ValidationError as error:
        raise PlaygroundError("bad_value", what=KINDS[kind].title, detail=str(error)) from None


def known(kind: str, options: Mapping[str, Any]) -> Dataset | None:
    """The same; None where this release does not know the data, as of a project of a newer one."""
    try:
        return resolve(kind, options)
    except PlaygroundError:
        return None


def chosen(project: Project, dataset: Dataset) -> DataChoice:
    """Data as the choice of a project whose weights stay, with their scale if samples have the columns of before."""
    former = known(project.data.kind, project.data.options)
    same = former is not None and (former.columns, former.sample_shape) == (dataset.columns, dataset.sample_shape)
    return DataChoice(dataset.kind, dataset.options, scale=project.data.scale if same else None)


def measure_of(project: Project) -> Measure:
    """What a project is measured by: the measure of its task for its data."""
    task, dataset = project.recipe.task, known(project.data.kind, project.data.options)
    return task.measure if dataset is None else task.measured(dataset.mixes_units(task.truth))


def names() -> dict[str, type[Dataset]]:
    """Every kind of data set by what a command line calls it."""
    return {f"{tag}:{kind.place}" if issubclass(kind, OwnData) else tag: kind for tag, kind in KINDS.items()}


def names_own(text: str) -> bool:
    """Whether a text names data of the user's own, by a kind and a place."""
    kind, _, place = text.partition(":")
    return bool(place) and kind in KINDS and issubclass(KINDS[kind], OwnData)


def parse(text: str, wish: Wish = Wish()) -> Dataset:  # noqa: B008 (immutable)
    """The data set that a command line names: a kind, ``idx:FOLDER`` or ``csv:FILE``.

    Args:
        wish: How own data shall be read.
    Raises: PlaygroundError: ``unknown_dataset``, or what is wrong with the data.
    """
    kind, _, place = text.partition(":")
    if names_own(text):
        return KINDS[kind].found(Path(place), wish)
    if text not in names():
        raise PlaygroundError("unknown_dataset", name=repr(text), known=", ".join(sorted(names())))
    return resolve(kind, {})
