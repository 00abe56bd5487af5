"""How weights begin. Each module here is one kind; they are found by importing the package."""

from typing import TYPE_CHECKING, Union

from nnplayground.spec.initialisations.base import Initialisation
from nnplayground.spec.registry import kinds_of, modules_of

KINDS: dict[str, type[Initialisation]] = dict(
    sorted(kinds_of(Initialisation, modules_of(__name__, __path__)).items(), key=lambda item: item[1].place)
)
"""Every initialisation by its tag, in the order in which they are offered."""

if TYPE_CHECKING:
    AnyInitialisation = Initialisation
else:
    AnyInitialisation = Union[tuple(KINDS.values())]  # noqa: UP007 (made at run time)
