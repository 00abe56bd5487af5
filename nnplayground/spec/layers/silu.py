"""SiLU."""

from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer


class SiLU(Layer, tag="silu"):
    """``x sigmoid(x)``, also called swish, any shape. Ramachandran et al. 2017, arXiv:1710.05941."""

    title: ClassVar[str] = "SiLU"
    family: ClassVar[str] = "activation"
    tip: ClassVar[str] = "A smooth relative of ReLU with a small dip below zero; also called swish."
    prefix: ClassVar[str] = "silu"
    chip: ClassVar[bool] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.SiLU()``."""
        return call("nn.SiLU")
