"""The losses. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.losses.base import Loss
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Loss]] = kinds_of(Loss, modules_of(__name__, __path__))
"""Every loss by its tag."""

if TYPE_CHECKING:
    AnyLoss = Loss
else:
    AnyLoss = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
