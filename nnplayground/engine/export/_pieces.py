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
    """

    imports: tuple[str, ...]
    constants: tuple[str, ...]
    functions: str
    default: str
    tip: str
    file: bytes = b""
    example: str = ""


def quoted(text: str) -> str:
    """A text as a Python literal in double quotes, plain ASCII."""
    inner = text.encode("unicode_escape").decode("ascii").replace('"', '\\"')
    return f'"{inner}"'
