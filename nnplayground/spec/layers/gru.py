"""The gated recurrent unit."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.recurrent import Recurrent
from nnplayground.spec.picture import Picture, line


class GRU(Recurrent, tag="gru"):
    """Gated recurrent unit, ``(L, F) -> (L, H)`` or ``(H,)``. Cho et al. 2014, arXiv:1406.1078."""

    title: ClassVar[str] = "GRU"
    place: ClassVar[int] = 8
    tip: ClassVar[str] = "Reads a sequence step by step like LSTM, with fewer gates and weights."
    help: ClassVar[str] = (
        "Reads a sequence step by step like LSTM, with two gates and no separate cell state: three quarters of the "
        "weights, often the same quality. The update gate z decides how much of the old state stays. Torch applies "
        "the reset gate r after the matrix, which differs a little from the paper. The steps are computed one after "
        "the other, so long sequences are slow."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} r, z &= \sigma\left(W_{r,z}\, x_t + U_{r,z}\, h_{t-1} + b_{r,z}\right) \\ "
        r"n &= \tanh\left(W_n x_t + b + r \odot (U_n h_{t-1} + c)\right) \\ "
        r"h_t &= (1 - z) \odot n + z \odot h_{t-1} \end{aligned}"
    )
    symbols: ClassVar[str] = "x step t, h state; r reset gate, z update gate; W, U, b, c learned; σ sigmoid"
    paper: ClassVar[str] = "Cho et al. 2014, arXiv:1406.1078"
    prefix: ClassVar[str] = "gru"
    module: ClassVar[str] = "nn.GRU"

    def picture(self) -> Picture:
        """Steps that hand their state on, or keep the old one."""
        kept = line((0.5, 11), (0.5, 4), (19.5, 4), (19.5, 11), tone="color", width=1.2)
        return sketches.chain(kept)
