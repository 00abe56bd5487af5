"""The plain recurrent layer."""

from typing import ClassVar

from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.recurrent import Recurrent
from nnplayground.spec.picture import Picture


class RNN(Recurrent, tag="rnn"):
    """Plain recurrent layer, ``h = tanh(W x + U h + b)`` at each step, ``(L, F) -> (L, H)`` or ``(H,)``. Elman 1990."""

    title: ClassVar[str] = "RNN"
    tip: ClassVar[str] = "Reads a sequence step by step and remembers a little; simple, but it soon forgets."
    help: ClassVar[str] = (
        "Reads a sequence step by step and mixes each step with what it remembers of the ones before. It is the "
        "simplest recurrent layer and good for short sequences. Gradients shrink or explode over many steps, so it "
        "forgets after a dozen or so: use GRU or LSTM then, and clip gradients. As in torch there are two biases, "
        "for the input and for the state."
    )
    formula: ClassVar[str] = r"h_t = \tanh\left(W x_t + b + U h_{t-1} + c\right)"
    symbols: ClassVar[str] = "x step t, h state; W, U, b, c learned"
    paper: ClassVar[str] = "Elman 1990, Cognitive Science 14 (2)"
    prefix: ClassVar[str] = "rnn"
    module: ClassVar[str] = "nn.RNN"

    def picture(self) -> Picture:
        """Steps that hand their state on."""
        return sketches.chain()
