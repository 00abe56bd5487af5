"""How the network learns: loss, optimizer, the plain numbers, and where."""

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.spec import losses, optimizers, schedules, tasks
from nnplayground.spec.batches import least_batches
from nnplayground.spec.fields import fields_of
from nnplayground.spec.live import LIVE_NUMBERS, acts, adjusted
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice, Project, Recipe
from nnplayground.spec.wording import fill
from nnplayground.ui.panels.augmentation import AugmentationSection
from nnplayground.ui.panels.column import Column
from nnplayground.ui.panels.device_part import DevicePart
from nnplayground.ui.panels.recipe_parts import FormPart, KindPart, change_text, switched
from nnplayground.ui.panels.schedule_part import SchedulePart
from nnplayground.ui.session import Session
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets import say

_NAMES = {"lr": "learning_rate_field"}
"""Fields whose stable object name is not that of the parameter."""
_REGISTRIES = {"task": tasks.KINDS, "loss": losses.KINDS, "optimizer": optimizers.KINDS, "schedule": schedules.KINDS}


class RecipePanel(Column):
    """Shows the recipe of the project and edits it. Each gesture in a field is one step of undo."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self._session = session
        self._gesture = 0
        self._own: Project | None = None
        """What the run that goes on was begun with, and what it has taken over since."""
        self._build_parts()
        self._augmentation = AugmentationSection(session, self)
        self.content.addWidget(self._augmentation)
        self.content.addWidget(DevicePart(session, self))
        self.content.addStretch(1)
        self._connect()
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- building

    def _build_parts(self) -> None:
        self._task = KindPart("task", tasks.KINDS, True, self)
        self._loss = KindPart("loss", losses.KINDS, True, self)
        self._optimizer = KindPart("optimizer", optimizers.KINDS, True, self)
        self._schedule = SchedulePart(self)
        self._regularisation = FormPart("regularisation", False, self)
        self._stopping = FormPart("stopping", False, self)
        self._schooling = FormPart("schooling", True, self)
        self._kinds = {"task": self._task, "loss": self._loss, "optimizer": self._optimizer, "schedule": self._schedule}
        self._parts: dict[str, FormPart] = self._kinds | {
            "regularisation": self._regularisation,
            "stopping": self._stopping,
            "schooling": self._schooling,
        }
        """By the field of the recipe that they show."""
        for part in self._parts.values():
            self.content.addWidget(part)

    def _connect(self) -> None:
        for part in self._kinds.values():
            part.kind_chosen.connect(self._on_part_kind_chosen)
        for part in self._parts.values():
            part.spec_edited.connect(self._on_part_spec_edited)
            part.gesture_ended.connect(self._on_part_gesture_ended)
        self._session.document.changed.connect(self._show)
        self._session.state_changed.connect(self._on_session_state_changed)
        self._session.run.started.connect(self._on_session_run_started)
        self._session.run.progressed.connect(self._schedule.follow)
        self._session.run.ended.connect(self._on_session_run_ended)
        self._session.data_known.connect(self._on_session_data_known)
        self._session.analysed.connect(self._on_session_analysed)

    # ---- the user

    def _on_part_kind_chosen(self, field: str, tag: str) -> None:
        kind = _REGISTRIES[field][tag]
        if field == "task":
            recipe = self._recipe.with_task(kind())
            self._session.document.edit_recipe(recipe, self.tr("choose the task"))
            return
        texts = {
            "loss": self.tr("choose the loss"),
            "optimizer": self.tr("choose the optimizer"),
            "schedule": self.tr("choose the schedule"),
        }
        self._edit(field, switched(getattr(self._recipe, field), kind), texts[field])

    def _on_part_spec_edited(self, field: str, spec: msgspec.Struct, parameter: str) -> None:
        self._edit(field, spec, change_text(type(spec), parameter), parameter)

    def _on_part_gesture_ended(self) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    def _edit(self, field: str, value: msgspec.Struct, text: str, parameter: str = "") -> None:
        recipe = replace(self._recipe, **{field: value})
        self._session.document.edit_recipe(recipe, text, f"recipe/{parameter}/{self._gesture}" if parameter else "")

    # ---- the session

    def _on_session_state_changed(self, _state: str) -> None:
        self._show(self._session.document.project)

    def _on_session_run_started(self, message: p.RunStarted) -> None:
        self._own = self._session.sent_project(message.revision) or self._session.document.project
        self._show(self._session.document.project)

    def _on_session_run_ended(self, _message: p.RunEnded) -> None:
        self._schedule.follow(None)

    def _on_session_data_known(self, _message: p.DataFacts) -> None:
        self._show(self._session.document.project)

    def _on_session_analysed(self, _message: p.Analysis) -> None:
        """Now it is known how many samples a batch needs."""
        self._show_schedule(self._own.recipe if self._running else self._recipe)

    # ---- showing

    @property
    def _recipe(self) -> Recipe:
        return self._session.document.project.recipe

    @property
    def _running(self) -> bool:
        return self._own is not None and self._session.state in ("training", "paused")

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Recipe"))
        self._task.retitle(self.tr("Task"), self.tr("What the output of the network must be"))
        self._loss.retitle(self.tr("Loss"), self.tr("What the network tries to make small"))
        self._optimizer.retitle(self.tr("Optimizer"), self.tr("How the weights follow the slope of the loss"))
        self._schedule.retitle(self.tr("Schedule"), self.tr("How the learning rate changes in a run"))
        self._regularisation.set_title(self.tr("Regularisation"))
        self._stopping.set_title(self.tr("Stop when"))
        self._schooling.set_title(self.tr("Training"))
        self._show(self._session.document.project)

    def _show(self, project: Project) -> None:
        recipe = project.recipe
        running = self._running
        if running:
            self._own = adjusted(self._own, project)
        acting = self._own.recipe if running else recipe
        self._task.show_spec(recipe.task)
        self._task.set_refused(_unserved(project.data))
        self._loss.show_spec(recipe.loss)
        self._loss.set_refused({tag: why for tag, kind in losses.KINDS.items() if (why := recipe.task.refused(kind))})
        self._optimizer.show_spec(recipe.optimizer)
        self._optimizer.set_locked(recipe.optimizer.locked())
        self._show_schedule(acting)
        for field, name in _NAMES.items():
            self._optimizer.form.field_widget(field).setObjectName(name)
        penalties = self._brief(recipe.regularisation, ("l1", "l2", "clip")) or self.tr("none")
        self._regularisation.show_spec(recipe.regularisation, penalties)
        self._regularisation.set_locked(recipe.regularisation.locked(recipe.optimizer))
        self._stopping.show_spec(
            recipe.stopping, self._brief(recipe.stopping, ("patience", "has_target", "minutes")) or self.tr("epochs")
        )
        self._stopping.set_locked(recipe.stopping.locked())
        measure = datasets.measure_of(project)
        self._stopping.form.name_choices("watch", {"measure": spec_text(measure.name_in_sentence)})
        self._schooling.show_spec(recipe.schooling, fill(self.tr("{0} epochs"), recipe.schooling.epochs))
        self._schooling.set_locked(_locked(recipe))
        self._schooling.form.set_remarks({"batch_size": self._batch_words(recipe)})
        self._show_notes(acting, running)

    def _show_schedule(self, acting: Recipe) -> None:
        session = self._session
        blocks = session.analysis.blocks if session.analysis else {}
        shapes = {name: facts.shape for name, facts in blocks.items() if facts.shape is not None}
        needed = least_batches(session.document.project.network, shapes)
        least = max((count for _, count in needed), default=1)
        self._schedule.show_recipe(acting, session.data.training if session.data else 0, least)

    def _batch_words(self, recipe: Recipe) -> str:
        """What comes of a batch that the data cannot fill; empty otherwise, and while the samples are not known."""
        samples = self._session.data.training if self._session.data else 0
        if not samples or recipe.optimizer.whole_set or recipe.schooling.batch_size <= samples:
            return ""
        return self.tr("more than the {0} training samples: each step takes them all").format(say.count(samples))

    def _brief(self, spec: msgspec.Struct, names: tuple[str, ...]) -> str:
        """The options that are on, by name."""
        fields = {field.name: field for field in fields_of(type(spec))}
        return ", ".join(spec_text(fields[n].title) for n in names if getattr(spec, n) != fields[n].default)

    def _show_notes(self, acting: Recipe, running: bool) -> None:
        """Say what a run that is on listens to at once, and what waits for the next.

        Args:
            acting: What it is trained by, whatever is chosen.
        """
        later, why = self.tr("from the next run"), self.tr("Takes effect with the next run.")
        for field, part in (self._parts | {"augmentations": self._augmentation}).items():
            live = acts(field, acting, self._recipe)
            if part is not self._schooling:
                part.set_note((self.tr("live") if live else later) if running else "", self._note_tip(field, live))
            if field in self._kinds:
                waits = running and getattr(acting, field) != getattr(self._recipe, field)
                part.set_waiting(
                    self._waiting_words(getattr(acting, field), field) if waits else "", why if waits else ""
                )
        numbers = [field.name for field in fields_of(type(acting.schooling)) if field.name not in LIVE_NUMBERS]
        self._schooling.form.set_waiting(dict.fromkeys(numbers, why) if running else {})

    def _note_tip(self, field: str, live: bool) -> str:
        if field == "optimizer" and live:
            return self.tr("Options act at the next step; another optimizer with the next run.")
        return self.tr("Acts at the next step.") if live else self.tr("Takes effect with the next run.")

    def _waiting_words(self, own: msgspec.Struct, field: str) -> str:
        if type(own) is type(getattr(self._recipe, field)):
            return self.tr("Begins with the next run. This one goes on with the options that it has.")
        return self.tr("Begins with the next run. This one goes on with {0}.").format(spec_text(type(own).title))


def _unserved(data: DataChoice) -> dict[str, Problem]:
    """The tasks that this data cannot teach, and why; none where this release does not know the data."""
    dataset = datasets.known(data.kind, data.options)
    if dataset is None:
        return {}
    return {tag: why for tag, kind in tasks.KINDS.items() if (why := kind().unserved(dataset.truth))}


def _locked(recipe: Recipe) -> dict[str, Problem]:
    """Plain numbers without effect beside the rest of the recipe."""
    if recipe.optimizer.whole_set:
        return {"batch_size": Problem(code="whole_set", args={"optimizer": type(recipe.optimizer).title})}
    return {}
