"""Elastic deformation."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Call, call


class Elastic(Augmentation, tag="elastic"):
    """Moves the points of a coarse grid at random and the pixels between them smoothly along."""

    title: ClassVar[str] = "Elastic"
    tip: ClassVar[str] = "Bends each picture smoothly, as no two people draw the same line."
    place: ClassVar[int] = 7

    pixels: Annotated[
        float,
        Meta(
            ge=0,
            le=32,
            title="Strength",
            description="Standard deviation of how far the points of the grid move.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 1.0
    cells: Annotated[
        int, Meta(ge=2, le=16, title="Grid", description="Points of the grid along each side; more bend more finely.")
    ] = 4

    def call(self) -> Call:
        """``ElasticWarp(pixels, cells)``."""
        return call("ElasticWarp", self.pixels, self.cells)
