"""What stands for a whole family: the picture of a kind that has none of its own."""

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.plots import plot
from nnplayground.spec.picture import FAINT, Picture, arrow, cells, frame, lit

_PICTURES: dict[str, Picture] = {
    "io": frame(7, 3, 12, 14, "color") + arrow((0.5, 10), (13, 10)),
    "dense": sketches.network(),
    "convolution": cells(lit(4, 4, [(r, c) for r in range(3) for c in range(3)]), at=(0.5, 0.5)),
    "pooling": sketches.windows(largest=True),
    "activation": plot(lambda x: max(0, x)),
    "normalisation": sketches.samples_by_channels([(1, c) for c in range(4)]),
    "shape": sketches.row_and_grid(row_first=False),
    "sequence": sketches.chain(),
    "attention": cells([[0.9, 0.2, 0.4], [0.3, 0.7, 0.2], [0.2, 0.5, 1.0]], size=6, gap=1),
    "merge": sketches.operation(((10, 6), (10, 14)), ((6, 10), (14, 10))),
}
_UNKNOWN: Picture = cells([[FAINT]], size=16, at=(2, 2)) + frame(2, 2, 16, 16, "color")


def family_picture(family: str) -> Picture:
    """The picture of a family; an unknown one is a plain block."""
    return _PICTURES.get(family, _UNKNOWN)
