"""New, open, save: the actions on project files, and the one question that is asked when work would be lost."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.ui import settings as stored
from nnplayground.ui.session import Session
from nnplayground.ui.settings import Settings

SUFFIX = ".nnp"


class FileActions(QObject):
    """Knows the recent files; everything that replaces the open project goes through here.

    Signals: ``refused`` carries the Problem of a file that could not be opened.
    """

    refused = Signal(object)
    gallery_requested = Signal()
    recent_changed = Signal(object)
    """The settings with the new list of recent files."""

    def __init__(self, session: Session, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._after_save: Callable[[], None] | None = None
        keys = QKeySequence.StandardKey
        self.new_action = self._action("new_action", self.on_new_triggered, keys.New)
        self.gallery_action = self._action("gallery_action", self.gallery_requested.emit, "Ctrl+Shift+N")
        self.open_action = self._action("open_action", self.on_open_triggered, keys.Open)
        self.save_action = self._action("save_action", self.on_save_triggered, keys.Save)
        self.save_as_action = self._action("save_as_action", self.on_save_as_triggered, keys.SaveAs)
        self.recent_menu = QMenu(window)
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        self.export_menu = QMenu(window)
        session.saves.saved.connect(self._on_saved)
        session.saves.failed.connect(self._on_save_failed)
        self.retitle()

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self.new_action.setText(self.tr("&New"))
        self.gallery_action.setText(self.tr("New from &preset…"))
        self.open_action.setText(self.tr("&Open…"))
        self.save_action.setText(self.tr("&Save"))
        self.save_as_action.setText(self.tr("Save &as…"))
        self.recent_menu.setTitle(self.tr("Open &recent"))
        self.export_menu.setTitle(self.tr("&Export"))

    def open_path(self, path: str) -> None:
        """Open a file, asking first if something would be lost."""
        if self.may_replace(lambda: self.open_path(path)):
            try:
                self._session.document.open(path)
            except PlaygroundError as error:
                self.refused.emit(error.problem)
            else:
                self._remember(path)

    def start(self, project: Project, weights: bytes = b"") -> None:
        """Begin with a project that has no file, asking first if something would be lost."""
        if self.may_replace(lambda: self.start(project, weights)):
            self._session.document.start(project, weights)

    def start_preset(self, tag: str) -> None:
        """Begin with a preset; it takes over the data of the open project if that fits as it is."""
        preset, facts = PRESETS[tag], self._session.data
        data = self._session.document.project.data
        known = facts is not None and facts.kind == data.kind
        fits = known and preset.takes(tuple(facts.sample_shape), facts.truth)
        self.start(preset.project(data if fits else None))

    def recent(self) -> tuple[str, ...]:
        """The project files last opened or saved, in whichever window, the newest first."""
        return stored.with_recent_on_disk(self._settings).recent

    def may_replace(self, then: Callable[[], None]) -> bool:
        """Whether the open project may go. If it has to be saved first, ``then`` is called when it is."""
        document = self._session.document
        if not document.modified:
            return True
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setObjectName("save_question")
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Save “{name}” before it is closed?").format(name=self.title()))
        box.setInformativeText(self.tr("Otherwise what changed since the last save is lost, trained weights too."))
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        box.deleteLater()
        if answer == buttons.Discard:
            return True
        if answer == buttons.Save and self.on_save_triggered():
            self._after_save = then
        return False

    def title(self) -> str:
        """What the open project is called: its file's name, or the name it was given."""
        document = self._session.document
        return Path(document.path).stem if document.path else document.project.name or self.tr("Untitled")

    def on_new_triggered(self) -> None:
        """An empty canvas."""
        self.start(Project())

    def on_open_triggered(self) -> None:
        """Ask for a file and open it."""
        filters = self.tr("Projects (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open project"), self._settings.folder, filters)
        if path:
            self.open_path(path)

    def on_save_triggered(self) -> bool:
        """Write to the project's file, or ask for one. Returns whether a save is on its way."""
        path = self._session.document.path
        if not path:
            return self.on_save_as_triggered()
        self._session.saves.save(path)
        return True

    def on_save_as_triggered(self) -> bool:
        """Ask for a file and write it. Returns whether a save is on its way."""
        start = str(Path(self._settings.folder) / f"{self.title()}{SUFFIX}")
        filters = self.tr("Projects (*{suffix})").format(suffix=SUFFIX)
        path, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save project"), start, filters)
        if not path:
            return False
        self._session.saves.save(path if Path(path).suffix else path + SUFFIX)
        return True

    def _on_saved(self, path: str) -> None:
        self._remember(path)
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _on_save_failed(self, _problem: object) -> None:
        self._after_save = None

    def _remember(self, path: str) -> None:
        self._settings = stored.with_recent_on_disk(self._settings).with_recent(path)
        self.recent_changed.emit(self._settings)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        recent = self.recent()
        for path in recent:
            action = self.recent_menu.addAction(Path(path).name)
            action.setData(path)
            action.setToolTip(path)
            action.setEnabled(Path(path).exists())
            action.triggered.connect(self._on_recent_triggered)
        if not recent:
            self.recent_menu.addAction(self.tr("No files yet")).setEnabled(False)

    def _on_recent_triggered(self) -> None:
        self.open_path(self.sender().data())

    def _action(self, name: str, slot: Callable[[], object], key: QKeySequence.StandardKey | str) -> QAction:
        action = QAction(self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        return action
