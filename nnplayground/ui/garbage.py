"""Python's garbage is collected between two events of the window: Qt's objects must not end in another thread."""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 200
SETTLING_MS = 1500
"""From the start of the event loop until the window has been painted and has come to rest."""


class Keeper(QObject):
    """Collects by a timer, once what the start has made is there.

    The timer also lets Python run its signal handlers, which it does only between its own instructions.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        pause()
        self._settling = SETTLING_MS // INTERVAL_MS
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        if self._settling < 0:
            collect()
            return
        if self._settling == 0:
            take_over()
        self._settling -= 1


def pause() -> None:
    """Collect nothing for now: what a start makes is there to stay, and would be looked through again and again."""
    gc.disable()


def take_over() -> None:
    """From now on nothing is collected but by ``collect``; what there is now is taken to stay, and not looked at again.

    A full collection thus takes a few milliseconds, where it took a tenth of a second of the open window.
    """
    gc.disable()
    gc.collect()
    gc.freeze()


def collect() -> None:
    """Do in this thread what Python would have done by itself in whichever thread."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return
