"""The data sets. Each module here is one; they are found by importing the package."""

from nnplayground.datasets.base import Dataset
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Dataset]] = kinds_of(Dataset, modules_of(__name__, __path__))
"""Every data set by its tag."""
