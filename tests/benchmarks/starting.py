"""Runs in a process of its own: the program as it starts, with a look at the clock; prints the moments as JSON."""

import json
import time

from PySide6.QtCore import QEvent, QObject, QTimer

from nnplayground.commands.window import open_window
from nnplayground.ui import app
from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.settings import Settings

MOMENTS = {"imported": time.time()}
OPEN = app.open_window


class Eye(QObject):
    """Notes when the window has been painted and when its engine is ready; then closes it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._seen = False
        window.canvas.viewport().installEventFilter(self)
        window.session.ready.connect(self._on_ready)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The canvas is about to be painted; right after that the window is on the screen."""
        if event.type() == QEvent.Type.Paint and not self._seen:
            self._seen = True
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        MOMENTS["visible"] = time.time()

    def _on_ready(self) -> None:
        MOMENTS["engine"] = time.time()
        self._window.close()


def watched(settings: Settings, path: str | None = None) -> MainWindow:
    """The window, watched."""
    window = OPEN(settings, path)
    Eye(window)
    return window


if __name__ == "__main__":
    app.open_window = watched
    open_window(None)
    print(json.dumps(MOMENTS))
