"""What the recurrent kinds share."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.parameters import unusual


class Recurrent(Layer):
    """Reads a sequence step by step, ``(L, F) -> (L, H)`` or ``(H,)``; ``2 H`` where it reads in both directions."""

    family: ClassVar[str] = "sequence"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    trial: ClassVar[Shape | None] = (2, 4)
    hint: ClassVar[str] = "Put Reshape before it: 28x28 makes the rows of a picture the steps."
    module: ClassVar[str] = ""
    """Its torch module."""
    state: ClassVar[str] = "{f}({0})[1]"
    """The expression for the last states, ``(layers and directions, N, H)``."""

    hidden_size: Annotated[
        int, Meta(ge=1, le=4096, title="Units", description="How many numbers it remembers from step to step.")
    ] = 64
    num_layers: Annotated[
        int,
        Meta(
            ge=1,
            le=8,
            title="Layers",
            description="How many of them stand on each other, each reading what the one below gives.",
        ),
    ] = 1
    bidirectional: Annotated[
        bool,
        Meta(title="Both directions", description="Read a second time from the end; the results stand side by side."),
    ] = False
    output: Annotated[
        Literal["whole sequence", "last state"],
        Meta(title="Output", description="What it knew at each step, or only what it knows at the end."),
    ] = "last state"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.LSTM(in, units, batch_first=True)`` and what is taken of its result."""
        options = unusual(num_layers=(self.num_layers, 1), bidirectional=(self.bidirectional, False))
        return call(self.module, inputs[0][-1], self.hidden_size, batch_first=True, **options, use=self._use())

    def _use(self) -> str:
        if self.output == "whole sequence":
            return "{f}({0})[0]"
        if not self.bidirectional:
            return "{f}({0})[0][:, -1]"
        # The way back ends at the first step: its last state is not in the last step of the output.
        return f"{self.state}[-2:].transpose(0, 1).flatten(1)"

    def learned(self, call: Call | None = None) -> Learned:
        """For each layer and direction the weights of the input and of the last state, and their biases."""
        ways = ("", "_reverse") if self.bidirectional else ("",)
        places = [f"l{layer}{way}" for layer in range(self.num_layers) for way in ways]
        ends = [f"{source}_{place}" for place in places for source in ("ih", "hh")]
        return Learned(tuple(f"weight_{end}" for end in ends), tuple(f"bias_{end}" for end in ends))

    def telling(self) -> str:
        """The number of units."""
        return str(self.hidden_size)
