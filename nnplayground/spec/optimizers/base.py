"""What every optimizer says of itself."""

from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from nnplayground.spec.call import Call
from nnplayground.spec.problems import Problem

Rate = Annotated[
    float,
    Meta(
        gt=0, le=1e9, title="Learning rate", description="How far each step goes. Too large explodes, too small crawls."
    ),
]
Decay = Annotated[
    float,
    Meta(
        ge=0,
        le=10,
        title="Weight decay",
        description="Pulls weights towards zero: decay × weight is added to the gradient; 0 switches it off.",
    ),
]
DecoupledDecay = Annotated[
    float,
    Meta(
        ge=0,
        le=10,
        title="Weight decay",
        description="Shrinks each weight by learning rate × decay, apart from the gradient; 0 switches it off.",
    ),
]
Momentum = Annotated[
    float, Meta(ge=0, le=0.9999, title="Momentum", description="Share of the last step that carries over.")
]
Beta1 = Annotated[
    float, Meta(ge=0, le=0.999999, title="Beta 1", description="Memory of the average gradient, as momentum.")
]
Beta2 = Annotated[float, Meta(ge=0, le=0.999999, title="Beta 2", description="Memory of the gradient's size.")]
Epsilon = Annotated[
    float,
    Meta(gt=0, le=1, title="Epsilon", description="Added where is divided, so that small gradients do not explode."),
]
AmsGrad = Annotated[
    bool, Meta(title="AMSGrad", description="Divides by the largest size of the gradient that ever came.")
]


class Optimizer(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of optimizer. Its fields are torch's own options and may all be changed while training."""

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    whole_set: ClassVar[bool] = False
    """Whether a step takes all training samples at once, whatever the batch size says."""
    searches: ClassVar[bool] = False
    """Whether a step works the loss out several times (torch's ``closure``). It takes one group of weights only."""
    form: ClassVar[Literal["fused", "foreach", ""]] = "fused"
    """Torch's fastest form of it: does the same in fewer passes."""
    buffers: ClassVar[dict[str, str]] = {}
    """What torch keeps beside each weight once an option is on; begins with zeros if that happens during a run."""

    restarts: ClassVar[tuple[str, ...]] = ()
    """Options that decide the size of what torch remembers: it begins to remember anew when one changes."""

    lr: Rate = 0.001

    def call(self) -> Call:
        """The torch optimizer, without the weights."""
        raise NotImplementedError

    def rest(self) -> Call | None:
        """The torch optimizer of the weights that ``call`` is not meant for; None: there are none.

        Is there one, then ``call`` gets the matrices between the blocks alone: weights with two axes, but not those of
        an Embedding, nor of the last block before the output.
        """
        return None

    def fastest(self) -> Call:
        """``call`` in torch's fastest form."""
        plain = self.call()
        return msgspec.structs.replace(plain, kwargs=plain.kwargs | {self.form: True}) if self.form else plain

    def locked(self) -> dict[str, Problem]:
        """Options without effect beside the others, and why."""
        return {}
