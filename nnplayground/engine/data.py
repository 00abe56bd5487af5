"""The data set of the current project, loaded once and cut into parts."""

from functools import cached_property

import numpy as np

from nnplayground import datasets
from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import Split, only_test, split
from nnplayground.engine.plane import Extent, extent_of, points_of
from nnplayground.protocol import Array, DataFacts
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project, Recipe, Scale, Schooling
from nnplayground.spec.truth import Truth

SHOWN = 120
"""How many samples are sent for looking at."""


class LoadedData:
    """Samples and split of a project; loading again is skipped while the choice stays the same.

    Args:
        unseen: The network has not seen these data: all of them are for testing it.
    Raises: PlaygroundError: If the data set is unknown, missing, or unfit to learn from.
    """

    def __init__(self, project: Project, *, unseen: bool = False) -> None:
        self.key = key_of(project)
        schooling = project.recipe.schooling
        self.dataset = datasets.resolve(project.data.kind, project.data.options)
        self.samples: Samples = self.dataset.load(schooling.seed)
        shares = schooling.validation, schooling.test
        self.split: Split = only_test(self.samples) if unseen else split(self.samples, *shares, schooling.seed)

    @cached_property
    def digest(self) -> str:
        """SHA-256 that recognises the very samples."""
        return self.samples.digest()

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """Shape of one sample."""
        return self.samples.x.shape[1:]

    @property
    def truth(self) -> Truth:
        """What is known of each sample."""
        return self.samples.truth

    @cached_property
    def extent(self) -> Extent | None:
        """The part of the plane that holds the samples; None where they are no points of it."""
        return extent_of(self.samples.x) if self.sample_shape == (2,) else None

    @cached_property
    def scale(self) -> Scale | None:
        """That of the samples for training; None where numbers go as they are, and where there are none to train on."""
        train = self.split.train
        return self.dataset.scale_of(train.x, train.y) if len(train) else None

    def scaled(self, project: Project) -> Project:
        """The project with the scale that it knows, or else that of its samples for training."""
        return project if project.data.scale is not None else project.with_scale(self.scale)

    def check(self, recipe: Recipe) -> None:
        """Raise a PlaygroundError if the task of a recipe needs data of another kind."""
        if (problem := recipe.task.unserved(self.truth)) is not None:
            raise PlaygroundError(problem.code, **problem.args)

    def first_picture(self) -> np.ndarray:
        """What is looked at before anybody chose a sample: the first of the validation part, float32 ``(*shape,)``."""
        return self.split.validation.x[0]

    def some(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Some training samples for looking at, always the same: ``x`` and ``y``."""
        train = self.split.train
        shown = np.random.default_rng(0).permutation(len(train))[:count]
        return train.x[shown], train.y[shown]

    def facts(self, kind: str) -> DataFacts:
        """What the window shows of the data."""
        x, y = self.some(SHOWN)
        counts, ranges = _spread(self.truth, self.samples.y)
        return DataFacts(
            kind=kind,
            truth=self.truth,
            sample_shape=self.sample_shape,
            digest=self.digest,
            pictures=Array.of(as_pictures(x)),
            labels=Array.of(y),
            counts=counts,
            ranges=ranges,
            training=len(self.split.train),
            validation=len(self.split.validation),
            test=len(self.split.test),
            points=points_of(self.split, self.extent) if self.extent else None,
        )


def _spread(truth: Truth, y: np.ndarray) -> tuple[tuple[int, ...], tuple[tuple[float, float], ...]]:
    """How many samples each class or label has, and between what each number lies."""
    if truth.kind == "numbers":
        return (), tuple(zip(y.min(0).tolist(), y.max(0).tolist(), strict=True))
    counts = np.bincount(y, minlength=truth.size) if truth.kind == "class" else y.sum(0)
    return tuple(int(count) for count in counts), ()


def as_pictures(x: np.ndarray) -> np.ndarray:
    """Samples ready to be looked at: uint8 ``(N, H, W)`` for pictures (their first channel), float32 otherwise."""
    if x.ndim != 4:
        return x.astype(np.float32)
    return np.round(np.clip(x[:, 0], 0, 1) * 255).astype(np.uint8)


def key_of(project: Project) -> tuple[DataChoice, Schooling]:
    """What decides the samples and their split; the digest only recognises them."""
    s = project.recipe.schooling
    return (
        DataChoice(project.data.kind, project.data.options),
        Schooling(seed=s.seed, validation=s.validation, test=s.test),
    )
