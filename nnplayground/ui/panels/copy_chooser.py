"""Which copy of a block in repeated groups is looked at."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnplayground.ui.widgets.choices import ChoiceField


class CopyChooser(QWidget):
    """Offers the copies of a block, where there are several; the last is chosen until the user chooses another."""

    copy_chosen = Signal(object)
    """Counted from 0; -1 is the last one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copy_chooser")
        self._node = ""
        self._count = 1
        self._label = QLabel(self)
        self._field = ChoiceField(parent=self)
        self._field.setObjectName("copy_field")
        self._label.setBuddy(self._field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self._field, 0, Qt.AlignmentFlag.AlignRight)
        self._field.value_edited.connect(self.copy_chosen)
        self.setVisible(False)
        self._retitle()

    def set_block(self, node: str, count: int) -> None:
        """Offer the copies of a block; 1 hides the field. Another block begins with its last copy again."""
        if (node, count) == (self._node, self._count):
            return
        chosen = self.copy() if node == self._node else -1
        self._node, self._count = node, count
        self._retitle()
        self._field.set_value(chosen if 0 <= chosen < count - 1 else -1)
        self.setVisible(count > 1)
        self.copy_chosen.emit(self.copy())

    def copy(self) -> int:
        """The chosen copy, from 0; -1 for the last."""
        value = self._field.value()
        return -1 if value is None else value

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        text = self.tr("{0} of {1}")
        numbers = range(1, self._count + 1)
        self._field.set_choices([(n - 1 if n < self._count else -1, text.format(n, self._count)) for n in numbers])
        self._label.setText(self.tr("Copy shown below"))
        self._field.setAccessibleName(self._label.text())
        tip = self.tr("This block is computed {0} times, each with weights of its own. The costs count them all.")
        self.setToolTip(tip.format(self._count))
