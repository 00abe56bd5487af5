"""What every optimizer says of itself."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from nnplayground.spec.call import Call

Rate = Annotated[
    float,
    Meta(
        gt=0, le=1e9, title="Learning rate", description="How far each step goes. Too large explodes, too small crawls."
    ),
]
Decay = Annotated[
    float,
    Meta(ge=0, le=10, title="Weight decay", description="Pulls weights towards zero at each step; 0 switches it off."),
]


class Optimizer(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of optimizer. Its fields are torch's own options and may all be changed while training."""

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""

    lr: Rate = 0.001

    def call(self) -> Call:
        """The torch optimizer, without the parameters."""
        raise NotImplementedError
