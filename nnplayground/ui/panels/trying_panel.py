"""What the panels in which one tries the network have in common: a title, and a body whose parts are placed by hand."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground.ui.theme import font
from nnplayground.ui.widgets.hand_placed import HandPlaced


class TryingPanel(QWidget):
    """A base class: who derives from it puts controls into ``_title_row`` and parts into ``_body``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        self._title.setFont(font("title"))
        self._title_row = QHBoxLayout()
        self._title_row.setContentsMargins(14, 4, 14, 0)
        self._title_row.setSpacing(8)
        self._title_row.addWidget(self._title)
        self._title_row.addStretch(1)
        self._body = HandPlaced(self)
        self._body.place = self._arrange
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._rows.addLayout(self._title_row)
        self._rows.addWidget(self._body, 1)

    @property
    def title(self) -> str:
        """What it is called."""
        raise NotImplementedError

    def _arrange(self, room: QRect) -> None:
        """Place the parts of the body."""
        raise NotImplementedError

    def _retitle(self) -> None:
        """Show the title, also to those who watch ``windowTitleChanged``."""
        self._title.setText(self.title)
        self.setAccessibleName(self.title)
        self.setWindowTitle(self.title)

    def _retranslate(self) -> None:
        """Write all texts in the present language."""
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def sizeHint(self) -> QSize:
        return QSize(520, 272)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, 166)
