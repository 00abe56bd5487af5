"""What the recipe panel is made of: folding parts, one for a kind with its options, one for plain numbers."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from nnplayground.spec.fields import fields_of
from nnplayground.spec.live import Standing
from nnplayground.spec.problems import Problem
from nnplayground.spec.registry import tag_of
from nnplayground.ui.panels.column import Sentence, small_print
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.section import Collapsible

K = TypeVar("K", bound=msgspec.Struct)


class FormPart(Collapsible):
    """A form under a heading.

    ``spec_edited`` carries the name of the part, the new value and the edited parameter; ``gesture_ended`` follows at
    the end of a gesture.
    """

    spec_edited = Signal(str, object, str)
    gesture_ended = Signal()

    def __init__(self, name: str, expanded: bool, parent: QWidget | None = None, *, hidden: Sequence[str] = ()) -> None:
        super().__init__("", expanded, parent)
        self.setObjectName(f"{name}_part")
        self.form = SpecForm(parent=self, hidden=hidden)
        self.content.addWidget(self.form)
        self._name = name
        self.form.spec_edited.connect(self._on_form_spec_edited)
        self.form.editing_finished.connect(self._on_form_editing_finished)

    def show_spec(self, spec: msgspec.Struct) -> None:
        """Show what the project says."""
        self.form.set_spec(spec)

    def show_standing(self, standing: Standing) -> None:
        """Grey out what has no effect, and mute the names of what waits for the next run."""
        later = self.tr("Takes effect with the next run.")
        self.form.set_locked({name: problem_text(why) for name, why in standing.idle.items()})
        reasons = {name: problem_text(why) if why else "" for name, why in standing.waiting.items()}
        self.form.set_waiting({name: f"{reason} {later}".strip() for name, reason in reasons.items()})

    def _on_form_spec_edited(self, spec: msgspec.Struct, parameter: str) -> None:
        self.spec_edited.emit(self._name, spec, parameter)

    def _on_form_editing_finished(self, _name: str) -> None:
        self.gesture_ended.emit()


class KindPart(FormPart):
    """A choice among kinds, what the chosen one is, and its options.

    ``kind_chosen`` carries the name of the part and the tag.

    Args:
        kinds: The registry.
    """

    kind_chosen = Signal(str, str)

    def __init__(
        self, name: str, kinds: Mapping[str, type[msgspec.Struct]], expanded: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, expanded, parent)
        self._kinds = kinds
        self._refused: dict[str, str] = {}
        self.box = ChoiceField(parent=self)
        self.box.setObjectName(f"{name}_box")
        self._tip = small_print(f"{name}_tip", self)
        self._waits = Sentence(self)
        self._waits.setObjectName(f"{name}_waits")
        for place, widget in enumerate((self.box, self._tip, self._waits)):
            self.content.insertWidget(place, widget)
        self.content.setSpacing(6)
        self.box.value_edited.connect(self._on_box_value_edited)

    def retitle(self, title: str, tip: str) -> None:
        """Write the texts in the present language."""
        self.set_title(title)
        self.box.setAccessibleName(title)
        self.box.setToolTip(tip)
        self.box.set_choices([(tag, spec_text(kind.title)) for tag, kind in self._kinds.items()])
        self.box.set_refused(self._refused)

    def set_refused(self, refused: Mapping[str, Problem]) -> None:
        """Grey out kinds that do not go with the rest, by tag."""
        self._refused = {tag: problem_text(problem) for tag, problem in refused.items()}
        self.box.set_refused(self._refused)

    def say_waiting(self, text: str) -> None:
        """Say that what is chosen does not act yet; nothing if it is empty."""
        self._waits.say(text, "note")

    def _on_box_value_edited(self, tag: str) -> None:
        self.kind_chosen.emit(self._name, tag)

    def show_spec(self, spec: msgspec.Struct) -> None:
        """Show what the project says."""
        self.box.set_value(tag_of(spec))
        self._tip.setText(spec_text(type(spec).tip))
        super().show_spec(spec)
        self.form.setVisible(bool(fields_of(type(spec))))


def switched(old: msgspec.Struct, kind: type[K]) -> K:
    """A value of another kind, with the parameters that the user chose; the others get its own defaults."""
    shared = {field.name for field in fields_of(kind)}
    chosen = {
        field.name: getattr(old, field.name)
        for field in fields_of(type(old))
        if field.name in shared and getattr(old, field.name) != field.default
    }
    return kind(**chosen)


def change_text(kind: type[msgspec.Struct], name: str) -> str:
    """What undo says of an edit of a parameter."""
    title = next(field.title for field in fields_of(kind) if field.name == name)
    return QCoreApplication.translate("RecipePanel", "change {0}").format(spec_text(title))
