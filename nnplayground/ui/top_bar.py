"""The row at the top: what is open, what drives training, where to find things, light or dark."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QToolBar, QWidget

from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.files import FileActions
from nnplayground.ui.finding.command_field import LEAST_PX, CommandField
from nnplayground.ui.heading import LOGO_PX, Heading
from nnplayground.ui.panels.transport import TransportBar
from nnplayground.ui.session import Session
from nnplayground.ui.widgets.buttons import IconButton

ROOMY_PX = 800
"""What everything but the heading needs."""
TIGHT_PX = 920
"""In a narrower window the heading is the logo alone: words about the run tell more than half a name."""
TALKATIVE_PX = 1090
"""What everything but the command field needs for a line about a run to be read whole."""
EDGE_PX = 1
"""With the gap before it as much as at the left."""
NARROW_PX, HINT_PX = 730, 120
"""The hint in the command field has room in windows that are not narrower."""


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
        edge = QWidget(self)
        edge.setFixedWidth(EDGE_PX)
        self.addWidget(edge)
        self._retitle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the name and the command field give way, both by the width of the window alone.

        A sentence about the network must not push the field out, nor make it twitch while figures change.
        """
        super().resizeEvent(event)
        self.heading.fit(self.width() - ROOMY_PX, words=self.width() >= TIGHT_PX)
        spare = self.width() - TALKATIVE_PX
        self.command_field.fit(max(spare, HINT_PX) if self.width() >= NARROW_PX else spare)

    def minimumSizeHint(self) -> QSize:
        """A window that is narrower would hide what drives training behind an arrow."""
        parts = (LOGO_PX, self.transport.minimumSizeHint().width(), LEAST_PX, self.theme_button.width(), EDGE_PX)
        apart = self.layout().spacing() * (len(parts) - 1) + self.layout().contentsMargins().left()
        return QSize(sum(parts) + apart + self.layout().contentsMargins().right(), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Training"))
        self.theme_button.set_text(self.tr("Switch between light and dark"))
