"""The class of a network behind the parts that torch lacks."""

from nnplayground.engine.parts import PARTS, parts_of, source_of
from nnplayground.spec.code.plan import ZERO, Plan
from nnplayground.spec.code.printing import network_class


def model_class(plan: Plan, docstring: str) -> str:
    """Source of ``class Network(nn.Module)`` and of the parts that it needs."""
    parts = dict.fromkeys(part for step in plan.steps for part in parts_of(step.call))
    if any(filling != ZERO for step in plan.steps for _, filling in step.beginnings):
        parts["its_own"] = None
    return "\n\n\n".join([*map(source_of, parts), network_class(plan, docstring, exact=True, reserved=PARTS).text])
