"""From a call back to the layer that would write it: each kind is recognised by its own ``call()``, whatever it is.

A kind is asked what it would write with the values that stand in the code, for two made-up input shapes. What is the
same both times comes from its parameters and must agree with the code; what differs comes from the shapes and is left
to them. So a new layer kind is read without a line here.
"""

import itertools
from collections.abc import Iterator
from functools import cache
from math import prod
from typing import Any, NamedTuple

from msgspec.structs import replace

from nnplayground.spec.call import Call, Shape
from nnplayground.spec.code.patterns import Pattern, numbers_in, pattern_of
from nnplayground.spec.code.signatures import bound
from nnplayground.spec.fields import Field, checked, fields_of
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError

_MOST_GUESSES = 3000
_MOST_NUMBERS = 8
_EASY = 720_720
_CHOSEN = ("bool", "choice")


class Found(NamedTuple):
    """A layer that writes a call, and the arguments that follow from shapes: what the code says they are, by name."""

    layer: Layer
    sizes: dict[str, Any]


class Form(NamedTuple):
    """A way in which a kind appears in code."""

    kind: type[Layer]
    target: str
    gather: bool
    pattern: Pattern | None
    inputs: int


@cache
def forms() -> tuple[Form, ...]:
    """Every form of every kind, found by asking each with all combinations of its switches; longer patterns first."""
    found: dict[tuple, Form] = {}
    for kind in KINDS.values():
        low, high = kind.ports
        for layer in _switched(kind, {}):
            for count in {low, min(high, low + 1)} - {0}:
                for call in _calls(layer, count):
                    pattern = pattern_of(call.use) if call.use else None
                    key = (kind, call.target, call.gather, pattern and pattern.skeleton, bool(pattern) and count)
                    found.setdefault(key, Form(kind, call.target, call.gather, pattern, count))
    return tuple(sorted(found.values(), key=lambda form: -(form.pattern.size if form.pattern else 0)))


def layer_of(kind: type[Layer], call: Call, inputs: int) -> Found | None:
    """The layer of a kind that writes this call, None if there is none.

    Raises: PlaygroundError: ``bad_value``, where it would but for the bounds of a parameter.
    """
    try:
        given = bound(call.target, call.args, call.kwargs)
    except KeyError:
        return None
    given = {name: _plain(value) for name, value in given.items()}
    refused: PlaygroundError | None = None
    use = pattern_of(call.use) if call.use else None
    for layer in itertools.islice(_guesses(kind, given, use), _MOST_GUESSES):
        try:
            layer = checked(layer)
        except PlaygroundError as error:  # no kind is asked to compute with values that it was not made for
            refused = error
            continue
        sizes = _agreement(layer, call, given, use, inputs)
        if sizes is not None:
            return Found(layer, sizes)
    if refused:
        raise refused
    return None


def settled(found: Found, former: Layer, call: Call, inputs: int) -> Layer:
    """The layer with whatever of the former one the code does not speak of."""
    if type(former) is not type(found.layer):
        return found.layer
    given = bound(call.target, call.args, call.kwargs)
    use = pattern_of(call.use) if call.use else None
    layer = found.layer
    for name in former.__struct_fields__:
        if getattr(former, name) != getattr(layer, name):
            guess = replace(layer, **{name: getattr(former, name)})
            if _agreement(guess, call, given, use, inputs) is not None:
                layer = guess
    return layer


def misfits(layer: Layer, call: Call, shapes: list[Shape]) -> dict[str, tuple[Any, Any]]:
    """Arguments of the code that are not what the real shapes make them: (written, real) by name."""
    try:
        real = layer.call(shapes)
        written = bound(call.target, call.args, call.kwargs)
        right = bound(real.target, real.args, real.kwargs)
    except (PlaygroundError, KeyError):
        return {}
    known = {name: value for name, value in written.items() if value is not ... and name in right}
    return {name: (value, right[name]) for name, value in known.items() if _plain(value) != _plain(right[name])}


def _agreement(
    layer: Layer, call: Call, given: dict[str, Any], use: Pattern | None, inputs: int
) -> dict[str, Any] | None:
    """What of a call follows from shapes, if the layer would write the rest of it just so; None if it would not."""
    for first, second in _pairs(layer, inputs):
        if (first.target, first.gather) != (call.target, call.gather):
            continue
        if (pattern_of(first.use) if first.use else None) != use:
            continue
        one = bound(first.target, first.args, first.kwargs)
        two = bound(second.target, second.args, second.kwargs)
        if one.keys() != given.keys():
            continue
        sizes = {name for name in one if one[name] != two.get(name)}
        if all(_same(one[name], given[name]) for name in one if name not in sizes):
            return {name: given[name] for name in sizes}
    return None


def _pairs(layer: Layer, inputs: int) -> Iterator[tuple[Call, Call]]:
    """What a layer writes for two sets of shapes that have nothing in common but their rank."""
    values = (getattr(layer, name) for name in layer.__struct_fields__)
    shared = prod(v for v in values if type(v) is int and 0 < v <= 65536)
    for shape in layer.fitting():
        first = _call(layer, [shape] * inputs)
        if first:
            yield first, first
    for rank in layer.ranks or (1, 3, 2):
        ones = [_call(layer, [(_EASY * shared * factor,) * rank] * inputs) for factor in (1, 2)]
        if ones[0] and ones[1]:
            yield ones[0], ones[1]


def _calls(layer: Layer, inputs: int) -> Iterator[Call]:
    for first, _ in _pairs(layer, inputs):
        yield first


def _call(layer: Layer, shapes: list[Shape]) -> Call | None:
    try:
        return layer.call(shapes)
    except (PlaygroundError, ValueError, IndexError, TypeError):
        return None


def _guesses(kind: type[Layer], given: dict[str, Any], use: Pattern | None) -> Iterator[Layer]:
    """Layers that may have written a call, the likeliest first."""
    numbers = list(dict.fromkeys([*numbers_in(list(given.values())), *(use.numbers if use else ())]))[:_MOST_NUMBERS]
    text = "x".join(str(n) for n in _run(given, use))
    certain: dict[str, Any] = {}
    open_fields: list[tuple[str, list[Any]]] = []
    for field in fields_of(kind):
        value = _plain(given.get(field.name))
        if field.name in given and _fits(field, value):
            certain[field.name] = _as(field, value)
        elif field.kind in ("int", "float"):
            others = [_as(field, n) for n in numbers if _fits(field, n) and _within(field, n)]
            open_fields.append((field.name, list(dict.fromkeys([field.default, *others]))))
        elif field.kind == "str":
            open_fields.append((field.name, [text]))
    names = [name for name, _ in open_fields]
    for values in itertools.product(*(choices for _, choices in open_fields)):
        yield from _switched(kind, {**certain, **dict(zip(names, values, strict=True))})


def _switched(kind: type[Layer], certain: dict[str, Any]) -> Iterator[Layer]:
    """A kind with all combinations of the switches that are not certain."""
    free = [field for field in fields_of(kind) if field.kind in _CHOSEN and field.name not in certain]
    choices = [[f.default, *(c for c in (f.choices or (True, False)) if c != f.default)] for f in free]
    for values in itertools.islice(itertools.product(*choices), 256):
        yield kind(**certain, **{f.name: v for f, v in zip(free, values, strict=True)})


def _run(given: dict[str, Any], use: Pattern | None) -> list[int]:
    """The numbers that make up a shape: the last tuple among the arguments, or all in an expression."""
    for value in reversed(list(given.values())):
        if isinstance(value, tuple | list):
            return numbers_in(list(value))
    return list(use.numbers)[1:] if use else numbers_in(list(given.values()))[-1:]


def _fits(field: Field, value: Any) -> bool:
    match field.kind:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "choice":
            return value in field.choices
    return isinstance(value, str)


def _within(field: Field, value: float) -> bool:
    return (field.minimum is None or value >= field.minimum) and (field.maximum is None or value <= field.maximum)


def _as(field: Field, value: Any) -> Any:
    return float(value) if field.kind == "float" else value


def _plain(value: Any) -> Any:
    """One number for a tuple of equal ones: ``(2, 2)`` is written for 2."""
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(value, tuple) and value and len(set(map(repr, value))) == 1:
        return value[0]
    return value


def _same(one: Any, two: Any) -> bool:
    one, two = _plain(one), _plain(two)
    return one == two and isinstance(one, bool) == isinstance(two, bool)
