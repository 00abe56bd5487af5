"""SELU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.plots import elu, plot
from nnplayground.spec.picture import Picture


class SELU(Layer, tag="selu"):
    """``1.0507 ELU(x)`` with a floor of 1.6733, any shape. Klambauer et al. 2017, arXiv:1706.02515."""

    title: ClassVar[str] = "SELU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = (
        "A scaled ELU: in a plain chain of Linear layers it keeps values at mean 0 and spread 1 by itself."
    )
    help: ClassVar[str] = (
        "An ELU with fixed constants that drive activations towards mean 0 and variance 1 by themselves, without "
        "normalisation layers. That holds for plain chains of Linear layers whose weights have the variance 1 / "
        "inputs: choose the initialisation He with slope 1. With other initialisations, shortcuts or ordinary Dropout "
        "it loses the property."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} f(x) &= \lambda \begin{cases} x & x > 0 \\ "
        r"\alpha \left(e^{x} - 1\right) & x \le 0 \end{cases} \\ "
        r"\lambda &\approx 1.0507, \;\; \alpha \approx 1.6733 \end{aligned}"
    )
    paper: ClassVar[str] = "Klambauer et al. 2017, arXiv:1706.02515"
    prefix: ClassVar[str] = "selu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.SELU()``."""
        return call("nn.SELU")

    def picture(self) -> Picture:
        """The curve."""
        return plot(lambda x: 1.0507 * elu(x, 1.6733), y=(-2.2, 3.2))
