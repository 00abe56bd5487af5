"""The optimizers. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Optimizer]] = kinds_of(Optimizer, modules_of(__name__, __path__))
"""Every optimizer by its tag."""

if TYPE_CHECKING:
    AnyOptimizer = Optimizer
else:
    AnyOptimizer = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
