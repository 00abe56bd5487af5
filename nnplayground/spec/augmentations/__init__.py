"""The augmentations. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Augmentation]] = dict(
    sorted(kinds_of(Augmentation, modules_of(__name__, __path__)).items(), key=lambda item: item[1].place)
)
"""Every augmentation by its tag, in the order in which they are applied."""

if TYPE_CHECKING:
    AnyAugmentation = Augmentation
else:
    AnyAugmentation = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
