"""What a form, a tool-tip or a document needs to know of a parameter, read from its annotation.

A parameter is written once, ``units: Annotated[int, Meta(ge=1, le=4096, title="Units", description="...")] = 10``;
the checks on loading, the form in the window and the help all come from that line.
"""

from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import inspect

from nnplayground.spec.problems import PlaygroundError

S = TypeVar("S", bound=msgspec.Struct)


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One parameter of a spec, as an editor sees it. Bounds are inclusive unless ``exclusive_minimum``."""

    name: str
    kind: Literal["int", "float", "bool", "str", "choice"]
    default: Any
    title: str
    tip: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: bool = False
    choices: tuple[Any, ...] = ()
    names: dict[Any, str] = {}
    """What choices are called whose value is no word."""
    zero: str = ""
    """What a 0 means, where it is no quantity: ``off``."""


@cache
def fields_of(spec: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The editable parameters of a spec class, in the order in which they were written.

    What is a spec itself, as an initialisation, has a form of its own and is left out.
    """
    hints = get_type_hints(spec)
    fields = inspect.type_info(spec).fields
    return tuple(_field(f, get_args(hints[f.name])) for f in fields if type(_unwrap(f.type)[1]) in _KINDS)


def checked(spec: S) -> S:
    """The same value after all its bounds were checked.

    Raises: PlaygroundError: ``bad_value``, naming the field and the bound, if a field lies outside.
    """
    try:
        return msgspec.convert(msgspec.to_builtins(spec), type(spec))
    except msgspec.ValidationError as error:
        raise PlaygroundError("bad_value", what=type(spec).__name__, detail=str(error)) from None


def changed(spec: S, **values: Any) -> S:
    """A copy with some parameters replaced, checked against their bounds.

    Raises: PlaygroundError: ``bad_value``, if a value lies outside its bounds.
    """
    return checked(msgspec.structs.replace(spec, **values))


def _field(field: inspect.Field, written: tuple[Any, ...]) -> Field:
    """A parameter; ``written`` are the choices in the order of the annotation, which msgspec sorts."""
    meta, kind = _unwrap(field.type)
    extra = (meta.extra_json_schema or {}) if meta else {}
    bounds: dict[str, Any] = {}
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        low = kind.gt if kind.ge is None else kind.ge
        high = kind.le if kind.lt is None else kind.lt
        bounds = {"minimum": low, "maximum": high, "exclusive_minimum": kind.ge is None and kind.gt is not None}
    return Field(
        name=field.name,
        kind=_KINDS[type(kind)],
        default=field.default,
        title=(meta.title if meta else None) or field.name.replace("_", " ").capitalize(),
        tip=(meta.description if meta else None) or "",
        unit=extra.get("unit", ""),
        zero=extra.get("zero", ""),
        choices=_choices(written, extra) if isinstance(kind, inspect.LiteralType) else (),
        names=extra.get("names", {}),
        **bounds,
    )


def _choices(written: tuple[Any, ...], extra: dict[str, Any]) -> tuple[Any, ...]:
    """All but those that only stand in files of earlier releases."""
    return tuple(choice for choice in written if choice not in extra.get("former", ()))


_KINDS: dict[type, Any] = {
    inspect.IntType: "int",
    inspect.FloatType: "float",
    inspect.BoolType: "bool",
    inspect.StrType: "str",
    inspect.LiteralType: "choice",
}


def _unwrap(kind: inspect.Type) -> tuple[msgspec.Meta | None, inspect.Type]:
    if isinstance(kind, inspect.Metadata):
        return _meta(kind), kind.type
    return None, kind


def _meta(kind: inspect.Metadata) -> msgspec.Meta:
    schema = dict(kind.extra_json_schema or {})
    title, description = schema.pop("title", None), schema.pop("description", None)
    return msgspec.Meta(title=title, description=description, extra_json_schema=schema)
