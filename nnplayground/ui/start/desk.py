"""Puts the start page into a window: when it shows, and what a choice does."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar, QWidget

from nnplayground.spec.presets import PRESETS
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.files import FileActions
from nnplayground.ui.finding.command_field import CommandField
from nnplayground.ui.finding.entries import Entry
from nnplayground.ui.session import Session
from nnplayground.ui.start.offer import PresetOffer
from nnplayground.ui.start.page import StartPage
from nnplayground.ui.texts import spec_text


class StartDesk(QObject):
    """Owns the page of one window. Everything that is opened goes through ``FileActions``, which asks before a loss.

    Signals: ``at_start_changed`` tells whether the page is to show at the next start.
    """

    at_start_changed = Signal(bool)

    def __init__(
        self,
        session: Session,
        files: FileActions,
        canvas: BuilderView,
        commands: CommandField,
        at_start: bool,
        window: QMainWindow,
    ) -> None:
        super().__init__(window)
        self._window, self._files, self._canvas = window, files, canvas
        self.at_start = at_start
        self.page = StartPage(window)
        self.offer = PresetOffer(canvas)
        self.offer.clicked.connect(self.open)
        files.gallery_requested.connect(self.open)
        files.refused.connect(self._on_refused)
        session.document.changed.connect(self._on_document_changed)
        session.document.changed.connect(self.offer.follow)
        self.offer.follow(session.document.project)
        self.page.preset_chosen.connect(files.start_preset)
        self.page.recent_chosen.connect(files.open_path)
        self.page.open_requested.connect(files.on_open_triggered)
        self.page.empty_requested.connect(files.on_new_triggered)
        self.page.at_start_changed.connect(self._on_at_start_changed)
        self.page.left.connect(canvas.setFocus)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)
        commands.add_source(PresetEntries(files))
        window.installEventFilter(self)

    def open(self) -> None:
        """Show the page."""
        self._place()
        self.page.open_page(self._files.recent(), self.at_start)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the panels of the window, never its bars."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place()
            if self.page.isVisible():  # Qt lays the unseen grips between panels above it, once it has dealt with this
                QTimer.singleShot(0, self.page.raise_)
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        bars = [bar for bar in self._window.findChildren(QToolBar) if bar.isVisible() and not bar.isFloating()]
        below = [bar for bar in bars if self._window.toolBarArea(bar) == Qt.ToolBarArea.BottomToolBarArea]
        above = [bar for bar in bars if self._window.toolBarArea(bar) == Qt.ToolBarArea.TopToolBarArea]
        area = self._window.rect()
        area.setTop(max(bar.geometry().bottom() + 1 for bar in (self._window.menuBar(), *above)))
        area.setBottom(min(bar.geometry().top() - 1 for bar in (self._window.statusBar(), *below)))
        if area != QRect(self.page.geometry()):
            self.page.setGeometry(area)

    def _on_document_changed(self, _project: object) -> None:
        """Something was opened, or undone by its key: that is what is to be seen."""
        self.page.close_page()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A key led to a panel below the page: there the page is in the way."""
        if now is None or not self.page.isVisible() or self.page.isAncestorOf(now):
            return
        below = [self._window.centralWidget(), *self._window.findChildren(QDockWidget)]
        if any(panel.isAncestorOf(now) for panel in below if not panel.isWindow()):
            self.page.close_page()

    def _on_refused(self, problem: object) -> None:
        if self.page.isVisible():
            self.page.show_problem(problem)

    def _on_at_start_changed(self, wanted: bool) -> None:
        self.at_start = wanted
        self.at_start_changed.emit(wanted)


class PresetEntries:
    """The presets, for the command field."""

    def __init__(self, files: FileActions) -> None:
        self._files = files

    def __call__(self, query: str) -> Iterator[Entry]:
        """One entry for each preset."""
        for tag, preset in PRESETS.items():
            detail = self._files.gallery_action.text().replace("&", "").rstrip("…")
            run = _Start(self._files, tag)
            yield Entry(spec_text(preset.title), run, detail, also=f"{tag} {spec_text(preset.description)}", rank=1)


@dataclass(frozen=True)
class _Start:
    files: FileActions
    tag: str

    def __call__(self) -> None:
        self.files.start_preset(self.tag)
