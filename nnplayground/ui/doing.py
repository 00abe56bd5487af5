"""What the engine is busy with where progress does not tell it: choosing threads, a first long step, a last one."""

from PySide6.QtCore import QObject, QTimer, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.run_control import RunControl

PATIENCE_MS = 150
"""A wish that is fulfilled sooner needs no words."""


class Doing(QObject):
    """Follows the run. ``what`` is a sentence of severity ``note``, None where there is nothing to say."""

    changed = Signal()

    def __init__(self, run: RunControl, parent: QObject) -> None:
        super().__init__(parent)
        self.what: Problem | None = None
        self._wish = ""
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_ended)
        run.pause_wished.connect(self._on_pause_wished)
        run.stop_wished.connect(self._on_stop_wished)
        run.progressed.connect(self._on_progressed)
        run.ended.connect(self.forget)
        run.history_cleared.connect(self.forget)

    def take(self, message: p.Doing) -> None:
        """The engine says it; a wish that it has not fulfilled yet is more important."""
        if not self._wish or message.what is None:
            self._put(message.what)

    def forget(self, _news: object = None) -> None:
        """It is over."""
        self._wish = ""
        self._patience.stop()
        self._put(None)

    def _on_progressed(self, progress: p.Progress) -> None:
        if progress.state == "paused" or (progress.step and not self._wish):
            self.forget()

    def _on_pause_wished(self) -> None:
        self._begin_to_wait("doing_pause")

    def _on_stop_wished(self) -> None:
        self._begin_to_wait("doing_stop")

    def _begin_to_wait(self, wish: str) -> None:
        self._wish = wish
        self._patience.start()

    def _on_patience_ended(self) -> None:
        self._put(Problem(code=self._wish, severity="note"))

    def _put(self, what: Problem | None) -> None:
        if what != self.what:
            self.what = what
            self.changed.emit()
