"""Imports without PySide6 reading along."""

import builtins

import PySide6.QtCore  # noqa: F401  it is this that takes hold of all imports


def let_go() -> None:
    """Import modules as Python does, from now on.

    PySide6 reads the source of each module that is imported after it, in case one asks for a ``__feature__`` (seen in
    6.11.3, its ``feature_imported``). Nothing here does; a start of the window spent a tenth of a second on it.
    """
    if builtins.__import__ is getattr(builtins, "__feature_import__", None):
        builtins.__import__ = builtins.__orig_import__
