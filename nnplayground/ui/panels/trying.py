"""Where one tries the network: on the drawing pad, or in the plane where the samples are points of it."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from nnplayground import protocol as p
from nnplayground.ui.panels.pad import PadPanel
from nnplayground.ui.panels.plane import PlanePanel
from nnplayground.ui.panels.trying_panel import TryingPanel
from nnplayground.ui.session import Session


class TryingPlace(QStackedWidget):
    """Shows the one that fits the data."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trying_place")
        self.pad, self.plane = PadPanel(self), PlanePanel(session, self)
        for panel in (self.pad, self.plane):
            self.addWidget(panel)
            panel.windowTitleChanged.connect(self._retitle)
        session.data_known.connect(self._on_session_data_known)
        session.data_missing.connect(self._on_session_data_missing)
        self._retitle()

    @property
    def title(self) -> str:
        """What it is called for the present data."""
        return self.currentWidget().title

    def _on_session_data_known(self, data: p.DataFacts) -> None:
        self._show(self.pad if data.points is None else self.plane)

    def _on_session_data_missing(self, _message: p.DataMissing) -> None:
        self._show(self.pad)

    def _show(self, panel: TryingPanel) -> None:
        self.setCurrentWidget(panel)
        self._retitle()

    def _retitle(self) -> None:
        self.setWindowTitle(self.title)
        self.setFocusProxy(self.currentWidget())
