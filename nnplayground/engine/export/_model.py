"""The class of a network as readable Python, printed from the very plan that the engine runs."""

from nnplayground.engine.net import Plan, Step
from nnplayground.engine.parts import parts_of, source_of

LINE = 100
"""Longer lines are broken."""


def model_class(plan: Plan, docstring: str) -> str:
    """Source of ``class Network(nn.Module)`` behind the parts that torch lacks; weights are named as in the engine."""
    parts = dict.fromkeys(part for step in plan.steps for part in parts_of(step.call))
    modules = [f"        self.{s.name} = {s.call.target}({s.call.arguments()})" for s in plan.steps if s.call.is_module]
    head = [
        "class Network(nn.Module):",
        f'    """{docstring}"""',
        "",
        "    def __init__(self) -> None:",
        "        super().__init__()",
    ]
    network = "\n".join([*head, *modules, "", *_forward(plan)])
    return "\n\n\n".join([*map(source_of, parts), network])


def _forward(plan: Plan) -> list[str]:
    """The method ``forward``. A value that only the next line needs is called x, any other as its block."""
    steps = _depth_first(plan)
    names = [plan.source, *(step.name for step in steps)]
    last_use = {source: line for line, step in enumerate(steps, 1) for source in step.sources}
    first_use = {source: line for line, step in reversed([*enumerate(steps, 1)]) for source in step.sources}
    passing = {
        name
        for line, name in enumerate(names)
        if name == plan.answer or first_use.get(name) == last_use.get(name) == line + 1
    }
    variable = {name: "x" if name in passing else name for name in names}
    lines = [f"    def forward(self, {variable[plan.source]}: Tensor) -> Tensor:"]
    for step in steps:
        lines += _assignment(variable[step.name], step, [variable[source] for source in step.sources])
    return [*lines, f"        return {variable[plan.answer]}"]


def _depth_first(plan: Plan) -> list[Step]:
    """The steps so that a branch is written down to its end before the next one begins."""
    steps = {step.name: step for step in plan.steps}
    ordered: dict[str, Step] = {}
    waiting = [(plan.answer, False)]
    while waiting:
        name, ready = waiting.pop()
        if name not in steps or name in ordered:
            continue
        if ready:
            ordered[name] = steps[name]
        else:
            waiting.append((name, True))
            waiting += [(source, False) for source in reversed(steps[name].sources)]
    return list(ordered.values())


def _assignment(variable: str, step: Step, inputs: list[str]) -> list[str]:
    call = step.call
    if call.use:
        return [f"        {variable} = {call.use.format(*inputs, f=f'self.{step.name}')}"]
    if call.is_module:
        return [f"        {variable} = self.{step.name}({', '.join(inputs)})"]
    if call.is_operator:
        return _broken(variable, "(", inputs, f" {call.target} ", ")", always=False)
    arguments = f", {call.arguments()}" if call.args or call.kwargs else ""
    opening, closing = ("([", f"]{arguments})") if call.gather else ("(", f"{arguments})")
    return _broken(variable, f"{call.target}{opening}", inputs, ", ", closing, always=True)


def _broken(variable: str, opening: str, parts: list[str], joint: str, closing: str, always: bool) -> list[str]:
    """One assignment, over several lines where one is too short; ``always``: the brackets belong to the call."""
    joined = joint.join(parts)
    line = f"        {variable} = {opening}{joined}{closing}" if always else f"        {variable} = {joined}"
    if len(line) <= LINE:
        return [line]
    ends = [joint.rstrip()] * (len(parts) - 1) + [""]
    body = [f"            {part}{end}" for part, end in zip(parts, ends, strict=True)]
    return [f"        {variable} = {opening}", *body, f"        {closing}"]
