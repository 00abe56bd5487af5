"""Maximum pooling."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture


class MaxPool2d(Layer, tag="max_pool2d"):
    """2-D maximum pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "MaxPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 1
    tip: ClassVar[str] = "Keeps the largest value of each small window: a smaller picture, the strongest matches."
    help: ClassVar[str] = (
        "Keeps the largest value of each window, map by map. It makes pictures smaller, so that later layers are "
        "cheaper and see more of the picture, and small shifts matter less. It has nothing to learn, and only the "
        "largest value of a window passes a gradient back. A row or column that does not fill a window is dropped; "
        "padding counts as minus infinity."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u,v} &= \max_{0 \le i,j < k} x_{c,\, s u + i - p,\, s v + j - p} \\ "
        r"H' &= \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    prefix: ClassVar[str] = "pool"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    kernel_size: Annotated[
        int,
        Meta(
            ge=1, le=64, title="Window", description="Height and width of a window.", extra_json_schema={"unit": "px"}
        ),
    ] = 2
    stride: Annotated[
        int,
        Meta(
            ge=1,
            le=64,
            title="Stride",
            description="How far the window moves each time.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 2
    padding: Annotated[
        int,
        Meta(
            ge=0,
            le=32,
            title="Padding",
            description="Border added on each side; at most half the window.",
            extra_json_schema={"unit": "px"},
        ),
    ] = 0

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.MaxPool2d(window, stride=...)``; options at torch's default are left out."""
        stride = {} if self.stride == self.kernel_size else {"stride": self.stride}
        padding = {"padding": self.padding} if self.padding else {}
        return call("nn.MaxPool2d", self.kernel_size, **stride, **padding)

    def telling(self) -> str:
        """The window."""
        return f"{self.kernel_size}×{self.kernel_size}"

    def picture(self) -> Picture:
        """Windows and the largest of each."""
        return sketches.windows(largest=True)
