"""Notes the moments of a start, in the process that starts."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer

from nnplayground.ui.main_window import MainWindow


class Eye(QObject):
    """Notes when the window has been painted and when its engine is ready; then closes it."""

    def __init__(self, window: MainWindow, moments: dict[str, float]) -> None:
        super().__init__(window)
        self._window, self._moments = window, moments
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
        self._moments["visible"] = time.time()
        self._moments["visible_cpu"] = time.process_time()

    def _on_ready(self) -> None:
        self._moments["engine"] = time.time()
        self._window.close()
