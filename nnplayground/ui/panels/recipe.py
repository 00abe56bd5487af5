"""How the network learns: loss, optimizer, the plain numbers, and the device."""

from typing import TypeVar

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec import losses, optimizers
from nnplayground.spec.fields import fields_of
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.project import Project, Recipe, Schooling
from nnplayground.spec.registry import tag_of
from nnplayground.ui.panels.augmentation import AugmentationSection
from nnplayground.ui.panels.column import Column, small_print
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.section import SectionHeading, muted_label

O = TypeVar("O", bound=Optimizer)  # noqa: E741
_NAMES = {"lr": "learning_rate_field"}
"""Fields whose stable object name is not that of the parameter."""


class RecipePanel(Column):
    """Shows the recipe of the project and edits it. Each gesture in a field is one step of undo."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self._session = session
        self._gesture = 0
        self._devices: tuple[str, ...] = ("cpu",)
        self._device: p.DeviceChosen | None = None
        self._build_loss()
        self._build_optimizer()
        self._build_schooling()
        self.content.addWidget(AugmentationSection(session, self))
        self._build_device()
        self.content.addStretch(1)
        self._connect()
        self._retitle()
        self._show(session.document.project)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- building

    def _build_loss(self) -> None:
        group = self._group()
        self._loss_heading = SectionHeading("", self)
        self._loss_box = ChoiceField(parent=self)
        self._loss_box.setObjectName("loss_box")
        self._loss_tip = small_print("loss_tip", self)
        self._loss_note = self._headed(group, self._loss_heading, "loss_note")
        for part in (self._loss_box, self._loss_tip):
            group.addWidget(part)

    def _build_optimizer(self) -> None:
        group = self._group()
        self._optimizer_heading = SectionHeading("", self)
        self._optimizer_box = ChoiceField(parent=self)
        self._optimizer_box.setObjectName("optimizer_box")
        self._optimizer_tip = small_print("optimizer_tip", self)
        self._optimizer_form = SpecForm(parent=self)
        for part in (self._optimizer_heading, self._optimizer_box, self._optimizer_tip, self._optimizer_form):
            group.addWidget(part)

    def _build_schooling(self) -> None:
        group = self._group()
        self._schooling_heading = SectionHeading("", self)
        self._schooling_form = SpecForm(Schooling, self)
        self._schooling_note = self._headed(group, self._schooling_heading, "schooling_note")
        group.addWidget(self._schooling_form)

    def _build_device(self) -> None:
        group = self._group()
        self._device_heading = SectionHeading("", self)
        self._device_box = ChoiceField(parent=self)
        self._device_box.setObjectName("device_box")
        self._device_reason = small_print("device_reason", self)
        for part in (self._device_heading, self._device_box, self._device_reason):
            group.addWidget(part)

    def _group(self) -> QVBoxLayout:
        if self.content.count():
            self.content.addSpacing(6)
        group = QVBoxLayout()
        group.setSpacing(6)
        self.content.addLayout(group)
        return group

    def _headed(self, group: QVBoxLayout, heading: SectionHeading, note_name: str) -> QLabel:
        """A heading with a note at its right: there it can come and go without moving a field under the mouse."""
        note = muted_label("", self)
        note.setObjectName(note_name)
        note.setContentsMargins(heading.contentsMargins())
        policy = note.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        note.setSizePolicy(policy)
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(note)
        group.addLayout(row)
        return note

    def _connect(self) -> None:
        self._loss_box.value_edited.connect(self._on_loss_box_value_edited)
        self._optimizer_box.value_edited.connect(self._on_optimizer_box_value_edited)
        self._optimizer_form.spec_edited.connect(self._on_optimizer_form_spec_edited)
        self._schooling_form.spec_edited.connect(self._on_schooling_form_spec_edited)
        for form in (self._optimizer_form, self._schooling_form):
            form.editing_finished.connect(self._on_form_editing_finished)
        self._device_box.value_edited.connect(self._session.use_device)
        self._session.document.changed.connect(self._show)
        self._session.state_changed.connect(self._on_session_state_changed)
        self._session.ready.connect(self._on_session_ready)
        self._session.device_wished.connect(self._on_session_device_wished)
        self._session.device_chosen.connect(self._on_session_device_chosen)

    # ---- the user

    def _on_loss_box_value_edited(self, tag: str) -> None:
        self._edit(replace(self._recipe, loss=losses.KINDS[tag]()), self.tr("choose the loss"))

    def _on_optimizer_box_value_edited(self, tag: str) -> None:
        optimizer = switched(self._recipe.optimizer, optimizers.KINDS[tag])
        self._edit(replace(self._recipe, optimizer=optimizer), self.tr("choose the optimizer"))

    def _on_optimizer_form_spec_edited(self, optimizer: Optimizer, name: str) -> None:
        self._edit(replace(self._recipe, optimizer=optimizer), self._change_text(type(optimizer), name), name)

    def _on_schooling_form_spec_edited(self, schooling: Schooling, name: str) -> None:
        self._edit(replace(self._recipe, schooling=schooling), self._change_text(Schooling, name), name)

    def _on_form_editing_finished(self, _name: str) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    def _edit(self, recipe: Recipe, text: str, field: str = "") -> None:
        self._session.document.edit_recipe(recipe, text, f"recipe/{field}/{self._gesture}" if field else "")

    def _change_text(self, kind: type[msgspec.Struct], name: str) -> str:
        title = next(field.title for field in fields_of(kind) if field.name == name)
        return self.tr("change {0}").format(spec_text(title))

    # ---- the session

    def _on_session_state_changed(self, _state: str) -> None:
        self._show_notes()

    def _on_session_ready(self, message: p.Ready) -> None:
        self._devices = message.devices
        self._show_device()

    def _on_session_device_wished(self, _device: str) -> None:
        self._show_device()

    def _on_session_device_chosen(self, message: p.DeviceChosen) -> None:
        self._device = message
        self._show_device()

    # ---- showing

    @property
    def _recipe(self) -> Recipe:
        return self._session.document.project.recipe

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Recipe"))
        self._loss_heading.setText(self.tr("Loss"))
        self._optimizer_heading.setText(self.tr("Optimizer"))
        self._schooling_heading.setText(self.tr("Training"))
        self._device_heading.setText(self.tr("Device"))
        for box, heading in (
            (self._loss_box, self._loss_heading),
            (self._optimizer_box, self._optimizer_heading),
            (self._device_box, self._device_heading),
        ):
            box.setAccessibleName(heading.text())
        self._loss_box.setToolTip(self.tr("What the network tries to make small"))
        self._optimizer_box.setToolTip(self.tr("How the weights follow the slope of the loss"))
        self._device_box.setToolTip(self.tr("Where training runs on this computer; not stored in the project"))
        self._loss_box.set_choices([(tag, spec_text(kind.title)) for tag, kind in losses.KINDS.items()])
        self._optimizer_box.set_choices([(tag, spec_text(kind.title)) for tag, kind in optimizers.KINDS.items()])
        self._show_kinds(self._recipe)
        self._show_notes()
        self._show_device()

    def _show(self, project: Project) -> None:
        recipe = project.recipe
        self._show_kinds(recipe)
        self._optimizer_form.set_spec(recipe.optimizer)
        for field, name in _NAMES.items():
            self._optimizer_form.field_widget(field).setObjectName(name)
        self._schooling_form.set_spec(recipe.schooling)

    def _show_kinds(self, recipe: Recipe) -> None:
        self._loss_box.set_value(tag_of(recipe.loss))
        self._loss_tip.setText(spec_text(type(recipe.loss).tip))
        self._optimizer_box.set_value(tag_of(recipe.optimizer))
        self._optimizer_tip.setText(spec_text(type(recipe.optimizer).tip))

    def _show_notes(self) -> None:
        """Say what a run that is on no longer listens to."""
        running = self._session.state in ("training", "paused")
        sentences = {
            self._loss_note: self.tr("Another loss takes effect with the next run."),
            self._schooling_note: self.tr(
                "Epochs count at once; batch size, seed and shares take effect with the next run."
            ),
        }
        for note, sentence in sentences.items():
            note.setText(self.tr("from the next run"))
            note.setToolTip(sentence)
            note.setAccessibleDescription(sentence)
            note.setVisible(running)

    def _show_device(self) -> None:
        names = {
            "auto": self.tr("Automatic"),
            "cpu": self.tr("CPU"),
            "cuda": self.tr("GPU (CUDA)"),
            "mps": self.tr("GPU (Apple)"),
        }
        wanted = self._session.device
        offered = dict.fromkeys(("auto", *self._devices, wanted))
        self._device_box.set_choices([(device, names.get(device, device)) for device in offered])
        self._device_box.set_value(wanted)
        self._device_reason.setText(problem_text(self._device.reason) if self._device else "")
        self._device_reason.setVisible(self._device is not None)


def switched(old: Optimizer, kind: type[O]) -> O:
    """An optimizer of another kind, with the parameters that the user chose; the others get its own defaults."""
    shared = {field.name for field in fields_of(kind)}
    chosen = {
        field.name: getattr(old, field.name)
        for field in fields_of(type(old))
        if field.name in shared and getattr(old, field.name) != field.default
    }
    return kind(**chosen)
