"""Wires go forwards wherever they can."""

import pytest
from PySide6.QtCore import QPointF

from nnplayground.ui.builder.routes import Box, route


@pytest.mark.parametrize("gap", [1, 4, 8, 11, 12, 40])
@pytest.mark.parametrize("rise", [0, 3, -20, 40])
def test_blocks_close_together_are_joined_without_a_loop(gap, rise):
    start, end = QPointF(100, 50), QPointF(100 + gap, 50 + rise)
    own = [Box(0, 20, 100, 80), Box(100 + gap, 20 + rise, 200 + gap, 80 + rise)]
    path = route(start, end, [], own).path
    xs = [path.pointAtPercent(i / 50).x() for i in range(51)]
    assert path.currentPosition() == end
    assert all(b >= a - 1e-6 for a, b in zip(xs, xs[1:], strict=False)), "it never turns back"
    assert path.length() <= gap + abs(rise) + 1


def test_a_wire_to_a_block_behind_still_goes_around():
    start, end = QPointF(300, 50), QPointF(100, 50)
    path = route(start, end, [], [Box(200, 20, 300, 80), Box(100, 20, 200, 80)]).path
    assert path.boundingRect().right() > 300 and path.boundingRect().left() < 100
