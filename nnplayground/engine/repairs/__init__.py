"""The rules that mend networks. Each module here is one; they are found by importing the package.

A rule is a function ``propose(case)`` that yields whole networks in which the problem of the case may be gone. It need
not be sure: ``mending.py`` offers only those that build on torch's meta device. ``propose_for_group(case)`` is the same
for a guilty group.
"""

from collections.abc import Callable, Iterable

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec.registry import modules_of

Rule = Callable[[Case], Iterable[Proposal]]


def _rules(function: str) -> dict[str, Rule]:
    found = {m.__name__.rsplit(".", 1)[1]: getattr(m, function, None) for m in modules_of(__name__, __path__)}
    return {name: rule for name, rule in found.items() if rule is not None}


RULES = _rules("propose")
"""Every rule by its module's name."""
GROUP_RULES = _rules("propose_for_group")
"""The rules for what is wrong with a group; it has no layer and no inputs of its own."""
