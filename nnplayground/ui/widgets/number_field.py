"""What fields for numbers have in common: how they are typed into, stepped, refused and told of."""

import re

from PySide6.QtCore import QEvent, QLocale, QPoint, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QToolTip

from nnplayground.spec.wording import setting
from nnplayground.ui.theme import font
from nnplayground.ui.widgets.undo_keys import asks_for_undo

_WIDTH = 96


class NumberField:
    """What both fields share: C locale, no wheel, gestures, and refusing with a reason.

    A plain class, mixed in before the spin box: one that derives from a second Qt class crashes PySide.
    """

    def _set_up(self) -> None:
        # Under a comma locale a QDoubleSpinBox turns a typed 0.25 into 25.
        locale = QLocale.c()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        self.setLocale(locale)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFont(font("body"))
        self.lineEdit().setTextMargins(5, 0, 0, 0)  # a spin box ignores the padding of a style sheet on the left
        self._tip = ""
        self._reason = ""
        self._edited = False
        self.editingFinished.connect(self._finish)
        self.valueChanged.connect(self._on_value_changed)
        self.lineEdit().textEdited.connect(self._on_text_edited)

    def sizeHint(self) -> QSize:
        """One width for all number fields, so that they stand in a column."""
        return QSize(_WIDTH, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few digits."""
        return QSize(56, super().minimumSizeHint().height())

    def setToolTip(self, text: str) -> None:
        """The tip of the field; the reason of a refusal is added to it."""
        self._tip = text
        self._show_reason(self._reason)

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody; a running edit of the same value is left alone."""
        differs = value != self.value()
        if differs or not self.hasFocus():
            with QSignalBlocker(self):
                self.setValue(value)
        if differs:  # the same value comes back from the model after each edit: the reason must outlast that
            self._show_reason("")

    def refuse(self, reason: str) -> None:
        """Say why a value was not taken: in the tip, for screen readers, and beside the field if it is on screen."""
        self._show_reason(reason)
        if self.isVisible() and self.isActiveWindow():
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), reason, self)

    def reason(self) -> str:
        """Why the last value was not taken as typed; empty if it was."""
        return self._reason

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Any number may be typed; bounds are checked when it is committed, so that the reason can be said."""
        value = self._parsed(text)
        if value is not None and not self._complaint(value):
            return QValidator.State.Acceptable, text, position
        plain = self._bare(text)
        typing = re.fullmatch(r"[-+0-9.,eE\s\N{MINUS SIGN}]*", plain) is not None
        return (QValidator.State.Intermediate if typing else QValidator.State.Invalid), text, position

    def fixup(self, text: str) -> str:
        """Called on commit when the text cannot be taken: the nearest allowed value, or the one before."""
        value = self._parsed(text)
        if value is None:
            self.refuse(self.tr("Type a number, for example {0}.").format(self.textFromValue(self.value())))
            return self._written(self.value())
        self.refuse(self._complaint(value))
        nearest = min(max(value, self.minimum()), self.maximum())
        return self._written(self.value() if self._complaint(nearest) else nearest)

    def stepBy(self, steps: int) -> None:
        """A step starts from what was typed, and is no occasion for an old reason."""
        self._show_reason("")
        super().stepBy(steps)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back typing; once nothing is half typed it belongs to the window."""
        if asks_for_undo(event) and self.text() == self._written(self.value()):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, whichever field has the focus: it must not turn a run that is going on."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._written(self.value()):
            with QSignalBlocker(self):
                self.setValue(self.value())
            self.selectAll()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting an arrow key go ends a gesture."""
        super().keyReleaseEvent(event)
        if not event.isAutoRepeat():
            self._finish()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Letting a button go ends a gesture."""
        super().mouseReleaseEvent(event)
        self._finish()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving ends a gesture."""
        super().focusOutEvent(event)
        self._finish()

    def _on_value_changed(self, value: float) -> None:
        self._edited = True
        self.value_edited.emit(value)

    def _on_text_edited(self) -> None:
        self._show_reason("")

    def _finish(self) -> None:
        if self._edited:
            self._edited = False
            self.editing_finished.emit()

    def _show_reason(self, reason: str) -> None:
        self._reason = reason
        super().setToolTip("\n".join(part for part in (self._tip, reason) if part))
        self.setAccessibleDescription(self.toolTip())

    def _bare(self, text: str) -> str:
        plain = text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip().replace("\N{MINUS SIGN}", "-")
        if word := self.specialValueText():
            kept = plain.strip(word)  # also of what is left of the word while somebody types over it
            plain = kept.strip() or "0" if kept != plain else plain
        return plain

    def _written(self, value: float) -> str:
        if self.specialValueText() and value == self.minimum():
            return self.specialValueText()
        return f"{self.prefix()}{self.textFromValue(value)}{self.suffix()}"

    def _complaint(self, value: float) -> str:
        """Why a value lies outside; empty if it lies inside."""
        if value < self.minimum():
            return self.tr("At least {0}.").format(self._bound(self.minimum()))
        if value > self.maximum():
            return self.tr("At most {0}.").format(self._bound(self.maximum()))
        return ""

    def _bound(self, value: float) -> str:
        return setting(value)
