"""The numbers that a step is computed in: autocast around the forward pass, and in float16 a loss that is scaled.

Weights, gradients and the loss are float32 in any case. Source: Micikevicius et al. 2018, Mixed Precision Training,
arXiv:1710.03740; the recipes of https://pytorch.org/docs/stable/notes/amp_examples.html.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor
from torch.amp import GradScaler
from torch.optim import Optimizer

from nnplayground.spec.precision import EXACT, Precision

LEAST_SCALE = 2.0**-14
"""A gradient that overflows even so, the smallest normal number of float16, is no finite number at all."""


class Arithmetic:
    """How a trainer computes forward and backward.

    Args:
        device: ``cpu``, ``cuda`` or ``mps``.
        optimizers: What moves the weights at present.
        searches: Whether an optimizer asks for gradients several times a step: then each of them has to be finite.
    """

    def __init__(
        self, precision: Precision, device: str, optimizers: Callable[[], Sequence[Optimizer]], searches: bool
    ) -> None:
        self.exact = precision == EXACT
        self._device, self._dtype = device, getattr(torch, precision)
        self._optimizers, self._searches = optimizers, searches
        self._scaler = GradScaler(device) if precision == "float16" else None

    def cast(self) -> AbstractContextManager[Any]:
        """Within it operations compute in these numbers, as far as autocast takes them for safe."""
        return nullcontext() if self.exact else torch.autocast(self._device, self._dtype)

    def output(self, compute: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
        """What comes out of a network, float32."""
        if self.exact:
            return compute(x)
        with self.cast():
            return compute(x).float()

    def backward(self, loss: Tensor) -> None:
        """Work out the gradients of a loss; they are scaled until ``unscale``."""
        (loss if self._scaler is None else self._scaler.scale(loss)).backward()

    def unscale(self) -> bool:
        """Bring the gradients to their true size, before anything looks at them or is added to them.

        Returns: False, if they overflowed and have to be worked out anew with a smaller scale.
        """
        if self._scaler is None:
            return True
        for each in self._optimizers():
            self._scaler.unscale_(each)
        if not self._searches:
            return True  # the step is skipped where they overflowed
        before = self._scaler.get_scale()
        self._scaler.update()
        return self._scaler.get_scale() >= before or self.exhausted

    def step(self, steps: Sequence[Callable[[], object]]) -> None:
        """Move the weights.

        Args:
            steps: The step of each optimizer.
        """
        if self._scaler is None:
            with torch.no_grad():
                for step in steps:
                    step()
        elif steps:
            for each in self._optimizers():
                self._scaler.step(each)
            self._scaler.update()

    @property
    def forgives(self) -> bool:
        """Whether a step whose gradient overflows is merely skipped."""
        return self._scaler is not None and not self._searches

    def measured(self, norm: float) -> float:
        """The length of a gradient as it is told; NaN for one that overflowed, whose step was skipped."""
        return norm if self._scaler is None or norm < float("inf") else float("nan")

    @property
    def exhausted(self) -> bool:
        """Whether no scale helps any more. Reads from the device."""
        return self._scaler is not None and self._scaler.get_scale() < LEAST_SCALE

    def state(self) -> dict[str, Any]:
        """The scale and since when it has held; empty where nothing is scaled."""
        return {} if self._scaler is None else self._scaler.state_dict()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on from what ``state`` gave."""
        if self._scaler is not None and state:
            self._scaler.load_state_dict(dict(state))
