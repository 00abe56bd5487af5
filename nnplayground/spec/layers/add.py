"""The sum of branches."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError


class Add(Layer, tag="add"):
    """Element-wise sum of two or more values of one shape."""

    title: ClassVar[str] = "Add"
    family: ClassVar[str] = "merge"
    tip: ClassVar[str] = "Adds branches number by number; a shortcut past a few layers ends here."
    prefix: ClassVar[str] = "add"
    ports: ClassVar[tuple[int, int]] = (2, 8)

    def call(self, inputs: list[Shape]) -> Call:
        """``a + b``.

        Raises: PlaygroundError: ``shapes_differ``: broadcasting would hide a mistake.
        """
        if len(set(inputs)) > 1:
            shapes = " and ".join(map(say_shape, inputs))
            raise PlaygroundError("shapes_differ", layer=self.title, shapes=shapes)
        return call("+")

    def telling(self) -> str:
        """The sign."""
        return "+"
