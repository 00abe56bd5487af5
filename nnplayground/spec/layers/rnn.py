"""The plain recurrent layer."""

from typing import ClassVar

from nnplayground.spec.layers.shared.recurrent import Recurrent


class RNN(Recurrent, tag="rnn"):
    """Plain recurrent layer, ``h = tanh(W x + U h + b)`` at each step, ``(L, F) -> (L, H)`` or ``(H,)``. Elman 1990."""

    title: ClassVar[str] = "RNN"
    tip: ClassVar[str] = "Reads a sequence step by step and remembers a little; simple, but it soon forgets."
    prefix: ClassVar[str] = "rnn"
    module: ClassVar[str] = "nn.RNN"
