"""How many multiplications a block takes, counted while it runs on the meta device."""

from collections.abc import Callable
from contextlib import ExitStack
from math import prod
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils.flop_counter import FlopCounterMode

_RECURRENT = {"rnn_tanh", "rnn_relu", "lstm", "gru"}
_BATCH_FIRST = 8
"""Which argument of these functions says that the axis of the steps is the second, not the first."""


class Operations:
    """Counts within its ``with`` block; ``multiply_adds`` holds the sum for the whole batch afterwards."""

    def __init__(self) -> None:
        self._counter = _counter()
        self._steps = _OneStep()
        self._stack = ExitStack()

    def __enter__(self) -> "Operations":
        self._stack.enter_context(self._counter)
        self._stack.enter_context(self._steps)
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition."""
        return (self._counter.get_total_flops() + self._steps.left_out) // 2


class _OneStep(TorchFunctionMode):
    """Runs one step of a recurrent layer for all: they cost the same, and on the meta device 784 would take seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.left_out = 0

    def __torch_function__(self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        if getattr(func, "__name__", "") not in _RECURRENT or len(args) <= _BATCH_FIRST or not args[0].is_meta:
            return func(*args, **(kwargs or {}))
        axis = 1 if args[_BATCH_FIRST] else 0
        steps = args[0].shape[axis]
        with _counter() as once:
            output, *states = func(args[0].narrow(axis, 0, 1), *args[1:], **(kwargs or {}))
        self.left_out += (steps - 1) * once.get_total_flops()
        shape = list(output.shape)
        shape[axis] = steps
        return output.new_empty(shape), *states


def _counter() -> FlopCounterMode:
    return FlopCounterMode(display=False, custom_mapping={torch.ops.aten._trilinear: _trilinear_flops})


def _trilinear_flops(first: tuple[int, ...], weight: tuple[int, ...], *_: object, **__: object) -> int:
    """Of a bilinear layer, which torch's counter leaves out: every product of two inputs has a weight."""
    return 2 * first[0] * prod(weight)
