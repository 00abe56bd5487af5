"""Long short-term memory."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.recurrent import Recurrent
from nnplayground.spec.picture import Picture, line


class LSTM(Recurrent, tag="lstm"):
    """Long short-term memory, ``(L, F) -> (L, H)`` or ``(H,)``. Hochreiter and Schmidhuber 1997."""

    title: ClassVar[str] = "LSTM"
    place: ClassVar[int] = 7
    tip: ClassVar[str] = "Reads a sequence step by step; gates decide what it keeps, forgets and tells."
    help: ClassVar[str] = (
        "Reads a sequence step by step; a cell state runs through it, and three gates decide what it forgets, takes "
        "in and tells. The cell state passes gradients on almost unchanged, so it remembers over long stretches. It "
        "has four times the weights of RNN. The steps are computed one after the other, so long sequences are slow. "
        "As in torch each gate has two biases, here written as one."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} i, f, o &= \sigma\left(W_{i,f,o}\, x_t + U_{i,f,o}\, h_{t-1} + b_{i,f,o}\right) \\ "
        r"g &= \tanh\left(W_g x_t + U_g h_{t-1} + b_g\right) \\ "
        r"c_t &= f \odot c_{t-1} + i \odot g \\ "
        r"h_t &= o \odot \tanh c_t \end{aligned}"
    )
    symbols: ClassVar[str] = (
        "x step t, h output, c cell state; i, f, o gates for input, forget, output; W, U, b learned; σ sigmoid"
    )
    paper: ClassVar[str] = "Hochreiter and Schmidhuber 1997, Neural Computation 9 (8)"
    prefix: ClassVar[str] = "lstm"
    module: ClassVar[str] = "nn.LSTM"
    state: ClassVar[str] = "{f}({0})[1][0]"

    def picture(self) -> Picture:
        """Steps that hand their state on, with a memory that runs above them."""
        memory = line((0.5, 2.5), (19.5, 2.5), tone="color", width=2)
        gates = (line((x, 2.5), (x, 8), tone="color", width=1.2) for x in (3, 10, 17))
        return sketches.chain(sum(gates, memory))
