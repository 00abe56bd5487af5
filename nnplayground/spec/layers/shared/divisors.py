"""Sizes that must divide each other."""

from nnplayground.spec.call import Shape
from nnplayground.spec.problems import PlaygroundError


def divisors(*numbers: int) -> str:
    """What divides all the numbers, as people say it: ``1, 2, 3 or 6``; of many, the smallest few and the largest."""
    found = [n for n in range(1, min(numbers) + 1) if not any(number % n for number in numbers)]
    if len(found) > 8:
        found = [*found[:7], found[-1]]
    return " or ".join(filter(None, [", ".join(map(str, found[:-1])), str(found[-1])]))


def check_groups(layer: str, groups: int, channels: int, filters: int) -> None:
    """Refuse a grouped convolution whose groups are not of one size.

    Raises: PlaygroundError: ``groups_uneven``.
    """
    if channels % groups or filters % groups:
        fitting = divisors(channels, filters)
        raise PlaygroundError(
            "groups_uneven", layer=layer, groups=groups, channels=channels, filters=filters, fitting=fitting
        )


def check_heads(layer: str, heads: int, shape: Shape) -> None:
    """Refuse attention whose heads cannot share the width evenly.

    Raises: PlaygroundError: ``heads_uneven``.
    """
    if shape[-1] % heads:
        raise PlaygroundError("heads_uneven", layer=layer, heads=heads, width=shape[-1], fitting=divisors(shape[-1]))
