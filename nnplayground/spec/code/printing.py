"""The class of a network as readable Python, printed from the very plan that the engine runs."""

from collections.abc import Iterator

import msgspec

from nnplayground.spec.code.plan import ZERO, Plan, Step

LINE = 100
"""Longer lines are broken."""


class Source(msgspec.Struct, frozen=True):
    """Source of a class, and on which of its lines (from 1) each block stands."""

    text: str
    lines: dict[str, tuple[int, ...]] = {}

    def block_at(self, line: int) -> str | None:
        """The block that stands on a line."""
        return next((name for name, lines in self.lines.items() if line in lines), None)


def network_class(plan: Plan, docstring: str, *, exact: bool = False) -> Source:
    """Source of ``class Network(nn.Module)``; weights are named as in the engine.

    Args:
        exact: Draw the very first weights of the engine: initialisations then name the generator
            ``its_own``, which a script has to hold.
    """
    head = [
        "class Network(nn.Module):",
        f'    """{docstring}"""',
        "",
        "    def __init__(self) -> None:",
        "        super().__init__()",
    ]
    rows: list[tuple[str | None, str]] = [(None, line) for line in head]
    for step in plan.steps:
        if step.call.is_module:
            rows.append((step.name, f"        self.{step.name} = {step.call.target}({step.call.arguments()})"))
            rows += [(step.name, f"        {line}") for line in _weights(step, exact)]
    rows += [(None, ""), *_forward(plan)]
    lines: dict[str, tuple[int, ...]] = {}
    for number, (name, _) in enumerate(rows, 1):
        if name is not None:
            lines[name] = (*lines.get(name, ()), number)
    return Source("\n".join(line for _, line in rows), lines)


def _weights(step: Step, exact: bool) -> Iterator[str]:
    """How the weights of a module begin, and whether they are trained."""
    for name, filling in step.beginnings:
        weight = f"self.{step.name}.{name}"
        generator = f"generator=its_own({weight})" if exact and filling != ZERO else ""
        arguments = ", ".join(filter(None, (weight, filling.arguments(), generator)))
        line = f"{filling.target}({arguments})"
        yield from [line] if len(line) + 8 <= LINE else [f"{filling.target}(", f"    {arguments}", ")"]
    if step.frozen:
        yield f"self.{step.name}.requires_grad_(False)"


def _forward(plan: Plan) -> list[tuple[str | None, str]]:
    """The method ``forward``. A value that only the next line needs is called x, any other as its block."""
    steps = plan.steps
    names = [plan.source, *(step.name for step in steps)]
    last_use = {source: line for line, step in enumerate(steps, 1) for source in step.sources}
    first_use = {source: line for line, step in reversed([*enumerate(steps, 1)]) for source in step.sources}
    passing = {
        name
        for line, name in enumerate(names)
        if (name == plan.answer and name not in first_use) or first_use.get(name) == last_use.get(name) == line + 1
    }
    variable = {name: "x" if name in passing else name for name in names}
    rows: list[tuple[str | None, str]] = [
        (plan.source, f"    def forward(self, {variable[plan.source]}: Tensor) -> Tensor:")
    ]
    for step in steps:
        inputs = [variable[source] for source in step.sources]
        rows += [(step.name, line) for line in _assignment(variable[step.name], step, inputs)]
    ends = tuple(name for name, source in plan.passes.items() if source == plan.answer)
    answer = variable[plan.answer] if plan.answer else "..."
    return [*rows, (ends[0] if ends else None, f"        return {answer}")]


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
