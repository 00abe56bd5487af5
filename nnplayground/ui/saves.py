"""Saving: ask the engine for the weights, then write them with the project as it was when that was asked for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.ui.client import EngineClient
from nnplayground.ui.document import Document


class Saves(QObject):
    """The saves under way.

    Args:
        may_ask: Whether there is an engine that will answer.
    """

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, document: Document, client: EngineClient, may_ask: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._client, self._may_ask = document, client, may_ask
        self._waiting: dict[int, tuple[str, Project]] = {}
        self._number = 0

    def save(self, path: str) -> None:
        """Write the project; answered by ``saved`` or ``failed``."""
        project = self._document.project
        if not self._may_ask():
            self._write(path, project, self._document.weights)
            return
        self._number += 1
        self._waiting[self._number] = (path, project)
        self._client.send(p.TakeWeights(request=self._number))

    def take(self, message: p.Weights) -> None:
        """Weights have come: write, if a save has waited for them."""
        if message.request in self._waiting:
            self._write(*self._waiting.pop(message.request), message.data)

    def write_waiting(self) -> None:
        """No answer will come any more: write with the last known weights."""
        for path, project in self._waiting.values():
            self._write(path, project, self._document.weights)
        self._waiting.clear()

    def drop(self) -> None:
        """Another project was opened: its file must not get weights of the former."""
        self._waiting.clear()

    def _write(self, path: str, project: Project, weights: bytes) -> None:
        try:
            self._document.save(path, project, weights)
        except PlaygroundError as error:
            self.failed.emit(error.problem)
        else:
            self.saved.emit(path)
