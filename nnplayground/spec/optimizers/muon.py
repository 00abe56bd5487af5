"""Muon."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import DecoupledDecay, Momentum, Optimizer, Rate


class Muon(Optimizer, tag="muon"):
    """Momentum made orthogonal, for the matrices between the blocks; AdamW takes all other weights.

    Jordan et al. 2024, kellerjordan.github.io/posts/muon, whose authors leave out embeddings, the last layer, biases
    and gains. One rate serves both: scaling by ``match_rms_adamw`` is that of Liu et al. 2025, arXiv:2502.16982.
    """

    title: ClassVar[str] = "Muon"
    tip: ClassVar[str] = "Makes the momentum of each hidden matrix orthogonal; AdamW takes all other weights."
    form: ClassVar[str] = ""

    lr: Rate = 0.001
    momentum: Momentum = 0.95
    nesterov: Annotated[
        bool, Meta(title="Nesterov", description="Looks ahead: takes the slope where the momentum will have led.")
    ] = True
    weight_decay: DecoupledDecay = 0.1
    scaling: Annotated[
        Literal["match_rms_adamw", "original"],
        Meta(
            title="Scaling",
            description="As AdamW makes steps of the same size as AdamW's; original is that of Muon's first authors.",
            extra_json_schema={"names": {"match_rms_adamw": "as AdamW"}},
        ),
    ] = "match_rms_adamw"
    ns_steps: Annotated[
        int, Meta(ge=1, le=20, title="Iterations", description="How often the step is brought nearer to orthogonal.")
    ] = 5

    def call(self) -> Call:
        """``torch.optim.Muon``."""
        return call(
            "torch.optim.Muon",
            lr=self.lr,
            momentum=self.momentum,
            nesterov=self.nesterov and self.momentum > 0,
            weight_decay=self.weight_decay,
            adjust_lr_fn=self.scaling,
            ns_steps=self.ns_steps,
        )

    def rest(self) -> Call:
        """``torch.optim.AdamW`` with the same rate and decay."""
        return call("torch.optim.AdamW", lr=self.lr, weight_decay=self.weight_decay, fused=True)
