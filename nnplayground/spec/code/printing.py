"""The class of a network as readable Python, printed from the very plan that the engine runs."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from nnplayground.spec.code.plan import ZERO, Item, Pass, Plan, Section, Step
from nnplayground.spec.code.spellings import targets

LINE = 100
"""Longer lines are broken."""


class Source(msgspec.Struct, frozen=True):
    """Source of classes, and on which of its lines (from 1) each block and each group stands."""

    text: str
    lines: dict[str, tuple[int, ...]] = {}

    def block_at(self, line: int) -> str | None:
        """The block or group that stands on a line."""
        return next((name for name, lines in self.lines.items() if line in lines), None)


class Row(NamedTuple):
    """A line, and the blocks and groups that stand on it."""

    names: tuple[str, ...]
    text: str


def network_class(plan: Plan, docstring: str, *, exact: bool = False, reserved: Iterable[str] = ()) -> Source:
    """Source of ``class Network(nn.Module)`` behind those of its groups; weights are named as in the engine.

    Equal groups share a class. A group that is repeated is an ``nn.ModuleList``.

    Args:
        exact: Draw the very first weights of the engine: initialisations then name the generator
            ``its_own``, which a script has to hold.
        reserved: What no group's class may be called besides.
    """
    shelf = _Shelf(exact, {*own_names(), *reserved})
    head = [Row((), "class Network(nn.Module):"), Row((), f'    """{docstring}"""'), Row((), "")]
    made = _Class(shelf, plan.body, (plan.source,), plan.result)
    ends = tuple(i.name for i in plan.body if isinstance(i, Pass) and i.source == plan.result)
    blank = [Row((), ""), Row((), "")]
    rows = [row for rows in shelf.classes.values() for row in [*rows, *blank]]
    rows += [*head, *made.constructor(), Row((), ""), *made.forward((plan.source,), ends[:1])]
    lines: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(rows, 1):
        for name in row.names:
            lines[name] = (*lines.get(name, ()), number)
    return Source("\n".join(row.text for row in rows), lines)


def own_names() -> set[str]:
    """What no group's class may be called, since something else in the code is."""
    return {"Network", "Tensor", "Path", *targets()}


class _Shelf:
    """The classes of groups that are already written, by their names."""

    def __init__(self, exact: bool, reserved: set[str]) -> None:
        self.exact = exact
        self.classes: dict[str, list[Row]] = {}
        self._reserved = reserved

    def class_of(self, section: Section) -> str:
        """The name of the class of a group, which is written unless an equal one of this title is there."""
        made = _Class(self, section.body, section.sources, section.answer)
        inner = [*made.constructor(), Row((), ""), *made.forward((), ())]
        number = 1
        while (name := f"{section.title}{number if number > 1 else ''}") in self._reserved or (
            name in self.classes and [row.text for row in self.classes[name][1:]] != [row.text for row in inner]
        ):
            number += 1
        rows = [Row((section.name,), f"class {name}(nn.Module):"), *inner]
        known = self.classes.get(name, [Row((), row.text) for row in rows])
        self.classes[name] = [Row(a.names + b.names, a.text) for a, b in zip(known, rows, strict=True)]
        return name


class _Class:
    """One class: what is made in its constructor and what ``forward`` does."""

    def __init__(self, shelf: _Shelf, body: tuple[Item, ...], sources: tuple[str, ...], answer: str) -> None:
        self._exact = shelf.exact
        self._items = [item for item in body if not isinstance(item, Pass)]
        self._classes = {item.name: shelf.class_of(item) for item in self._items if isinstance(item, Section)}
        self._sources, self._answer = sources, answer
        self._variables = self._named()

    def constructor(self) -> list[Row]:
        """The method ``__init__``."""
        rows = [Row((), "    def __init__(self) -> None:"), Row((), "        super().__init__()")]
        for item in self._items:
            attribute = f"self.{_attribute(item)}"
            if isinstance(item, Section):
                made = f"{self._classes[item.name]}()"
                many = f"nn.ModuleList({made} for _ in range({item.repeat}))"
                rows.append(Row((item.name,), f"        {attribute} = {many if item.repeat > 1 else made}"))
            elif item.call.is_module:
                rows.append(Row((item.name,), f"        {attribute} = {item.call.target}({item.call.arguments()})"))
                rows += [Row((item.name,), f"        {line}") for line in _weights(item, self._exact)]
        return rows

    def forward(self, starts: tuple[str, ...], ends: tuple[str, ...]) -> list[Row]:
        """The method ``forward``; the first line speaks of ``starts``, the last of ``ends``."""
        parameters = ", ".join(f"{self._variables[source]}: Tensor" for source in self._sources)
        rows = [Row(starts, f"    def forward(self, {parameters}) -> Tensor:")]
        for item in self._items:
            inputs = [self._variables[source] for source in item.sources]
            variable = self._variables[item.name]
            if isinstance(item, Section) and item.repeat > 1 and inputs != [variable]:
                rows.append(Row((), f"        {variable} = {inputs[0]}"))
            write = _called if isinstance(item, Section) else _assignment
            rows += [Row((item.name,), line) for line in write(variable, item, inputs)]
        return [*rows, Row(ends, f"        return {self._variables[self._answer] if self._answer else '...'}")]

    def _named(self) -> dict[str, str]:
        """The variable of each value. What only the next line needs is called x, any other as its block."""
        values = [self._sources[-1], *(item.name for item in self._items)]
        uses = [(source, line) for line, item in enumerate(self._items, 1) for source in item.sources]
        last, first = dict(uses), dict(reversed(uses))
        own = {item.name: _attribute(item) for item in self._items}
        if self._is_top:
            own[self._sources[0]] = self._sources[0]
        else:
            stem = next(stem for stem in ("input", "value", "given") if f"{stem}1" not in own.values())
            own |= {source: f"{stem}{number}" for number, source in enumerate(self._sources, 1)}
        for line, name in enumerate(values):
            needed = first.get(name) == last.get(name) == line + 1
            passing = name not in first if name == self._answer else needed
            if passing and (line or len(self._sources) == 1):
                own[name] = "x"
        return own

    @property
    def _is_top(self) -> bool:
        return not any(item.attribute for item in self._items)


def _attribute(item: Step | Section) -> str:
    return item.attribute or item.name


def _called(variable: str, section: Section, inputs: list[str]) -> list[str]:
    """A group: its class is called, or one copy after the other."""
    attribute = f"self.{_attribute(section)}"
    if section.repeat == 1:
        return [f"        {variable} = {attribute}({', '.join(inputs)})"]
    return [f"        for block in {attribute}:", f"            {variable} = block({variable})"]


def _weights(step: Step, exact: bool) -> Iterator[str]:
    """How the weights of a module begin, and whether they are trained."""
    for name, filling in step.beginnings:
        weight = f"self.{step.path}.{name}"
        generator = f"generator=its_own({weight})" if exact and filling != ZERO else ""
        arguments = ", ".join(filter(None, (weight, filling.arguments(), generator)))
        line = f"{filling.target}({arguments})"
        yield from [line] if len(line) + 8 <= LINE else [f"{filling.target}(", f"    {arguments}", ")"]
    if step.frozen:
        yield f"self.{step.path}.requires_grad_(False)"


def _assignment(variable: str, step: Step, inputs: list[str]) -> list[str]:
    call = step.call
    if call.use:
        return [f"        {variable} = {call.use.format(*inputs, f=f'self.{step.path}')}"]
    if call.is_module:
        return [f"        {variable} = self.{step.path}({', '.join(inputs)})"]
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
