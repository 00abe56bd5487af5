"""The row at the top: what is open, what drives training, where to find things, light or dark."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QToolBar

from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.files import FileActions
from nnplayground.ui.finding.command_field import CommandField
from nnplayground.ui.heading import Heading
from nnplayground.ui.panels.transport import TransportBar
from nnplayground.ui.session import Session
from nnplayground.ui.widgets.buttons import IconButton

ROOMY_PX = 790
"""What everything but the heading needs."""
TALKATIVE_PX = 1080
"""What everything but the command field needs for a line about a run to be read whole."""


class TopBar(QToolBar):
    """Always visible; it cannot be moved or hidden."""

    def __init__(self, session: Session, files: FileActions, canvas: BuilderView, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("transport_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.heading = Heading(session, files, self)
        self.transport = TransportBar(session, self)
        self.command_field = CommandField(canvas, self)
        self.theme_button = IconButton("theme", "", self)
        self.theme_button.setObjectName("theme_button")
        for widget in (self.heading, self.transport, self.command_field, self.theme_button):
            self.addWidget(widget)
        self._retitle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the name and the command field give way, both by the width of the window alone.

        A sentence about the network must not push the field out, nor make it twitch while figures change.
        """
        super().resizeEvent(event)
        self.heading.fit(self.width() - ROOMY_PX)
        self.command_field.fit(self.width() - TALKATIVE_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Training"))
        self.theme_button.set_text(self.tr("Switch between light and dark"))
