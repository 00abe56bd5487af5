"""Reading the user's own folder of data without holding the window up."""

import contextlib
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from nnplayground.datasets import idx
from nnplayground.spec.problems import PlaygroundError


class FolderReader(QObject):
    """Reads one folder after the other, each in a thread of its own; only the newest one counts.

    A folder is read as a whole, to recognise the very data: a second for MNIST.
    """

    recognised = Signal(object)
    """The ``Dataset`` that a project can store."""
    refused = Signal(object)
    """The ``Problem`` of the folder."""
    _answered = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._answered.connect(self._on_answered)

    def read(self, folder: str) -> None:
        """Begin to read; one of the signals answers."""
        self._number += 1
        threading.Thread(target=self._read, args=(self._number, folder), name="own folder", daemon=True).start()

    def _read(self, number: int, folder: str) -> None:
        """Runs in the thread."""
        dataset, problem = None, None
        try:
            dataset = idx.remember(Path(folder))
        except PlaygroundError as error:
            problem = error.problem
        finally:
            with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
                self._answered.emit(number, dataset, problem)

    def _on_answered(self, number: int, dataset: object, problem: object) -> None:
        if number != self._number:
            return
        if dataset is not None:
            self.recognised.emit(dataset)
        else:
            self.refused.emit(problem)
