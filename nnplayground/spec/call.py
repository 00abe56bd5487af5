"""The one description of a computation that the engine executes and the code export prints."""

from typing import Any

import msgspec

Shape = tuple[int, ...]
"""Sizes of one sample, without the batch: ``(C, H, W)`` for a picture, ``(N,)`` for a vector."""


class Call(msgspec.Struct, frozen=True):
    """A torch call.

    ``target`` is ``nn.Name`` (a module: built once with the arguments, then called with the inputs), ``torch.name``
    (a function: called with the inputs first, then the arguments) or an infix operator such as ``+``, put between the
    inputs. With ``gather`` the inputs are handed over as one list.
    """

    target: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    gather: bool = False

    @property
    def is_module(self) -> bool:
        """Whether the call builds a module that may hold weights."""
        return self.target.startswith("nn.")

    @property
    def is_operator(self) -> bool:
        """Whether the call is an infix operator."""
        return not self.target[0].isalpha()

    def arguments(self) -> str:
        """The arguments as Python source, without the inputs."""
        return ", ".join([*map(repr, self.args), *(f"{name}={value!r}" for name, value in self.kwargs.items())])


def call(target: str, *args: Any, gather: bool = False, **kwargs: Any) -> Call:
    """Write a call down as it would stand in code."""
    return Call(target, args, kwargs, gather)


def say_shape(shape: Shape) -> str:
    """A shape as people write it: ``1×28×28``."""
    return "×".join(map(str, shape))
