"""One row of a form: the name of a parameter, its field, and a remark below."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnplayground.spec.fields import Field
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets.choices import ChoiceField, SwitchField, TextField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.numbers import FloatField, IntField
from nnplayground.ui.widgets.section import muted_label

AnyField = IntField | FloatField | ChoiceField | SwitchField | TextField
_ROW_HEIGHT = 28
_LINES = 3
"""Lines of the grid for a parameter: its name with the field, the field if it stands below, a remark."""


class FormRow(QObject):
    """Label and field of one parameter."""

    edited = Signal(str, object)
    finished = Signal(str)

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self.above = False
        """Whether the name stands above the field."""
        self.label = ElidedLabel("", parent)
        self.widget = _WIDGETS[field.kind](field)
        self.widget.setParent(parent)
        self.widget.setObjectName(f"{field.name}_field")
        self.label.setObjectName(f"{field.name}_label")
        self.label.setBuddy(self.widget)
        self.remark: QLabel | None = None
        """What is said below, made once there is something."""
        self.widget.value_edited.connect(self._on_value_edited)
        if isinstance(self.widget, IntField | FloatField):
            self.widget.editing_finished.connect(self._on_editing_finished)

    @property
    def name_width(self) -> int:
        """How much room the name needs, in pixels."""
        return self.label.fontMetrics().horizontalAdvance(self.label.text())

    @property
    def small(self) -> bool:
        """Whether the field takes no more room than it needs."""
        return isinstance(self.widget, SwitchField)

    @property
    def across(self) -> bool:
        """Whether the field may be as wide as the form."""
        return isinstance(self.widget, ChoiceField)

    @property
    def field_width(self) -> int:
        """How much room the field would like."""
        return self.widget.sizeHint().width()

    def add_to(self, grid: QGridLayout, index: int, above: bool) -> None:
        """Take two lines of the grid: one for name and field, or the name above the field."""
        self.above = above
        for part in (self.label, self.widget):
            grid.removeWidget(part)
        grid.setRowMinimumHeight(_LINES * index, 0 if above else _ROW_HEIGHT)
        right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        side = middle | (right if self.small else Qt.AlignmentFlag(0))
        if not above:
            # A switch is narrower than the column: the name may reach into it.
            grid.addWidget(self.label, _LINES * index, 0, 1, 2 if self.small else 1)
            grid.addWidget(self.widget, _LINES * index, 1, side)
        else:
            grid.addWidget(self.label, _LINES * index, 0, 1, 2)
            grid.addWidget(self.widget, _LINES * index + 1, 0 if self.across else 1, 1, 2 if self.across else 1, side)

    def say(self, text: str, grid: QGridLayout, index: int) -> None:
        """Say something below the field; an empty text takes it away."""
        if text and self.remark is None:
            self.remark = muted_label("", self.widget.parentWidget())
            self.remark.setObjectName(f"{self._field.name}_remark")
            self.remark.setWordWrap(True)
            grid.addWidget(self.remark, _LINES * index + 2, 0, 1, 2)
        if self.remark is not None:
            self.remark.setText(text)
            self.remark.setVisible(bool(text))

    def remove_from(self, grid: QGridLayout) -> None:
        """Leave the grid for good."""
        index = grid.indexOf(self.label)
        grid.setRowMinimumHeight(grid.getItemPosition(index)[0], 0)
        for part in filter(None, (self.label, self.widget, self.remark)):
            grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self.deleteLater()

    def retitle(self, locked: str, waiting: str, names: Mapping[Any, str]) -> None:
        """Write the texts again, in the present language; a reason greys the row, another mutes its name."""
        title = spec_text(self._field.title)
        self.label.setText(title)
        self.label.setEnabled(not locked)
        roles = QPalette.ColorRole
        self.label.setForegroundRole(roles.PlaceholderText if waiting else roles.WindowText)
        self.widget.setAccessibleName(title)
        self.widget.setEnabled(not locked)
        tip = "\n".join(part for part in (spec_text(self._field.tip), locked, waiting) if part)
        self.widget.setToolTip(tip)
        self.label.set_tip(tip)
        if isinstance(self.widget, ChoiceField):
            self.widget.set_choices([(choice, names.get(choice, text)) for choice, text in _labelled(self._field)])

    def refuse(self, value: Any, reason: str) -> None:
        """Go back to a value and say why."""
        self.widget.set_value(value)
        if isinstance(self.widget, IntField | FloatField):
            self.widget.refuse(reason)

    def _on_value_edited(self, value: Any) -> None:
        self.edited.emit(self._field.name, value)
        if not isinstance(self.widget, IntField | FloatField):
            self.finished.emit(self._field.name)

    def _on_editing_finished(self) -> None:
        self.finished.emit(self._field.name)


def _labelled(field: Field) -> list[tuple[Any, str]]:
    return [(c, spec_text(field.names.get(c, str(c).replace("_", " ")))) for c in field.choices]


def _int_field(field: Field) -> IntField:
    bounds = {name: int(bound) for name in ("minimum", "maximum") if (bound := getattr(field, name)) is not None}
    if field.exclusive_minimum:
        bounds["minimum"] += 1
    return IntField(**bounds, unit=spec_text(field.unit), zero=spec_text(field.zero))


def _float_field(field: Field) -> FloatField:
    low = -1e9 if field.minimum is None else field.minimum
    high = 1e9 if field.maximum is None else field.maximum
    # A value that may span decades (a learning rate) is multiplied; a share between 0 and 1 goes in equal steps.
    decades = low >= 0 and (high > 1 or (isinstance(field.default, float) and 0 < field.default < 0.02))
    return FloatField(
        low,
        high,
        exclusive_minimum=field.exclusive_minimum,
        logarithmic=decades,
        unit=spec_text(field.unit),
        zero=spec_text(field.zero),
    )


def _choice_field(field: Field) -> ChoiceField:
    return ChoiceField(_labelled(field))


def _switch_field(field: Field) -> SwitchField:
    return SwitchField()


def _text_field(field: Field) -> TextField:
    return TextField()


_WIDGETS: dict[str, Callable[[Field], AnyField]] = {
    "int": _int_field,
    "float": _float_field,
    "choice": _choice_field,
    "bool": _switch_field,
    "str": _text_field,
}
