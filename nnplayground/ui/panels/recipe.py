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
from nnplayground.spec.live import Standing, acts, adjusted, standing
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice, Project, Recipe
from nnplayground.spec.wording import fill
from nnplayground.ui.panels.augmentation import AugmentationSection
from nnplayground.ui.panels.column import Column
from nnplayground.ui.panels.device_part import DevicePart
from nnplayground.ui.panels.recipe_parts import FormPart, KindPart, change_text, switched
from nnplayground.ui.panels.schedule_part import SchedulePart
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets import say

_NAMES = {"lr": "learning_rate_field"}
"""Fields whose stable object name is not that of the parameter."""
_OPTIONS = {"regularisation": ("l1", "l2", "clip"), "stopping": ("patience", "has_target", "minutes")}
"""Those that switch something on, named while the part is folded."""
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
        for field, part in self._parts.items():
            part.show_spec(getattr(recipe, field))
        self._task.set_refused(_unserved(project.data))
        self._loss.set_refused({tag: why for tag, kind in losses.KINDS.items() if (why := recipe.task.refused(kind))})
        self._show_schedule(acting)
        for field, name in _NAMES.items():
            self._optimizer.form.field_widget(field).setObjectName(name)
        measure = datasets.measure_of(project)
        self._stopping.form.name_choices("watch", {"measure": spec_text(measure.name_in_sentence)})
        self._schooling.form.set_remarks({"batch_size": self._batch_words(recipe)})
        self._show_standing(self._own.recipe if running else None)

    def _show_schedule(self, acting: Recipe) -> None:
        session = self._session
        blocks = session.analysis.blocks if session.analysis else {}
        shapes = {name: facts.shape for name, facts in blocks.items() if facts.shape is not None}
        needed = least_batches(session.document.project.network, shapes)
        least = max((count for _, count in needed), default=1)
        self._schedule.draw(acting, session.data.training if session.data else 0, least)

    def _batch_words(self, recipe: Recipe) -> str:
        """What comes of a batch that the data cannot fill; empty otherwise, and while the samples are not known."""
        samples = self._session.data.training if self._session.data else 0
        if not samples or recipe.optimizer.whole_set or recipe.schooling.batch_size <= samples:
            return ""
        return self.tr("more than the {0} training samples: each step takes them all").format(say.count(samples))

    # ---- what acts, what waits, what has no effect

    def _show_standing(self, own: Recipe | None) -> None:
        """Say what a run that is on listens to at once, what waits for the next, and what does nothing.

        Args:
            own: What it is trained by, whatever is chosen; None: none is on.
        """
        live = self.tr("live"), self.tr("Acts at the next step.")
        self._augmentation.set_note(*(live if own else ("", "")))
        for field, part in self._parts.items():
            stands = standing(field, own, self._recipe)
            part.show_standing(stands)
            part.set_note(*self._note(field, stands, own))
            part.set_summary(*self._summary(field, stands, own))
            if field in self._kinds:
                waits = own is not None and getattr(own, field) != getattr(self._recipe, field)
                part.say_waiting(self._waiting_words(getattr(own, field), field) if waits else "")

    def _note(self, field: str, stands: Standing, own: Recipe | None) -> tuple[str, str]:
        """What is said beside the heading of an open part, and its tip."""
        names = {each.name for each in fields_of(type(getattr(self._recipe, field)))}
        if names and names == stands.idle.keys():
            return self.tr("no effect"), problem_text(next(iter(stands.idle.values())))
        if own is None:
            return "", ""
        if not acts(field, own, self._recipe) or (names and names <= stands.idle.keys() | stands.waiting.keys()):
            return self.tr("from the next run"), self.tr("Takes effect with the next run.")
        if field == "schooling":
            return "", ""  # said of each number
        if field == "optimizer":
            return self.tr("live"), self.tr("Options act at the next step; another optimizer with the next run.")
        ending = {problem_text(why) for name, why in self._recipe.idle(field).items() if name not in stands.idle}
        then = [self.tr("In the next run: {0}").format(why) for why in sorted(ending)]
        return self.tr("live"), "\n".join([self.tr("Acts at the next step."), *then])

    def _summary(self, field: str, stands: Standing, own: Recipe | None) -> tuple[str, str]:
        """What a folded part says of itself, and its tip: before all what was chosen for the next run."""
        spec = getattr(self._recipe, field)
        kept = getattr(own, field) if own is not None else spec
        fields = fields_of(type(spec))
        changed = [f for f in fields if type(kept) is type(spec) and getattr(kept, f.name) != getattr(spec, f.name)]
        later = [spec_text(f.title) for f in changed if f.name in stands.waiting]
        if type(kept) is not type(spec):
            later = [spec_text(type(spec).title)]
        if later:
            return self.tr("next run: {0}").format(", ".join(later)), self.tr("Takes effect with the next run.")
        if field in self._kinds:
            return spec_text(type(spec).title), ""
        if field == "schooling":
            return fill(self.tr("{0} epochs"), spec.epochs), ""
        chosen = [f for f in fields if f.name in _OPTIONS[field] and getattr(spec, f.name) != f.default]
        words = ", ".join(spec_text(f.title) for f in chosen if f.name not in stands.idle)
        reasons = {problem_text(stands.idle[f.name]) for f in chosen if f.name in stands.idle}
        if words or not reasons:
            return words or (self.tr("none") if field == "regularisation" else self.tr("epochs")), ""
        return self.tr("no effect"), "\n".join(reasons)

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
