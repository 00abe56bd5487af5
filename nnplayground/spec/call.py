"""The one description of a computation that the engine executes and the code export prints."""

import json
from typing import Any

import msgspec

Shape = tuple[int, ...]
"""Sizes of one sample, without the batch: ``(C, H, W)`` for a picture, ``(N,)`` for a vector."""


class Call(msgspec.Struct, frozen=True):
    """A torch call.

    ``target`` is ``nn.Name`` (a module: built once with the arguments, then called with the inputs), a bare ``Name``
    (a module that torch lacks; its source is a file of ``engine/parts``), ``torch.name`` (a function: called with the
    inputs first, then the arguments) or an infix operator such as ``+``, put between the inputs. With ``gather`` the
    inputs are handed over as one list.

    ``use`` says how the inputs enter where plainly calling does not do: a Python expression with ``{f}`` for the module
    and ``{0}``, ``{1}`` for the inputs, as ``"{f}({0}, {0}, {0}, need_weights=False)[0]"``. It stands in the exported
    code as it is, and the engine evaluates the very same text; so it is always written by a layer kind and never comes
    from a project. With ``use`` alone, ``target`` is empty.
    """

    target: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    gather: bool = False
    use: str = ""

    @property
    def is_module(self) -> bool:
        """Whether the call builds a module that may hold weights."""
        return self.target.startswith("nn.") or self.target.isidentifier()

    @property
    def is_operator(self) -> bool:
        """Whether the call is an infix operator."""
        return bool(self.target) and not self.target[0].isalpha()

    def arguments(self) -> str:
        """The arguments as Python source, without the inputs."""
        named = (f"{name}={_literal(value)}" for name, value in self.kwargs.items())
        return ", ".join([*map(_literal, self.args), *named])


def _literal(value: object) -> str:
    """A value as Python source, texts in double quotes."""
    return json.dumps(value) if isinstance(value, str) else repr(value)


def call(target: str, *args: Any, gather: bool = False, use: str = "", **kwargs: Any) -> Call:
    """Write a call down as it would stand in code."""
    return Call(target, args, kwargs, gather, use)


def expression(use: str) -> Call:
    """Write down a computation without a module: ``expression("{0}[:, -1]")``."""
    return Call("", use=use)


def say_shape(shape: Shape) -> str:
    """A shape as people write it: ``1×28×28``."""
    return "×".join(map(str, shape))


def say_unequal(shapes: list[Shape], skip: int = 0) -> str:
    """Where shapes differ, as a small sum that does not come out: ``28 ≠ 26``.

    Args:
        skip: How many of the first sizes may differ.
    """
    if len({len(shape) for shape in shapes}) > 1:
        return " ≠ ".join(dict.fromkeys(say_shape(shape) for shape in shapes))
    columns = list(zip(*shapes, strict=True))[skip:]
    wrong = [" ≠ ".join(str(size) for size in dict.fromkeys(column)) for column in columns if len(set(column)) > 1]
    return ", ".join(dict.fromkeys(wrong))
