"""Values that must have one shape."""

from nnplayground.spec.call import Shape, say_shape, say_unequal
from nnplayground.spec.problems import PlaygroundError


def check_same(layer: str, inputs: list[Shape]) -> None:
    """Refuse values of different shapes.

    Raises: PlaygroundError: ``shapes_differ``: broadcasting would hide a mistake.
    """
    if len(set(inputs)) > 1:
        shapes = " and ".join(map(say_shape, inputs))
        raise PlaygroundError("shapes_differ", layer=layer, shapes=shapes, unequal=say_unequal(inputs))
