"""Average pooling."""

from typing import Annotated, ClassVar

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared import sketches
from nnplayground.spec.picture import Picture


class AvgPool2d(Layer, tag="avg_pool2d"):
    """2-D average pooling, ``(C, H, W) -> (C, H', W')``."""

    title: ClassVar[str] = "AvgPool2d"
    family: ClassVar[str] = "pooling"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Takes the average of each small window: a smaller, smoother picture."
    help: ClassVar[str] = (
        "Takes the average of each window, map by map: a smaller, smoother picture. Use it where every pixel of a "
        "window matters and not only the strongest match. It has nothing to learn. A row or column that does not "
        "fill a window is dropped; as in torch, the zeros of the padding count in the average, so the rim gets "
        "darker."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} y_{c,u,v} &= \frac{1}{k^2} \sum_{i,j=0}^{k-1} x_{c,\, s u + i - p,\, s v + j - p} \\ "
        r"H' &= \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1 \end{aligned}"
    )
    paper: ClassVar[str] = "LeCun et al. 1998, Proceedings of the IEEE 86 (11)"
    prefix: ClassVar[str] = "avgpool"
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
        """``nn.AvgPool2d(window, stride=...)``; options at torch's default are left out."""
        stride = {} if self.stride == self.kernel_size else {"stride": self.stride}
        padding = {"padding": self.padding} if self.padding else {}
        return call("nn.AvgPool2d", self.kernel_size, **stride, **padding)

    def telling(self) -> str:
        """The window."""
        return f"{self.kernel_size}×{self.kernel_size}"

    def picture(self) -> Picture:
        """Windows and the mean of each."""
        return sketches.windows(largest=False)
