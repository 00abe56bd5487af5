"""Branches side by side."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call, say_shape, say_unequal
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, cells, line
from nnplayground.spec.problems import PlaygroundError


class Concatenate(Layer, tag="concatenate"):
    """Joins values along their first axis: features of vectors, channels of pictures."""

    title: ClassVar[str] = "Concatenate"
    family: ClassVar[str] = "merge"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Lays branches side by side: channels of pictures, features of vectors."
    help: ClassVar[str] = (
        "Lays branches side by side along their first axis: channels of pictures, features of vectors. U-Net and "
        "Inception join their branches so, and the next layer decides what it takes of each. All other sizes must "
        "agree; the next layer gets more channels and so more weights, while Add keeps their number."
    )
    formula: ClassVar[str] = r"y = [\, x_1;\; x_2;\; \ldots;\; x_n \,], \;\; C = \sum_i C_i"
    symbols: ClassVar[str] = "x the branches, C their channels or features"
    paper: ClassVar[str] = "Szegedy et al. 2014, arXiv:1409.4842"
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

    def picture(self) -> Picture:
        """Two stacks side by side."""
        stacks = cells([[0.45, 0.45]] * 3, at=(0.5, 0.5)) + cells([[1.0, 1.0]] * 3, at=(10.5, 0.5))
        return stacks + line((0.5, 16.5), (0.5, 19), (19.5, 19), (19.5, 16.5), width=1.2)
