"""Making room for a block that goes into a wire: its neighbours in the row step aside."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF

GAP_PX = 26.0


def make_room(rects: Mapping[str, QRectF], name: str, gap: float = GAP_PX) -> dict[str, tuple[float, float]]:
    """Where the centres of the blocks beside ``name`` go so that none lies closer to it than a gap.

    Only blocks at its height move, left or right, each no farther than it must; those behind are pushed in turn.

    Returns: The new centre of each block that has to move.
    """
    middle = rects[name]
    row = [(n, r) for n, r in rects.items() if n != name and r.top() < middle.bottom() and r.bottom() > middle.top()]
    places: dict[str, tuple[float, float]] = {}
    edge = middle.right()
    for other, rect in sorted((i for i in row if i[1].center().x() >= middle.center().x()), key=_left):
        step = edge + gap - rect.left()
        if step <= 0:
            break
        places[other] = (rect.center().x() + step, rect.center().y())
        edge = rect.right() + step
    edge = middle.left()
    for other, rect in sorted((i for i in row if i[1].center().x() < middle.center().x()), key=_right, reverse=True):
        step = rect.right() - (edge - gap)
        if step <= 0:
            break
        places[other] = (rect.center().x() - step, rect.center().y())
        edge = rect.left() - step
    return places


def _left(item: tuple[str, QRectF]) -> float:
    return item[1].left()


def _right(item: tuple[str, QRectF]) -> float:
    return item[1].right()
