"""PyTorch code back into blocks: followed through its syntax tree, never executed.

The dialect is what the code export writes, and what tutorials write: classes with ``__init__`` and ``forward`` that
may use each other, ``nn.Sequential``, functions for layers without weights, literal arithmetic.

A ``Walk`` goes through the modules and notes the blocks; a ``Passage`` is one way through the lines of a ``forward``;
``Expressions`` are what stands on those lines; ``recognition`` tells which layers a call may be.
"""

import ast
import warnings

from nnplayground.spec.code.outcome import Reading
from nnplayground.spec.code.refusals import Refused
from nnplayground.spec.code.walk import Walk

MOST_CHARACTERS = 100_000


def read(text: str) -> Reading:
    """Follow a text. It never raises; what cannot be read is in the notes."""
    walk = Walk()
    try:
        if len(text) > MOST_CHARACTERS:
            raise Refused("code_too_long", node=None, length=len(text))
        walk.follow(_tree(text))
    except Refused as refused:
        walk.notes.append(refused.note())
    except (RecursionError, MemoryError):
        walk.notes.append(Refused("code_too_nested", node=None).note())
    lines = walk.parameter, walk.forward, walk.ending
    return Reading(walk.drafts, walk.answer, walk.notes, *lines, tuple(walk.groups))


def _tree(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        detail = (error.msg or "it ends too early").rstrip(".")
        place = (error.lineno or 1, max(0, (error.offset or 1) - 1))
        raise Refused("code_syntax", node=None, place=place, detail=detail[:80]) from None
    except ValueError:
        raise Refused("code_syntax", node=None, detail="it holds characters that no text has") from None
