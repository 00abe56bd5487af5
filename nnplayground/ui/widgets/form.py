"""A form for any spec: one row per parameter, generated from its annotations."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnplayground.spec.fields import Field, changed, fields_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField, SwitchField, TextField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.numbers import FloatField, IntField
from nnplayground.ui.widgets.section import muted_label

AnyField = IntField | FloatField | ChoiceField | SwitchField | TextField
_ROW_HEIGHT = 28
_LINES = 3
"""Lines of the grid for a parameter: its name with the field, the field if it stands below, a remark."""


class SpecForm(QWidget):
    """Shows a spec and edits it, one parameter at a time.

    ``spec_edited`` comes with the new, valid spec for each value the user gives; ``editing_finished`` with the name of
    the parameter at the end of a gesture. A value that the spec refuses goes back, with the reason in the tip.
    """

    spec_edited = Signal(object, str)
    editing_finished = Signal(str)

    def __init__(
        self,
        spec: msgspec.Struct | type[msgspec.Struct] | None = None,
        parent: QWidget | None = None,
        *,
        hidden: Collection[str] = (),
    ) -> None:
        """Build the form.

        Args:
            spec: A value to show, or a class whose defaults are shown; None leaves the form empty.
            parent: The owner.
            hidden: Names of parameters that get no row.
        """
        super().__init__(parent)
        self._hidden = frozenset(hidden)
        self._locked: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._names: dict[str, dict[Any, str]] = {}
        self._spec: msgspec.Struct | None = None
        self._rows: dict[str, _Row] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        if spec is not None:
            self.set_spec(spec() if isinstance(spec, type) else spec)

    def spec(self) -> msgspec.Struct | None:
        """The value that is shown."""
        return self._spec

    def set_spec(self, spec: msgspec.Struct | None) -> None:
        """Show another value without telling; rows are kept where the class is the same."""
        if spec is self._spec:
            return
        if type(spec) is not type(self._spec):
            self._build_rows(type(spec) if spec is not None else None)
        self._spec = spec
        for name, row in self._rows.items():
            row.widget.set_value(getattr(spec, name))

    def set_field_width(self, width_px: int) -> None:
        """Make all fields at least so wide, so that they stand in one column with those of another form."""
        self._grid.setColumnMinimumWidth(1, width_px)

    def set_locked(self, locked: Mapping[str, str]) -> None:
        """Grey some parameters out.

        Args:
            locked: Reasons, already translated, by the name of the parameter.
        """
        self._locked = dict(locked)
        self._retitle()

    def set_waiting(self, reasons: Mapping[str, str]) -> None:
        """Mute the names of parameters that will take effect later only.

        Args:
            reasons: What they wait for, already translated, by the name of the parameter.
        """
        self._waiting = dict(reasons)
        self._retitle()

    def set_remarks(self, remarks: Mapping[str, str]) -> None:
        """Say something below parameters, already translated, by their names; nothing below all others."""
        for index, (name, row) in enumerate(self._rows.items()):
            row.say(remarks.get(name, ""), self._grid, index)

    def name_choices(self, field: str, names: Mapping[Any, str]) -> None:
        """Call choices of a parameter by other names, already translated."""
        if self._names.get(field) != names:
            self._names[field] = dict(names)
            self._retitle()

    def field_widget(self, name: str) -> AnyField:
        """The field of a parameter."""
        return self._rows[name].widget

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A name that has no room beside its field is put above it."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _build_rows(self, kind: type[msgspec.Struct] | None) -> None:
        for row in self._rows.values():
            row.remove_from(self._grid)
        fields = [] if kind is None else [field for field in fields_of(kind) if field.name not in self._hidden]
        self._rows = {field.name: _Row(field, self) for field in fields}
        for index, row in enumerate(self._rows.values()):
            row.add_to(self._grid, index, above=False)
            row.edited.connect(self._on_row_edited)
            row.finished.connect(self.editing_finished)
        self._retitle()

    def _retitle(self) -> None:
        for name, row in self._rows.items():
            row.retitle(self._locked.get(name, ""), self._waiting.get(name, ""), self._names.get(name, {}))
        self._arrange()

    def _arrange(self) -> None:
        """The narrow fields make the column; a wide one joins it only where its own name still has room."""
        room, rows = self.width() - self._grid.horizontalSpacing(), list(self._rows.values())
        narrow = [row.field_width for row in rows if not row.across]
        column = max([*narrow, self._grid.columnMinimumWidth(1)], default=0)
        for row in rows:
            beside = [row, *(each for each in rows if not each.across and not each.small)]
            if row.across and all(each.name_width + row.field_width <= room for each in beside):
                column = max(column, row.field_width)  # and so have those of the narrow fields
        for index, row in enumerate(rows):
            apart = row.across and row.field_width > column
            above = apart or row.name_width + (row.field_width if row.small else max(column, row.field_width)) > room
            if above != row.above:
                row.add_to(self._grid, index, above)

    def _on_row_edited(self, name: str, value: Any) -> None:
        try:
            spec = changed(self._spec, **{name: value})
        except PlaygroundError as error:
            self._rows[name].refuse(getattr(self._spec, name), problem_text(error.problem))
            return
        self._spec = spec
        self.spec_edited.emit(spec, name)


class _Row(QObject):
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
