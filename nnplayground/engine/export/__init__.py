"""What a trained project can be taken along as. Each module here is one format with a function ``export``.

``export(project, weights, sample_shape, names, name)`` returns the files as a dictionary from suffix to content;
the first is the one that was asked for, the others lie beside it under the same name.
"""

import importlib
import pkgutil
from typing import Protocol

from nnplayground import datasets
from nnplayground.spec.call import Shape
from nnplayground.spec.project import Project


class Export(Protocol):
    """Turns a project into files."""

    def __call__(
        self, project: Project, weights: bytes, sample_shape: Shape, names: tuple[str, ...], name: str = ""
    ) -> dict[str, bytes]:
        """The files by suffix.

        Args:
            weights: As safetensors; empty where the project was never trained.
            sample_shape: Shape of one sample, without the batch.
            names: What the outputs stand for: classes, labels or numbers.
            name: What the file will be called, without its suffix.
        Raises: PlaygroundError: The network cannot run, or the weights do not fit.
        """


FORMATS: tuple[str, ...] = tuple(sorted(i.name for i in pkgutil.iter_modules(__path__) if not i.name.startswith("_")))
"""The names of all formats, found without importing them (and torch with them)."""


def exporter(name: str) -> Export:
    """The function of a format."""
    export = importlib.import_module(f"{__name__}.{name}").export
    return lambda project, *rest, **more: export(_scaled(project), *rest, **more)


def _scaled(project: Project) -> Project:
    """One that was never trained has to be told the scale of its samples for training."""
    from nnplayground.engine.data import LoadedData

    dataset = datasets.resolve(project.data.kind, project.data.options)
    here = dataset.standardises and project.data.scale is None and dataset.available()
    return LoadedData(project).scaled(project) if here else project
