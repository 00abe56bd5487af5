"""Reading the user's own data without holding the window up."""

import contextlib
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnplayground.spec.problems import PlaygroundError


class OwnReader(QObject):
    """Reads one thing after the other, each in a thread of its own; only the newest one counts.

    Data are read as a whole, to recognise the very data: a second for MNIST in IDX files, some for a table as large.
    """

    recognised = Signal(object)
    """What was read."""
    refused = Signal(object)
    """The ``Problem`` of it."""
    _answered = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._answered.connect(self._on_answered)

    def read(self, job: Callable[[], object]) -> None:
        """Begin to read; one of the signals answers.

        Args:
            job: Reads, in a thread, and may raise a PlaygroundError.
        """
        self._number += 1
        threading.Thread(target=self._read, args=(self._number, job), name="own data", daemon=True).start()

    def forget(self) -> None:
        """What is being read is not wanted any more."""
        self._number += 1

    def _read(self, number: int, job: Callable[[], object]) -> None:
        """Runs in the thread."""
        found, problem = None, None
        try:
            found = job()
        except PlaygroundError as error:
            problem = error.problem
        finally:
            with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
                self._answered.emit(number, found, problem)

    def _on_answered(self, number: int, found: object, problem: object) -> None:
        if number != self._number:
            return
        if found is not None:
            self.recognised.emit(found)
        else:
            self.refused.emit(problem)
