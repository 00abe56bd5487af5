"""How far a run has come, as a thin line."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from nnplayground.ui.theme import theme


class ProgressLine(QProgressBar):
    """A rounded line of 4 px, filled from the left. A progress bar by nature, for screen readers."""

    def __init__(self, parent: QWidget | None = None, *, color: str = "accent") -> None:
        super().__init__(parent)
        self._color = color
        self.setRange(0, 1000)
        self.setValue(0)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_share(self, share: float) -> None:
        """Fill the line up to a share, 0 to 1; more and less are cut."""
        self.setValue(round(1000 * min(1.0, max(0.0, share))))

    def sizeHint(self) -> QSize:
        """160 px long unless the layout stretches it."""
        return QSize(160, 4)

    def minimumSizeHint(self) -> QSize:
        """Short enough for a narrow panel."""
        return QSize(40, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track and filled part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - 4) / 2, self.width(), 4)
        painter.setBrush(theme().color("hairline"))
        painter.drawRoundedRect(track, 2, 2)
        span = self.maximum() - self.minimum()
        share = (self.value() - self.minimum()) / span if span > 0 else 0
        if share > 0:
            track.setWidth(max(4.0, track.width() * share))
            painter.setBrush(theme().color(self._color if self.isEnabled() else "muted"))
            painter.drawRoundedRect(track, 2, 2)
        painter.end()
