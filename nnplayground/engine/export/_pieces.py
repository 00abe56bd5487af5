"""What the parts of an exported script are made of."""

from typing import NamedTuple


class DataCode(NamedTuple):
    """The parts of a script that bring the data.

    Attributes:
        imports: Standard modules.
        functions: ``load_data`` and what it needs.
        default: Of ``--data``, as a Python expression; ``None`` for data that the user has to name.
        tip: Help on ``--data``.
        file: The bytes of the ``.npz`` file beside the script; none where it takes the user's own data.
        example: What a notebook says in the place of a default that is ``None``.
        place: What the user has to name behind ``--data``: ``FILE``; empty where there is a default.
        learned: What the network learns, where the title of the data set does not say it.
    """

    imports: tuple[str, ...]
    constants: tuple[str, ...]
    functions: str
    default: str
    tip: str
    file: bytes = b""
    example: str = ""
    place: str = ""
    learned: str = ""


def plain(text: str, most: int = 60) -> str:
    """A text fit for a docstring: on one line, without what could end or change it."""
    return "".join(c for c in text if c.isprintable() and c not in '"\\')[:most]


def quoted(text: str) -> str:
    """A text as a Python literal in double quotes, plain ASCII."""
    inner = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{inner}"'
