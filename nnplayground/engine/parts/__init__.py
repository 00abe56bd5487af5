"""What torch lacks: each module here defines one small class or function of the same purpose as one of torch's.

The engine runs it, and the code export prints its source as it stands; so it uses no names but ``torch``, ``Tensor``
and ``nn``, and reads as if written for the script. A new part is one new file; a ``Call`` names it.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from nnplayground.spec.call import Call
from nnplayground.spec.registry import modules_of

PARTS: dict[str, Callable[..., Any]] = {
    name: value
    for module in modules_of(__name__, __path__)
    for name, value in vars(module).items()
    if getattr(value, "__module__", None) == module.__name__
}
"""Every part by its name."""


def parts_of(call: Call) -> Iterator[str]:
    """The names of the parts that a call needs."""
    if call.target in PARTS:
        yield call.target
    if call.use:
        tree = ast.parse(call.use.replace("{", "_").replace("}", "_"), mode="eval")
        yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in PARTS)


def source_of(name: str) -> str:
    """The source of a part, as it stands in its file."""
    return inspect.getsource(PARTS[name]).rstrip()
