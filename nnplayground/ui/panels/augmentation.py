"""Random changes to the training samples: which ones, how strong, and what they look like."""

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.augmentations import KINDS
from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.fields import fields_of
from nnplayground.spec.project import Project
from nnplayground.spec.registry import tag_of
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.session import Session
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets.before_after import BeforeAfterStrip
from nnplayground.ui.widgets.choices import SwitchField
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.section import Collapsible

COLUMNS, ROWS = 6, 3


class AugmentationRow(QWidget):
    """One kind: a switch, and its fields while it is on. ``edited`` carries the new value, or None for off."""

    edited = Signal(object, str)
    """The augmentation or None, and the field that was changed (empty for the switch)."""

    def __init__(self, kind: type[Augmentation], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setObjectName(f"augmentation_{tag_of(kind)}")
        self._last = kind()
        """What the fields were when it was last on: switching off and on again loses nothing."""
        self._name = QLabel(self)
        self.switch = SwitchField(self)
        self._name.setBuddy(self.switch)
        self.form = SpecForm(kind, self)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._name, 1)
        head.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.form)
        self.form.setContentsMargins(12, 0, 0, 6)
        self.form.hide()
        self.switch.value_edited.connect(self._on_switch_value_edited)
        self.form.spec_edited.connect(self.edited)

    def show_value(self, value: Augmentation | None, reason: str) -> None:
        """Show what the recipe says, and, if it has no effect on this data, the reason why."""
        if value is not None:
            self._last = value
            self.form.set_spec(value)
        self.switch.set_value(value is not None)
        self.form.setVisible(value is not None)
        name = spec_text(self.kind.title)
        tip = "\n".join(part for part in (spec_text(self.kind.tip), reason) if part)
        for part in (self._name, self.switch):
            part.setToolTip(tip)
        self._name.setText(name)
        self._name.setEnabled(not reason)
        self.switch.setAccessibleName(name)
        self.switch.setAccessibleDescription(tip)
        self.switch.setEnabled(not reason or value is not None)  # what is on can always be switched off
        self.form.setEnabled(not reason)

    def _on_switch_value_edited(self, is_on: bool) -> None:
        self.edited.emit(self._last if is_on else None, "")


class AugmentationSection(Collapsible):
    """Edits the augmentations of the recipe. All of it acts at once, in a run that is on too."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", expanded=False, parent=parent)
        self.setObjectName("augmentation")
        self._session = session
        self._gesture = 0
        self._asked, self._stale = False, True
        self._words = small_print("augmentation_words", self)
        self._strip = BeforeAfterStrip(self)
        self._rows = [AugmentationRow(kind, self) for kind in KINDS.values()]
        self.content.setSpacing(4)
        for part in (self._words, self._strip, *self._rows):
            self.content.addWidget(part)
        for row in self._rows:
            row.edited.connect(self._on_row_edited)
            row.form.editing_finished.connect(self._on_form_editing_finished)
        self._strip.clicked.connect(self._on_strip_clicked)
        self.toggled.connect(self._on_toggled)
        session.document.changed.connect(self._on_document_changed)
        session.data_known.connect(self._on_session_data_known)
        session.augmented.connect(self._on_session_augmented)
        self._shown: tuple[Augmentation, ...] | None = None
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- the user

    def _on_row_edited(self, value: Augmentation | None, field: str) -> None:
        kind = self.sender().kind
        recipe = self._session.document.project.recipe
        others = [a for a in recipe.augmentations if type(a) is not kind]
        places = list(KINDS.values())
        new = sorted([*others, *([value] if value else [])], key=lambda a: places.index(type(a)))
        name = spec_text(kind.title).lower()
        if field:
            title = next(f.title for f in fields_of(kind) if f.name == field)
            text, key = self.tr("change {0}").format(spec_text(title)), f"augment/{name}/{field}/{self._gesture}"
        else:
            text = (self.tr("switch {0} on") if value else self.tr("switch {0} off")).format(name)
            key = ""
        self._session.document.edit_recipe(replace(recipe, augmentations=tuple(new)), text, key)

    def _on_form_editing_finished(self, _name: str) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    def _on_strip_clicked(self) -> None:
        self._stale = True
        self._ask()

    def _on_toggled(self, _expanded: bool) -> None:
        self._ask()

    # ---- the session

    def _on_document_changed(self, project: Project) -> None:
        if project.recipe.augmentations != self._shown:
            self._show()

    def _on_session_data_known(self, _facts: p.DataFacts) -> None:
        self._show()

    def _on_session_augmented(self, message: p.Augmented) -> None:
        self._asked = False
        self._strip.set_pictures(message.before.numpy(), message.after.numpy())
        self._strip.setVisible(self._strip.has_pictures())
        self._ask()

    # ---- showing

    def _retitle(self) -> None:
        self._strip.setAccessibleName(self.tr("Samples before and after"))
        self._strip.setToolTip(self.tr("Above as they are, below as the network gets them. Click to draw again."))
        self._show()

    def _show(self) -> None:
        chosen = self._session.document.project.recipe.augmentations
        self._shown = chosen
        self.set_title(self.tr("Augmentation"))
        self.set_summary(", ".join(spec_text(each.title) for each in chosen) or self.tr("none"))
        self._words.setText(
            self.tr("Changes each training sample anew each time it comes, so that there is more to learn from.")
        )
        facts = self._session.data
        by_kind = {type(a): a for a in chosen}
        for row in self._rows:
            fits = facts is None or row.kind().fits(facts.sample_shape)
            row.show_value(by_kind.get(row.kind), "" if fits else self.tr("Only pictures can be changed this way."))
        self._stale = True
        self._strip.setVisible(self._strip.has_pictures())
        self._ask()

    def _ask(self) -> None:
        """Ask for samples before and after, while they are to be seen and unless an answer is under way."""
        if self._stale and not self._asked and self.is_expanded() and self._session.data is not None:
            self._stale, self._asked = False, True
            self._session.client.send(p.AskAugmented(count=COLUMNS, times=ROWS))
