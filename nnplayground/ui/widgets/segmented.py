"""A row of tabs as one rounded track with a raised segment."""

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QEvent, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from nnplayground.ui.theme import MOTION_MS, font, theme


class SegmentedTabs(QTabBar):
    """Chooses one of a few pages. A tab bar by nature, so arrow keys and screen readers know it.

    ``current_changed`` tells of every change, by the user or by ``setCurrentIndex``.
    """

    current_changed = Signal(int)

    def __init__(self, labels: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFont(font("body"))
        for label in labels:
            self.addTab(label)
        self._thumb = QRectF()
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._on_slide_value_changed)
        self.currentChanged.connect(self._on_current_changed)
        theme().changed.connect(self.update)

    def set_labels(self, labels: Sequence[str]) -> None:
        """Write new labels on the same pages, after a change of language."""
        for index, label in enumerate(labels):
            self.setTabText(index, label)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the label; where there is more, all segments share it alike."""
        least = QFontMetrics(self.font()).horizontalAdvance(self.tabText(index)) + 20
        return QSize(max(least, self.width() // max(1, self.count())), 32)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The label must stay readable."""
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.tabText(index)) + 12, 32)

    def sizeHint(self) -> QSize:
        """As wide as its labels; it grows with the panel."""
        return QSize(sum(self.minimumTabSizeHint(i).width() + 8 for i in range(self.count())), 32)

    def minimumSizeHint(self) -> QSize:
        """As wide as its labels set close."""
        return QSize(sum(self.minimumTabSizeHint(i).width() for i in range(self.count())), 32)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pages do not flip under a scrolling pointer."""
        event.ignore()

    def event(self, event: QEvent) -> bool:
        """A resized bar has its segments elsewhere: the raised one goes there at once."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._slide.stop()
            self._thumb = QRectF()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, raised segment, labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("background" if tokens.dark else "canvas"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        self._paint_thumb(painter)
        self._paint_labels(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 7.5, 7.5)
        painter.end()

    def _paint_thumb(self, painter: QPainter) -> None:
        place = self._thumb if not self._thumb.isNull() else self._segment(self.currentIndex())
        dark = theme().tokens.dark
        if not dark:
            painter.setPen(QPen(theme().color("hairline"), 1))
        painter.setBrush(theme().color("grid" if dark else "surface"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)

    def _paint_labels(self, painter: QPainter) -> None:
        for index in range(self.count()):
            chosen = index == self.currentIndex()
            face = font("body")
            face.setWeight(face.Weight.Medium if chosen else face.Weight.Normal)
            painter.setFont(face)
            enabled = self.isEnabled() and self.isTabEnabled(index)
            color = theme().color("text" if chosen and enabled else "muted")
            painter.setPen(color)
            painter.drawText(self._segment(index), Qt.AlignmentFlag.AlignCenter, self.tabText(index))

    def _segment(self, index: int) -> QRectF:
        return QRectF(self.tabRect(index)).adjusted(3, 3, -3, -3)

    def _on_current_changed(self, index: int) -> None:
        start, end = self._thumb, self._segment(index)
        if self.isVisible() and MOTION_MS and not start.isNull():
            self._slide.stop()
            self._slide.setDuration(MOTION_MS)
            self._slide.setStartValue(start)
            self._slide.setEndValue(end)
            self._slide.start()
        else:
            self._thumb = end
        self.current_changed.emit(index)

    def _on_slide_value_changed(self, value: QRectF) -> None:
        self._thumb = QRectF(value)
        self.update()
