"""Blocks as text, so that they can be carried from window to window, or sent in a letter.

The first line says what it is; the rest is the JSON of a network: the blocks with the wires among them, around (0, 0).
What comes back is judged like a file from a stranger: it is a network of known kinds within all bounds, or refused.
"""

import msgspec
from msgspec.structs import replace

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import PlaygroundError

HEADER = "nnplayground blocks 1"
MOST_CHARACTERS = 2_000_000
MOST_BLOCKS = 2_000


def copied(network: Network, names: set[str]) -> str:
    """Some blocks, groups and notes with the wires among them, as text."""
    clip = edit.part(network, names)
    x, y = edit.centre(clip)
    return f"{HEADER}\n{msgspec.json.encode(edit.shifted(clip, -x, -y)).decode()}"


def read(text: str) -> Network:
    """The blocks in a text.

    Raises: PlaygroundError: ``clipboard_foreign``, if it is something else; ``clipboard_too_large``;
        ``clipboard_damaged``, if it begins as ours but does not hold a network.
    """
    if not text.startswith(HEADER):
        raise PlaygroundError("clipboard_foreign")
    if len(text) > MOST_CHARACTERS:
        raise PlaygroundError("clipboard_too_large")
    try:
        network = msgspec.json.decode(text[len(HEADER) :].encode(), type=Network)
        network.order()
    except (msgspec.MsgspecError, PlaygroundError, ValueError, RecursionError):
        raise PlaygroundError("clipboard_damaged") from None
    if any(not network.nodes[wire.source].layer.gives for wire in network.wires()):
        raise PlaygroundError("clipboard_damaged")
    if len(network.nodes) + len(network.notes) + len(network.groups) > MOST_BLOCKS:
        raise PlaygroundError("clipboard_too_large")
    return _centred(network)


def pasted(network: Network, clip: Network, x: float, y: float) -> tuple[Network, dict[str, str]]:
    """Add the blocks of a clip around a place. Returns the network and the new name of each."""
    return edit.merged(network, edit.shifted(clip, x, y))


def _centred(clip: Network) -> Network:
    """The clip with places that a canvas can show, around (0, 0)."""
    reach = edit.FARTHEST
    nodes = {name: (_within(node.x, reach), _within(node.y, reach)) for name, node in clip.nodes.items()}
    notes = {name: (_within(note.x, reach), _within(note.y, reach)) for name, note in clip.notes.items()}
    groups = {n: replace(g, x=_within(g.x, reach), y=_within(g.y, reach)) for n, g in clip.groups.items()}
    clip = replace(edit.move_notes(edit.move(clip, nodes), notes), groups=groups)
    x, y = edit.centre(clip)
    return edit.shifted(clip, -x, -y)


def _within(value: float, reach: float) -> float:
    return min(max(value, -reach), reach)
