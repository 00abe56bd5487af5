"""What has to be computed, in order: the engine runs it, the code is printed from it."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from nnplayground.spec import groups
from nnplayground.spec.call import Call, call
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Learned
from nnplayground.spec.weight_rule import WeightRule

ZERO = call("nn.init.zeros_")
"""How biases begin where an initialisation is chosen."""


def accessor(path: str) -> str:
    """A path as Python writes it: ``residual1[0].linear1`` for ``residual1.0.linear1``."""
    return re.sub(r"\.(\d+)(?=\.)", r"[\1]", path)


class Step(NamedTuple):
    """One computation of a plan: the block's name, its call, the names of the values it takes.

    Then what its module learns, and the rule that holds for it.
    """

    name: str
    call: Call
    sources: tuple[str, ...]
    least_batch: int = 1
    learned: Learned = Learned()
    rule: WeightRule = WeightRule()
    attribute: str = ""
    """What the class calls it, or the network by a dotted path; empty: by its name."""

    @property
    def path(self) -> str:
        """Where its module lies: ``residual1.0.linear1``."""
        return self.attribute or self.name

    @property
    def accessor(self) -> str:
        """The same as Python writes it."""
        return accessor(self.path)

    @property
    def beginnings(self) -> Iterator[tuple[str, Call]]:
        """The parameters that begin otherwise than torch makes them, and the function that fills each."""
        filling = self.rule.init.call()
        if filling is not None and self.learned.matrices:
            yield from ((name, filling) for name in self.learned.matrices)
            yield from ((name, ZERO) for name in self.learned.biases)

    @property
    def frozen(self) -> bool:
        """Whether training leaves its weights as they are."""
        return self.rule.frozen and bool(self.learned)


class Pass(NamedTuple):
    """A block that computes nothing, and whose value it hands on."""

    name: str
    source: str


class Section(NamedTuple):
    """The computation of a group, which becomes a class: what it takes, what it does, what it gives.

    Names of values are those of blocks, and of groups for what they give; inside, the sources are called as outside.
    """

    name: str
    title: str
    repeat: int
    sources: tuple[str, ...]
    body: "tuple[Item, ...]"
    answer: str
    attribute: str = ""


Item = Step | Pass | Section


class Plan(NamedTuple):
    """What has to be computed, in order: as it is written down (``body``), and step by step, copies and all.

    In ``steps`` the second copy of ``linear1`` is called ``linear1@1``. ``passes`` says whose value a block without a
    computation hands on.
    """

    source: str
    steps: tuple[Step, ...]
    answer: str
    """The value that is returned; empty where nothing leads to the Output yet."""
    passes: dict[str, str]
    body: tuple[Item, ...] = ()
    result: str = ""
    """The value that is returned, as the body calls it."""

    @property
    def finished(self) -> bool:
        """Whether it leads to an answer."""
        return bool(self.answer)

    @property
    def least_batch(self) -> int:
        """How many samples a training batch must have at least."""
        return max((step.least_batch for step in self.steps), default=1)


def of_copy(name: str, copy: int) -> str:
    """What the value of a copy of a block is called: ``linear1`` for the first, ``linear1@1`` for the second."""
    return f"{name}@{copy}" if copy else name


def planned(
    network: Network, source: str, ends: list[str], answer: str, step_of: Callable[[str, tuple[str, ...]], Step | None]
) -> Plan:
    """Put the computation of some blocks and of all that feeds them in order, group by group.

    Args:
        network: Its groups can be classes (see ``group_faults.py``).
        source: The Input.
        answer: The Output, or empty.
        step_of: The computation of a block from the names of the values that it takes; None if it hands its first
            value on.
    """
    arranger = _Arranger(network, source, ends, step_of)
    body = arranger.body(None, ends)
    result = arranger.seen(answer, None) if answer else ""
    steps: list[Step] = []
    passes: dict[str, str] = {}
    names = {source: source}
    _expand(body, "", 0, names, steps, passes)
    return Plan(source, tuple(steps), names[result] if result else "", passes, body, result)


def depth_first(network: Network, ends: Iterable[str], within: Callable[[str], bool] = lambda name: True) -> list[str]:
    """The ends and all that feeds them ``within`` some blocks, a branch to its end before the next one begins.

    The order depends on the wires alone, not on the order in which blocks were added: so the code, which does not know
    that order, gives the same network again, and the same first weights.
    """
    return _in_order(ends, lambda name: [i for i in network.nodes[name].inputs if i is not None and within(i)])


def _in_order(ends: Iterable[str], sources_of: Callable[[str], list[str]]) -> list[str]:
    """The ends and all that feeds them, each behind its sources, a branch to its end before the next one begins."""
    ordered: dict[str, None] = {}
    waiting = [(name, False) for name in reversed(list(ends))]
    while waiting:
        name, ready = waiting.pop()
        if name in ordered:
            continue
        if ready:
            ordered[name] = None
        else:
            waiting.append((name, True))
            waiting += [(source, False) for source in reversed(sources_of(name)) if source not in ordered]
    return list(ordered)


class _Arranger:
    """Puts the blocks of each group together, and each group behind what feeds it."""

    def __init__(
        self, network: Network, source: str, ends: list[str], step_of: Callable[[str, tuple[str, ...]], Step | None]
    ) -> None:
        self._network, self._source, self._step_of = network, source, step_of
        self._ends = ends
        """Where nothing follows."""
        self._used = set(depth_first(network, ends))
        self._real: dict[str, str] = {}
        """Whose value a block hands on."""
        self._around = {name: groups.around(network, name) for name in self._used}

    def body(self, home: str | None, ends: list[str]) -> tuple[Item, ...]:
        """The computations directly in a group, in order."""
        items: list[Item] = []
        for name in self._order(home, ends):
            if name in self._network.groups:
                items += self._section(name)
            elif name != self._source:
                items.append(self._item(name, home))
        return tuple(_named(items) if home is not None else items)

    def seen(self, name: str, home: str | None) -> str:
        """What the value of a block is called within a group."""
        real = self._real.get(name, name)
        path = self._around[real]
        while home is not None and home not in path:
            home = self._network.groups[home].parent
        inner = path if home is None else path[: path.index(home)]
        return inner[-1] if inner else real

    def _item(self, name: str, home: str | None) -> Item:
        inputs = [i for i in self._network.nodes[name].inputs if i is not None]
        sources = tuple(self.seen(i, home) for i in inputs)
        step = self._step_of(name, sources)
        if step is not None:
            return step
        self._real[name] = self._real.get(inputs[0], inputs[0])
        return Pass(name, sources[0])

    def _section(self, name: str) -> Iterator[Item]:
        group = self._network.groups[name]
        ends = self._ends_of(name)
        body = self.body(name, ends)
        if not any(isinstance(item, Step | Section) for item in body):
            yield from body
            return
        made = {item.name for item in body if not isinstance(item, Pass)}
        taken = (source for item in body for source in ([item.source] if isinstance(item, Pass) else item.sources))
        sources = tuple(dict.fromkeys(source for source in taken if source not in made))
        yield Section(name, group.title, group.repeat, sources, body, self.seen(ends[-1], name))

    def _ends_of(self, group: str) -> list[str]:
        """The blocks in a group that lead out of it, or to nothing; the one that gives its value last."""
        inside = {name for name in self._used if group in self._around[name]}
        outer = (i for name in self._used - inside for i in self._network.nodes[name].inputs)
        leaving = [i for i in dict.fromkeys(outer) if i in inside]
        return [*(end for end in self._ends if end in inside and end not in leaving), *sorted(leaving)]

    def _order(self, home: str | None, ends: list[str]) -> list[str]:
        """The blocks and groups directly in a group, each behind those that feed it, one branch after the other."""

        def sources_of(name: str) -> list[str]:
            return [self._unit(i, home) for i in self._feeding(name) if home is None or home in self._around[i]]

        return _in_order((self._unit(name, home) for name in ends), sources_of)

    def _feeding(self, name: str) -> list[str]:
        """The blocks that feed a block, or a group from outside, in the order in which it needs them."""
        if name in self._network.nodes:
            return [i for i in self._network.nodes[name].inputs if i is not None]
        inner = depth_first(self._network, self._ends_of(name), lambda block: name in self._around[block])
        sources = (i for block in inner for i in self._network.nodes[block].inputs)
        return [i for i in dict.fromkeys(sources) if i is not None and name not in self._around[i]]

    def _unit(self, name: str, home: str | None) -> str:
        path = self._around[name]
        inner = path if home is None else path[: path.index(home)]
        return inner[-1] if inner else name


def _named(items: list[Item]) -> Iterator[Item]:
    """Items with the names of their attributes in a class: counted by kind, so that equal groups are equal classes."""
    counts: dict[str, int] = {}
    for item in items:
        if isinstance(item, Pass):
            yield item
            continue
        stem = item.name.rstrip("0123456789")
        counts[stem] = counts.get(stem, 0) + 1
        yield item._replace(attribute=f"{stem}{counts[stem]}")


def _expand(
    body: Iterable[Item], path: str, copy: int, names: dict[str, str], steps: list[Step], passes: dict[str, str]
) -> None:
    """Write a body down step by step; ``names`` are those of the values so far, and grow."""
    for item in body:
        if isinstance(item, Pass):
            passes[of_copy(item.name, copy)] = names[item.source]
        elif isinstance(item, Step):
            name = of_copy(item.name, copy)
            sources = tuple(names[source] for source in item.sources)
            steps.append(item._replace(name=name, sources=sources, attribute=path + (item.attribute or item.name)))
            names[item.name] = name
        else:
            _repeat(item, path + (item.attribute or item.name), copy, names, steps, passes)


def _repeat(
    section: Section, path: str, copy: int, names: dict[str, str], steps: list[Step], passes: dict[str, str]
) -> None:
    inner = {source: names[source] for source in section.sources}
    for number in range(section.repeat):
        place = f"{path}.{number}." if section.repeat > 1 else f"{path}."
        _expand(section.body, place, copy * section.repeat + number, inner, steps, passes)
        names[section.name] = inner[section.answer]
        if section.repeat > 1:
            inner = {section.sources[0]: names[section.name]}
