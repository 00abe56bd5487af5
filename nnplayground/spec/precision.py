"""In which numbers a training step is computed."""

from typing import Annotated, Literal

from msgspec import Meta

Precision = Annotated[
    Literal["float32", "bfloat16", "float16"],
    Meta(
        title="Precision",
        description="The numbers a training step computes with. Weights, checks and answers stay float32.",
    ),
]
PRECISIONS: dict[str, str] = {
    "float32": "Full precision everywhere.",
    "bfloat16": "Half the memory; the range of float32 with 3 digits. The usual choice where it is faster.",
    "float16": "Half the memory; 4 digits, but values above 65,504 overflow. The loss is scaled so that gradients fit.",
}
"""What each is, in the order in which they are offered."""
EXACT = "float32"
"""Nothing is rounded on the way."""
