"""Templates of sentences and how they are filled in, and how settings are written in them."""

import re
from typing import Any

_SINGULAR = {
    "axes": "axis", "blocks": "block", "classes": "class", "copies": "copy", "cores": "core", "epochs": "epoch",
    "filters": "filter", "heads": "head", "images": "image", "inputs": "input", "labels": "label", "maps": "map",
    "numbers": "number", "parameters": "parameter", "samples": "sample", "sizes": "size", "steps": "step",
    "threads": "thread", "units": "unit", "values": "value",
}  # fmt: skip
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MINUS = "\N{MINUS SIGN}"
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


def setting(value: float) -> str:
    """A number as it was chosen, not rounded as a measured one would be: ``4,096``, ``0.9999``, ``1×10⁻⁸``."""
    value = float(value)
    if value.is_integer() and abs(value) < 1e15:
        text = f"{value:,.0f}"
    elif 1e-4 <= abs(value) < 1e6:
        text = f"{value:.6g}"
    else:
        mantissa, exponent = f"{value:.5e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}{power(int(exponent))}"
    return text.replace("-", _MINUS)


def share(value: float) -> str:
    """A share that was chosen, in percent as its field shows it: ``10 %``."""
    return f"{setting(100 * value)} %"


def power(exponent: int) -> str:
    """A power of ten as a factor: ``×10⁻⁸``."""
    return f"×10{str(exponent).translate(_SUPERSCRIPT)}"
