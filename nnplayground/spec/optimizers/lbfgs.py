"""L-BFGS."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, call
from nnplayground.spec.optimizers.base import Optimizer, Rate


class LBFGS(Optimizer, tag="lbfgs"):
    """Limited-memory quasi-Newton. Nocedal and Wright, Numerical Optimization, algorithm 7.5."""

    title: ClassVar[str] = "L-BFGS"
    tip: ClassVar[str] = "Learns the curvature and searches along each direction; for small networks and large batches."
    searches: ClassVar[bool] = True
    form: ClassVar[str] = ""
    restarts: ClassVar[tuple[str, ...]] = ("history_size",)

    lr: Rate = 1.0
    max_iter: Annotated[
        int, Meta(ge=1, le=1000, title="Iterations", description="How many directions a step may follow.")
    ] = 20
    history_size: Annotated[
        int, Meta(ge=1, le=1000, title="History", description="How many past steps tell of the curvature.")
    ] = 10
    line_search: Annotated[
        Literal["strong_wolfe", "none"],
        Meta(
            title="Line search",
            description="Strong Wolfe tries how far to go; none goes by the learning rate.",
            extra_json_schema={"names": {"strong_wolfe": "strong Wolfe"}},
        ),
    ] = "strong_wolfe"
    tolerance_grad: Annotated[
        float, Meta(ge=0, le=1, title="Gradient tolerance", description="A step ends where the gradient is smaller.")
    ] = 1e-7
    tolerance_change: Annotated[
        float, Meta(ge=0, le=1, title="Change tolerance", description="A step ends where the loss changes less.")
    ] = 1e-9

    def call(self) -> Call:
        """``torch.optim.LBFGS``."""
        return call(
            "torch.optim.LBFGS",
            lr=self.lr,
            max_iter=self.max_iter,
            history_size=self.history_size,
            line_search_fn=None if self.line_search == "none" else self.line_search,
            tolerance_grad=self.tolerance_grad,
            tolerance_change=self.tolerance_change,
        )
