"""How the table of runs is laid out; remembered from one start to the next."""

from typing import Annotated

import msgspec
from msgspec import Meta


class TableChoices(msgspec.Struct, frozen=True, kw_only=True):
    """Columns by their names: one that is new or gone leaves the others as they were."""

    widths: Annotated[dict[str, int], Meta(description="Widths in pixels of the columns that were resized.")] = {}
    order: Annotated[tuple[str, ...], Meta(description="The columns from left to right.")] = ()
    hidden: Annotated[tuple[str, ...], Meta(description="The columns that are not shown.")] = ()
    sorted_by: Annotated[str, Meta(description="The column that the rows are ordered by.")] = "started"
    descending: Annotated[bool, Meta(description="Whether the greatest value is on top.")] = True
