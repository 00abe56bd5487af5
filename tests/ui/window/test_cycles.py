"""Starting and stopping a hundred times leaves nothing behind in the window."""

import gc
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from tests import recorded

CYCLES, WARM_UP, MOST_GROWTH = 100, 30, 5_000_000


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def census(window) -> Counter:
    """How many there are of what Qt and Python keep: children of the window by class, items drawn, Python objects."""
    found = Counter(type(child).__name__ for child in window.findChildren(QObject))
    found["items on the canvas"] = len(window.canvas.scene().items())
    for chart in window.charts.charts():
        found[f"items of {chart.objectName()}"] = len(chart.plot.scene().items())
    return found


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_hundred_runs_leave_the_window_as_it_was(user):
    user.start(recorded.project("again", epochs=100_000, batch_size=32))
    user.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    for cycle in range(WARM_UP + CYCLES):
        user.train_until(lambda: len(user.losses) > 20)
        if cycle == WARM_UP - 1:
            before, memory = settled(user), resident()
    after = settled(user)
    growth = resident() - memory
    more = {name: (before[name], count) for name, count in after.items() if count > before[name] + 5}
    print(f"the window: {growth / 1e6:+.1f} MB, {more}")
    assert not more
    assert growth < MOST_GROWTH


def settled(user) -> Counter:
    QTest.qWait(1000)
    gc.collect()
    return census(user.window)
