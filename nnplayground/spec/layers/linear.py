"""The fully connected layer."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.layers.shared.parameters import weight_and_bias
from nnplayground.spec.picture import Picture


class Linear(Layer, tag="linear"):
    """Fully connected layer, ``y = x Wᵀ + b``, ``(N,) -> (out_features,)``; a sequence is mapped step by step."""

    title: ClassVar[str] = "Linear"
    family: ClassVar[str] = "dense"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Fully connected: every output is a weighted sum of all inputs, plus a bias."
    help: ClassVar[str] = (
        "Every output is a weighted sum of all inputs plus a bias. Use it to mix features, and as the last layer "
        "with one unit for each class. Two Linear layers in a row without an activation between them are no more "
        "than one. Its weights number inputs × units, so on a large flattened picture it soon holds most of the "
        "parameters of the network. A sequence is mapped step by step with the same weights."
    )
    formula: ClassVar[str] = r"y = x W^\top + b"
    symbols: ClassVar[str] = "W weights, units × inputs; b biases"
    prefix: ClassVar[str] = "linear"
    ranks: ClassVar[tuple[int, ...]] = (1, 2)
    hint: ClassVar[str] = "Put Flatten before it."

    out_features: Annotated[int, Meta(ge=1, le=65536, title="Units", description="How many outputs the layer has.")] = (
        64
    )
    bias: Annotated[bool, Meta(title="Bias", description="Add a learned constant to each output.")] = True

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Linear(in, out)``."""
        return call("nn.Linear", inputs[0][-1], self.out_features, **({} if self.bias else {"bias": False}))

    def learned(self, call: Call | None = None) -> Learned:
        """The weights and the biases."""
        return weight_and_bias(self.bias)

    def telling(self) -> str:
        """The number of units."""
        return str(self.out_features)

    def picture(self) -> Picture:
        """Inputs and outputs, all joined."""
        return sketches.network()
