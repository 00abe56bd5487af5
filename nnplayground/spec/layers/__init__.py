"""The layer kinds. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Layer]] = dict(
    sorted(kinds_of(Layer, modules_of(__name__, __path__)).items(), key=lambda item: item[1].place)
)
"""Every layer kind by its tag, what is needed most first."""

if TYPE_CHECKING:
    AnyLayer = Layer
else:
    AnyLayer = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)

FAMILIES: tuple[tuple[str, str], ...] = (
    ("io", "Input and output"),
    ("dense", "Core"),
    ("shape", "Shape"),
    ("convolution", "Convolution"),
    ("pooling", "Pooling"),
    ("activation", "Activation"),
    ("normalisation", "Normalise, regularise"),
    ("merge", "Merge"),
    ("sequence", "Sequence"),
    ("attention", "Attention"),
)
"""Families in the order of the palette, with their titles."""
