"""Templates of sentences and how they are filled in."""

import re
from typing import Any

_SINGULAR = {
    "axes": "axis", "blocks": "block", "classes": "class", "copies": "copy", "cores": "core", "epochs": "epoch",
    "filters": "filter", "heads": "head", "images": "image", "inputs": "input", "labels": "label", "maps": "map",
    "numbers": "number", "parameters": "parameter", "samples": "sample", "sizes": "size", "steps": "step",
    "threads": "thread", "units": "unit", "values": "value",
}  # fmt: skip
_COUNTED = re.compile(rf"\{{(\w+)\}} ({'|'.join(_SINGULAR)})\b")


def fill(template: str, *values: Any, **arguments: Any) -> str:
    """Fill a template in; of one thing it speaks in the singular: ``{0} epochs`` becomes ``1 epoch``.

    Only what stands in the template is put into the singular, never a word of what it is filled with.
    """
    known = dict(enumerate(map(str, values))) | arguments

    def agreed(match: re.Match[str]) -> str:
        gap, word = match.groups()
        value = known.get(int(gap) if gap.isdecimal() else gap)
        return f"{{{gap}}} {_SINGULAR[word]}" if str(value) == "1" else match.group()

    return _COUNTED.sub(agreed, template).format(*values, **arguments)
