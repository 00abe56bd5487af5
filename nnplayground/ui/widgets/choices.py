"""A field for one of a few values, a switch, and a line of text; all tell only what the user did."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QRectF, QSignalBlocker, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QStyledItemDelegate, QWidget

from nnplayground.ui.theme import MOTION_MS, faded, font, theme
from nnplayground.ui.widgets.undo_keys import asks_for_undo


class ChoiceField(QComboBox):
    """One of a few values, each with a label."""

    value_edited = Signal(object)

    def __init__(self, choices: Iterable[tuple[Any, str]] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font("body"))
        self.setItemDelegate(QStyledItemDelegate(self))  # the default delegate ignores the style sheet
        self.set_choices(choices)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Iterable[tuple[Any, str]]) -> None:
        """Offer other values, or the same with other labels; what is chosen stays chosen if it is still there."""
        chosen = self.value()
        with QSignalBlocker(self):
            self.clear()
            for value, label in choices:
                self.addItem(label, value)
        self.set_value(chosen)

    def set_refused(self, reasons: Mapping[Any, str]) -> None:
        """Grey some choices out, each with its reason as tip, translated."""
        for index in range(self.count()):
            reason = reasons.get(self.itemData(index), "")
            item = self.model().item(index)
            item.setEnabled(not reason)
            item.setToolTip(reason)

    def value(self) -> Any:
        """The chosen value; None if nothing is chosen."""
        return self.currentData()

    def set_value(self, value: Any) -> None:
        """Choose without telling; an unknown value leaves the first."""
        index = next((i for i in range(self.count()) if self.itemData(i) == value), 0 if self.count() else -1)
        with QSignalBlocker(self):
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, whichever field has the focus: it must not turn a run that is going on."""
        event.ignore()

    def _on_activated(self, index: int) -> None:
        self.value_edited.emit(self.itemData(index))


class SwitchField(QCheckBox):
    """On or off, as a sliding switch. A check box by nature: Space works and screen readers know it."""

    value_edited = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = 0.0
        self._slide = QVariantAnimation(self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(self._on_slide_value_changed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self.value_edited)
        self.toggled.connect(self._on_toggled)
        theme().changed.connect(self.update)

    def value(self) -> bool:
        """Whether it is on."""
        return self.isChecked()

    def set_value(self, value: bool) -> None:
        """Switch without telling."""
        self.setChecked(value)

    def sizeHint(self) -> QSize:
        """The switch, with the height of other fields around it."""
        return QSize(38, 28)

    def hitButton(self, position: QPoint) -> bool:
        """The whole field can be clicked."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Track, knob, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.width() - 35, (self.height() - 20) / 2, 34, 20)  # ends where the edges of fields do
        tokens = theme().tokens
        # Off is darker than a hairline: an empty switch is a control and must be seen.
        off = faded(tokens.muted, tokens.surface, 0.7)
        color = theme().color("accent") if self.isChecked() else off
        if not self.isEnabled():
            color = faded(color.name(), tokens.surface, 0.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(track, 10, 10)
        painter.setBrush(theme().color("on_accent" if self.isChecked() else "surface"))
        painter.drawEllipse(QRectF(track.left() + 3 + 14 * self._place, track.top() + 3, 14, 14))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("text" if self.isChecked() else "accent"), 1.5))
            painter.drawRoundedRect(track.adjusted(-1, -1, 1, 1), 11, 11)
        painter.end()

    def _on_toggled(self, checked: bool) -> None:
        end = float(checked)
        if not (self.isVisible() and MOTION_MS):
            self._on_slide_value_changed(end)
            return
        self._slide.stop()
        self._slide.setDuration(MOTION_MS)
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(end)
        self._slide.start()

    def _on_slide_value_changed(self, place: float) -> None:
        self._place = place
        self.update()


class TextField(QLineEdit):
    """A line of text that counts on Enter or when the focus goes."""

    value_edited = Signal(str)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(font("body"))
        self._committed = text
        self.editingFinished.connect(self._on_editing_finished)

    def value(self) -> str:
        """The text that counts."""
        return self._committed

    def set_value(self, value: str) -> None:
        """Show a text without telling."""
        self._committed = value
        if self.text() != value:
            self.setText(value)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back typing; once nothing is half typed it belongs to the window."""
        if asks_for_undo(event) and self.text() == self._committed:
            event.ignore()
            return False
        return super().event(event)

    def _on_editing_finished(self) -> None:
        if self.text() != self._committed:
            self._committed = self.text()
            self.value_edited.emit(self._committed)


class SearchField(QLineEdit):
    """A field to search in: a magnifier would be noise, the grey words say it; it can be cleared."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("search", True)
        self.setFont(font("body"))
        self.setClearButtonEnabled(True)
        self.set_hint(hint)

    def set_hint(self, hint: str) -> None:
        """The grey words; also the accessible name."""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
