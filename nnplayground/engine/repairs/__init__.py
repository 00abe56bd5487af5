"""The rules that mend networks. Each module here is one; they are found by importing the package.

A rule is a function ``propose(case)`` that yields whole networks in which the problem of the case may be gone. It need
not be sure: ``mending.py`` offers only those that build on torch's meta device.
"""

from collections.abc import Callable, Iterable

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec.registry import modules_of

Rule = Callable[[Case], Iterable[Proposal]]

RULES: dict[str, Rule] = {m.__name__.rsplit(".", 1)[1]: m.propose for m in modules_of(__name__, __path__)
                          if hasattr(m, "propose")}  # fmt: skip
"""Every rule by its module's name."""
