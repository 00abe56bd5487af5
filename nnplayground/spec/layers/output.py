"""Where the answer leaves."""

from typing import ClassVar

from nnplayground.spec.call import Shape
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.picture import Picture, arrow, frame


class Output(Layer, tag="output"):
    """The network's answer, one number for each class, label or quantity; the loss compares it with the truth."""

    title: ClassVar[str] = "Output"
    family: ClassVar[str] = "io"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "The network's answer: a number for each class, label or quantity. The loss is measured here."
    help: ClassVar[str] = (
        "Marks the answer of the network; the loss compares it with the label of the sample. Give it one number for "
        "each class, as raw scores (logits): cross-entropy applies softmax itself, so put no Softmax before it. The "
        "class with the largest score is the prediction. With several labels it is one number for each label, in "
        "regression one for each quantity; for auto-encoding it must have the shape of the input instead."
    )
    formula: ClassVar[str] = r"\hat{y} = \underset{k}{\mathrm{argmax}}\; x_k"
    symbols: ClassVar[str] = "k class, x scores"
    prefix: ClassVar[str] = "output"
    ranks: ClassVar[tuple[int, ...]] = (1,)
    gives: ClassVar[bool] = False
    hint: ClassVar[str] = "Put Flatten and Linear before it."

    def call(self, inputs: list[Shape]) -> None:
        """The value passes unchanged."""

    def picture(self) -> Picture:
        """An arrow out of a frame."""
        return frame(1, 3, 12, 14, "color") + arrow((7, 10), (19.5, 10))
