"""Registries that fill themselves: every module of a package is imported, so a new kind is one new file."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)


def modules_of(package: str, path: list[str]) -> Iterator[ModuleType]:
    """Import and yield every module of a package, by name."""
    for info in sorted(pkgutil.iter_modules(path), key=lambda i: i.name):
        yield importlib.import_module(f"{package}.{info.name}")


def kinds_of(base: type[S], modules: Iterator[ModuleType]) -> dict[str, type[S]]:
    """The tagged kinds of ``base`` that the modules define, by tag.

    Raises: TypeError: If two kinds claim one tag: the tag is the file format and must be unique.
    """
    kinds: dict[str, type[S]] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__:
                if value is base:
                    continue
                tag = str(value.__struct_config__.tag)
                if kinds.setdefault(tag, value) is not value:
                    raise TypeError(f"two kinds share the tag {tag!r}: {kinds[tag]} and {value}")
    return kinds


def tag_of(spec: msgspec.Struct) -> str:
    """The tag under which a spec's kind is stored."""
    return str(spec.__struct_config__.tag)
