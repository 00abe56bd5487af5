"""How further runs look on a chart: a colour and a dash pattern each, so that neither has to be told apart alone."""

from collections.abc import Collection
from itertools import count
from typing import NamedTuple

_COLORS = ("#009e73", "#cc79a7", "#56b4e9", "#b39b00", "#8a8f99")
"""From the colour-blind-safe set of Okabe and Ito 2008, without the ones close to blue and orange of the run itself.

The yellow is a darker one, to be seen on white; the last stands for black on either ground.
"""
_DASHES = ((5.0, 3.0), (1.5, 2.5), (8.0, 3.0, 1.5, 3.0), (10.0, 4.0))


class RunLook(NamedTuple):
    """Colour as hexadecimal text, dash pattern in widths of the pen."""

    color: str
    dashes: tuple[float, ...]


FORMER = RunLook("#8a8f99", (3.0, 2.0))
"""The look of the run before."""


def run_look(index: int) -> RunLook:
    """The look of a further run by its place in the list; twenty of them differ."""
    return RunLook(_COLORS[index % len(_COLORS)], _DASHES[index % len(_DASHES)])


def free_look(taken: Collection[RunLook]) -> RunLook:
    """The first look that no other run has; beyond twenty runs they repeat."""
    if len(taken) >= len(_COLORS) * len(_DASHES):
        return run_look(len(taken))
    return next(look for index in count() if (look := run_look(index)) not in taken)
