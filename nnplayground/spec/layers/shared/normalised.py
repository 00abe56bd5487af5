"""What a normalisation of single samples goes over."""

from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.problems import PlaygroundError


def normalised(shape: Shape) -> Shape:
    """The sizes that are normalised together: the numbers of a step, or all of a vector or picture."""
    return shape[-1:] if len(shape) == 2 else shape


def check_several(layer: str, numbers: int, shape: Shape) -> None:
    """Refuse to compare a single number with itself.

    Raises: PlaygroundError: ``nothing_to_normalise``.
    """
    if numbers == 1:
        raise PlaygroundError("nothing_to_normalise", layer=layer, got=say_shape(shape))
