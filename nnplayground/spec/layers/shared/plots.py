"""Activation functions as curves, drawn from the function itself."""

import math
from collections.abc import Callable

from nnplayground.spec.picture import SIDE, Picture, Point, line

_STEPS = 48
_EDGE = 1.5


def plot(function: Callable[[float], float], x: Point = (-3, 3), y: Point = (-1.4, 3)) -> Picture:
    """Axes through zero and the curve, cut off at the edges.

    Args:
        function: What the layer does to one number.
        x: Range of the input.
        y: Range of the output.
    """
    inputs = [x[0] + (x[1] - x[0]) * i / _STEPS for i in range(_STEPS + 1)]
    seen = [(v, function(v)) for v in inputs]
    curve = tuple((_place(v, x), SIDE - _place(w, y)) for v, w in seen if y[0] <= w <= y[1])
    across, up = SIDE - _place(0, y), _place(0, x)
    axes = line((0.5, across), (SIDE - 0.5, across), width=1, strength=0.45) + line(
        (up, 0.5), (up, SIDE - 0.5), width=1, strength=0.45
    )
    return axes + line(*curve, tone="color", width=1.8)


def sigmoid(x: float) -> float:
    """``1 / (1 + exp(-x))``."""
    return 1 / (1 + math.exp(-x))


def elu(x: float, alpha: float) -> float:
    """``x`` above zero, ``alpha (exp(x) - 1)`` below."""
    return x if x > 0 else alpha * math.expm1(x)


def softplus(x: float, beta: float = 1) -> float:
    """``log(1 + exp(beta x)) / beta``."""
    return math.log1p(math.exp(beta * x)) / beta


def _place(value: float, ends: Point) -> float:
    return _EDGE + (SIDE - 2 * _EDGE) * (value - ends[0]) / (ends[1] - ends[0])
