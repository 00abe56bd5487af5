"""Data sets as numpy arrays: bundled, generated, downloaded, and the user's own. Knows neither torch nor Qt."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from nnplayground.datasets.base import Dataset, Progress, Samples
from nnplayground.datasets.sources import KINDS, idx
from nnplayground.datasets.splitting import Part, Split, check, split
from nnplayground.spec.problems import PlaygroundError

__all__ = [
    "Dataset", "Part", "Progress", "Samples", "Split", "check", "idx", "kinds", "parse", "resolve", "split",
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


def parse(text: str) -> Dataset:
    """The data set that a command line names: a kind, or ``idx:FOLDER``.

    Raises: PlaygroundError: ``unknown_dataset``, or what is wrong with the folder.
    """
    kind, colon, folder = text.partition(":")
    if kind == "idx" and folder:
        return idx.remember(Path(folder))
    if colon or kind not in KINDS or kind == "idx":
        names = sorted("idx:FOLDER" if name == "idx" else name for name in KINDS)
        raise PlaygroundError("unknown_dataset", name=repr(text), known=", ".join(names))
    return resolve(kind, {})
