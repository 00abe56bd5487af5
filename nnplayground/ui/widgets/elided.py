"""A label that shortens its text to the room there is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line that ends in "…" where it does not fit; the tip then has all of it. Screen readers get it whole."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = ""
        self._shorter: tuple[str, ...] = ()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str, *shorter: str) -> None:
        """Show another text; where it does not fit, the first of some shorter ones that does, instead of cutting it."""
        self._shorter = shorter
        super().setText(text)
        self.update()
        self._update_tip()

    def set_tip(self, tip: str) -> None:
        """A tip of its own, shown below the text where that was cut."""
        self._tip = tip
        self._update_tip()

    def minimumSizeHint(self) -> QSize:
        """Room for the dots."""
        return QSize(self.fontMetrics().horizontalAdvance("…") + 8, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tip is there only where something was cut."""
        super().resizeEvent(event)
        self._update_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or what fits of it."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), self.shown_text())
        painter.end()

    def shown_text(self) -> str:
        """What of the text fits."""
        metrics, room = self.fontMetrics(), self.contentsRect().width()
        texts = (self.text(), *self._shorter)
        fitting = (text for text in texts if metrics.horizontalAdvance(text) <= room)
        return next(fitting, None) or metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, room)

    def _update_tip(self) -> None:
        cut = self.text() if self.shown_text() != self.text() else ""
        self.setToolTip("\n".join(part for part in (cut, self._tip) if part))
