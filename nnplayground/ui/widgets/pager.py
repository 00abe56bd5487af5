"""Going through a long list page by page."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.section import muted_label


class Pager(QWidget):
    """Says which part of a list is shown, with a button to each side; hidden while all of it has room on one page.

    ``turned`` tells that the user went to another page.
    """

    turned = Signal()

    def __init__(self, size: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._count, self._page = size, 0, 0
        self.back, self.on = IconButton("left", "", self, flat=True), IconButton("right", "", self, flat=True)
        self.back.setObjectName("page_before")
        self.on.setObjectName("next_page")
        self.words = muted_label("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.back, self.words, self.on):
            row.addWidget(part)
        row.addStretch(1)
        self.back.clicked.connect(self._on_back_clicked)
        self.on.clicked.connect(self._on_on_clicked)
        self._retranslate()

    @property
    def part(self) -> slice:
        """The places in the list that the page shows."""
        return slice(self._page * self._size, (self._page + 1) * self._size)

    def set_count(self, count: int) -> None:
        """So long is the list now; the page stays if it is still there."""
        self._count = count
        self._page = min(self._page, self._last)
        self._show()

    def begin(self) -> None:
        """Another list: back to its first page."""
        self._page = 0
        self._show()

    @property
    def _last(self) -> int:
        return max(0, (self._count - 1) // self._size)

    def _on_back_clicked(self) -> None:
        self._go(-1)

    def _on_on_clicked(self) -> None:
        self._go(1)

    def _go(self, by: int) -> None:
        self._page = min(max(self._page + by, 0), self._last)
        self._show()
        self.turned.emit()

    def _show(self) -> None:
        self.setVisible(self._last > 0)
        self.back.setEnabled(self._page > 0)
        self.on.setEnabled(self._page < self._last)
        first, last = self._page * self._size + 1, min((self._page + 1) * self._size, self._count)
        text = self.tr("{0} to {1} of {2}")
        self.words.setText(text.format(say.count(first), say.count(last), say.count(self._count)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.back.set_text(self.tr("Page before"))
        self.on.set_text(self.tr("Next page"))
        self._show()
