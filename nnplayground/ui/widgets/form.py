"""A form for any spec: one row per parameter, generated from its annotations."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnplayground.spec.fields import changed, fields_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.form_row import AnyField, FormRow


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
        self._rows: dict[str, FormRow] = {}
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
        self._rows = {field.name: FormRow(field, self) for field in fields}
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
