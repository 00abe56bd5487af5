"""Parameters that mean the same in several kinds."""

from typing import Annotated

from msgspec import Meta

from nnplayground.spec.layers.base import Learned

Bias = Annotated[bool, Meta(title="Bias", description="Add a learned constant to each output.")]
Affine = Annotated[bool, Meta(title="Scale and shift", description="Learn a factor and a constant for what comes out.")]
Scale = Annotated[bool, Meta(title="Scale", description="Learn a factor for each number that comes out.")]
Filters = Annotated[int, Meta(ge=1, le=4096, title="Filters", description="How many filters, and so maps, there are.")]
Width = Annotated[int, Meta(ge=1, le=4096, title="Width", description="How many numbers the vector of a step has.")]
Heads = Annotated[
    int, Meta(ge=1, le=64, title="Heads", description="How many times it looks, each with its share of the width.")
]
Causal = Annotated[bool, Meta(title="Causal", description="Each step sees only itself and the steps before it.")]
Share = Annotated[
    float, Meta(ge=0, le=0.95, title="Dropout", description="Share of values switched off while training.")
]


def pixels(title: str, description: str, least: int = 1, most: int = 64) -> Meta:
    """Bounds and words of a length in pixels."""
    return Meta(ge=least, le=most, title=title, description=description, extra_json_schema={"unit": "px"})


def steps(title: str, description: str, least: int = 1, most: int = 64) -> Meta:
    """Bounds and words of a length along a sequence."""
    return Meta(ge=least, le=most, title=title, description=description)


def weight_and_bias(bias: bool) -> Learned:
    """What most layers learn: one weight, and a bias if wanted."""
    return Learned(("weight",), ("bias",) if bias else ())


def unusual(**options: tuple[object, object]) -> dict[str, object]:
    """The options, given as (value, torch's default), that are not at their default: only they are written."""
    return {name: value for name, (value, default) in options.items() if value != default}
