"""How the charts show what there is; remembered from one start to the next."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Axis = Literal["epoch", "step", "seconds"]


class ChartChoices(msgspec.Struct, frozen=True, kw_only=True):
    """How charts show what there is; nothing here touches a value."""

    axis: Annotated[Axis, Meta(description="What the charts are drawn against.")] = "epoch"
    log_x: Annotated[bool, Meta(description="Whether that axis is logarithmic.")] = False
    log_y: Annotated[tuple[str, ...], Meta(description="Metrics whose values are shown logarithmically.")] = ()
    smoothing: Annotated[float, Meta(ge=0, le=0.999, description="Decay of the smoothed course, 0 for none.")] = 0.96
    outliers: Annotated[bool, Meta(description="Whether the range of values holds a steep beginning too.")] = False
    single_steps: Annotated[bool, Meta(description="Whether every step is shown behind the smoothed course.")] = True
    former: Annotated[bool, Meta(description="Whether the run before stays on the charts.")] = False
    metrics: Annotated[dict[str, str], Meta(description="The metric of each chart that shows another one.")] = {}
