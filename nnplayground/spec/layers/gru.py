"""The gated recurrent unit."""

from typing import ClassVar

from nnplayground.spec.layers.shared.recurrent import Recurrent


class GRU(Recurrent, tag="gru"):
    """Gated recurrent unit, ``(L, F) -> (L, H)`` or ``(H,)``. Cho et al. 2014, arXiv:1406.1078."""

    title: ClassVar[str] = "GRU"
    place: ClassVar[int] = 8
    tip: ClassVar[str] = "Reads a sequence step by step like LSTM, with fewer gates and weights."
    prefix: ClassVar[str] = "gru"
    module: ClassVar[str] = "nn.GRU"
