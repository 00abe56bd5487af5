"""More features of points in the plane."""

import math
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from nnplayground.spec.call import Call, Shape, expression, say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import Picture
from nnplayground.spec.problems import PlaygroundError


class InputFeatures(Layer, tag="input_features"):
    """Features of a point ``(x, y)`` besides its coordinates, ``(2,) -> (up to 7,)``: squares, product, sines."""

    title: ClassVar[str] = "InputFeatures"
    family: ClassVar[str] = "io"
    tip: ClassVar[str] = "Gives a network more to see of a point (x, y): x², y², x·y, and waves along x and y."
    help: ClassVar[str] = (
        "Adds hand-made features to a point in the plane, so that even a linear model can draw curved boundaries. "
        "Squares separate circles, the product separates the corners of XOR, sines separate stripes and spirals. A "
        "hidden layer can learn such features by itself; here you see how far good features alone go. It takes "
        "points only, and belongs right behind Input."
    )
    formula: ClassVar[str] = r"z = \left(x,\; y,\; x^2,\; y^2,\; x y,\; \sin f x,\; \sin f y\right)"
    symbols: ClassVar[str] = "x, y the coordinates, f frequency"
    prefix: ClassVar[str] = "features"
    ranks: ClassVar[tuple[int, ...]] = (1,)
    hint: ClassVar[str] = "Use it on a data set of points, right behind Input."

    squares: Annotated[bool, Meta(title="Squares", description="Add x² and y²: good for circles.")] = True
    product: Annotated[bool, Meta(title="Product", description="Add x·y: good for the corners of XOR.")] = True
    sines: Annotated[bool, Meta(title="Sines", description="Add sin(f x) and sin(f y): good for stripes.")] = True
    frequency: Annotated[
        float,
        Meta(
            gt=0,
            le=50,
            title="Frequency",
            description="The f of the sines, in radians a unit: 3.14 makes half a wave from 0 to 1.",
        ),
    ] = 3.14

    def call(self, inputs: list[Shape]) -> Call | None:
        """``torch.cat([x, x**2, x.prod(1, keepdim=True), torch.sin(f * x)], dim=1)``, without what is off.

        Raises: PlaygroundError: ``not_a_point``.
        """
        if inputs[0] != (2,):
            raise PlaygroundError("not_a_point", layer=self.title, got=say_shape(inputs[0]))
        parts = ["{0}"]
        parts += ["{0}**2"] if self.squares else []
        parts += ["{0}.prod(1, keepdim=True)"] if self.product else []
        parts += [f"torch.sin({self.frequency!r} * {{0}})"] if self.sines else []
        if len(parts) == 1:
            return None
        return expression(f"torch.cat([{', '.join(parts)}], dim=1)")

    def fitting(self) -> list[Shape]:
        """A point."""
        return [(2,)]

    def picture(self) -> Picture:
        """A parabola and a wave."""
        square = plot(lambda x: x * x, y=(-1.4, 4))
        wave = plot(lambda x: math.sin(1.6 * x), y=(-1.4, 4))
        return (*square, msgspec.structs.replace(wave[-1], tone="ink", width=1.4))
