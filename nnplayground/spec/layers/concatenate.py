"""Branches side by side."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call, say_shape, say_unequal
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError


class Concatenate(Layer, tag="concatenate"):
    """Joins values along their first axis: features of vectors, channels of pictures."""

    title: ClassVar[str] = "Concatenate"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Lays branches side by side: channels of pictures, features of vectors."
    prefix: ClassVar[str] = "concat"
    ports: ClassVar[tuple[int, int]] = (2, 8)

    def call(self, inputs: list[Shape]) -> Call:
        """``torch.cat([a, b], dim=1)``.

        Raises: PlaygroundError: ``concat_differ``: all sizes but the first must agree.
        """
        if len({shape[1:] for shape in inputs}) > 1:
            shapes = " and ".join(map(say_shape, inputs))
            raise PlaygroundError("concat_differ", layer=self.title, shapes=shapes, unequal=say_unequal(inputs, 1))
        return call("torch.cat", gather=True, dim=1)
