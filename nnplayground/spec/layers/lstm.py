"""Long short-term memory."""

from typing import ClassVar

from nnplayground.spec.layers.shared.recurrent import Recurrent


class LSTM(Recurrent, tag="lstm"):
    """Long short-term memory, ``(L, F) -> (L, H)`` or ``(H,)``. Hochreiter and Schmidhuber 1997."""

    title: ClassVar[str] = "LSTM"
    place: ClassVar[int] = 7
    tip: ClassVar[str] = "Reads a sequence step by step; gates decide what it keeps, forgets and tells."
    prefix: ClassVar[str] = "lstm"
    module: ClassVar[str] = "nn.LSTM"
    state: ClassVar[str] = "{f}({0})[1][0]"
