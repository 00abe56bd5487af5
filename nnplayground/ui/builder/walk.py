"""From block to block with Tab, in the order of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnplayground.spec import groups
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.builder.connect_gesture import ConnectGesture

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


def names_in_order(view: BuilderView) -> list[str]:
    """All that is seen in the order of the data (as it came where the wires go in a circle), each frame first."""
    network, scene = view.network, view.canvas
    try:
        order = network.order()
    except PlaygroundError:
        order = list(network.nodes)
    frames = scene.frames.items
    names = ((*(g for g in reversed(groups.around(network, n)) if g in frames), scene.seen(n)) for n in order)
    return list(dict.fromkeys(name for each in names for name in each))


def walk(view: BuilderView, forward: bool) -> bool:
    """Select the next block or note; while a wire looks for its end, aim it at the next block, round and round.

    Returns: False at either end, where the focus goes on to the next control.
    """
    selection, gesture = view.selection, view.gesture
    aiming = gesture if isinstance(gesture, ConnectGesture) else None
    names = [*names_in_order(view), *view.network.notes]
    if aiming is not None:
        names = [name for name in names_in_order(view) if name in view.canvas.blocks and name != aiming.anchor.block]
    current = aiming.aim if aiming else next(reversed((*selection.blocks, *selection.notes)), None)
    place = names.index(current) if current in names else -1 if forward else len(names)
    place += 1 if forward else -1
    if aiming is not None and names:
        place %= len(names)
    if not 0 <= place < len(names):
        return False
    if aiming is not None:
        aiming.aim_at(names[place])
    else:
        view.select((names[place],), (names[place],))
    view.bring_into_sight(names[place])
    return True
