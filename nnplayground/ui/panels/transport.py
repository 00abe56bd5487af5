"""Play, step, stop and reset, and in words how far the run has come."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.pace_button import PaceButton
from nnplayground.ui.panels.play_tip import anew, play_tip
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font, icon
from nnplayground.ui.views.chart_metrics import metric_of
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import IconButton, PrimaryButton
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.progress import ProgressLine


class TransportBar(QWidget):
    """One row: what drives training, beside it words, below them a thin line of progress.

    ``play_action``, ``step_action``, ``epoch_action``, ``stop_action`` and ``reset_action`` are also meant for a menu.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self._session = session
        self._progress: p.Progress | None = None
        self._started: p.RunStarted | None = None
        self._ended: p.RunEnded | None = None
        self._figure: float | None = None
        self._measure = session.document.project.recipe.task.measure
        """What the run that is shown is measured by."""
        self._build_actions()
        self._build_row()
        self._connect_session()
        self._retitle()

    @property
    def actions_in_order(self) -> tuple[QAction, ...]:
        """All actions as they stand in the row."""
        return (
            self.play_action, self.step_action, self.epoch_action, self.stop_action, self.reset_action,
            self.dice_action,
        )  # fmt: skip

    @property
    def actions_of_menu(self) -> tuple[QAction, ...]:
        """The same, and what only keys and the menu have."""
        return *self.actions_in_order, self.pace_button.slower_action, self.pace_button.faster_action

    def words(self) -> str:
        """What is said beside the buttons."""
        return " ".join(label.text() for label in (self._lead, self._rest) if label.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- building

    def _build_actions(self) -> None:
        self.play_action = self._action("play_action", self._on_play_triggered, "play", "Ctrl+R")
        self.step_action = self._action("step_action", self._on_step_triggered, "step", "Ctrl+T")
        self.epoch_action = self._action("epoch_action", self._on_epoch_triggered, "epoch")
        self.stop_action = self._action("stop_action", self._session.run.stop, "stop", "Ctrl+.")
        self.reset_action = self._action("reset_action", self._session.run.start_over, "reset")
        self.dice_action = self._action("dice_action", self._session.run.dice.draw, "dice")

    def _action(self, name: str, slot: Callable[[], Any], icon_name: str, key: str = "") -> QAction:
        action = QAction(icon(icon_name), "", self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _build_row(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.play_button = PrimaryButton("", self, icon_name="play")
        self.play_button.setObjectName("play_button")
        self.play_button.clicked.connect(self.play_action.trigger)
        row.addWidget(self.play_button)
        self._buttons = [self._button(action) for action in self.actions_in_order[1:]]
        self.step_button, self.epoch_button, self.stop_button, self.reset_button, _ = self._buttons
        for button in self._buttons:
            row.addWidget(button)
        self.pace_button = PaceButton(self._session.run, self)
        row.addWidget(self.pace_button)
        self.addActions([self.pace_button.slower_action, self.pace_button.faster_action])
        row.addSpacing(4)
        row.addLayout(self._build_words(), 1)

    def _button(self, action: QAction) -> QToolButton:
        button = IconButton(action.objectName().removesuffix("_action"), "", self)
        button.setObjectName(action.objectName().replace("_action", "_button"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setDefaultAction(action)
        return button

    def _build_words(self) -> QVBoxLayout:
        self._lead = QLabel(self)
        strong = font("body")
        strong.setWeight(strong.Weight.DemiBold)
        self._lead.setFont(strong)
        self._lead.setTextFormat(Qt.TextFormat.PlainText)
        self._rest = ElidedLabel("", self)
        self._rest.setFont(font("body"))
        self._rest.setObjectName("transport_words")
        self._rest.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._line = ProgressLine(self)
        self._line.setObjectName("run_progress")
        self._line.setMaximumWidth(320)
        words = QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._lead)
        words.addWidget(self._rest, 1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        column.addLayout(words)
        column.addWidget(self._line)
        column.addStretch(1)
        return column

    def _connect_session(self) -> None:
        session = self._session
        session.state_changed.connect(self._on_session_state_changed)
        session.blocked_changed.connect(self._on_session_blocked_changed)
        session.doing.changed.connect(self._refresh)
        session.document.changed.connect(self._on_document_changed)
        session.run.outlook_changed.connect(self._refresh)
        session.run.started.connect(self._on_session_run_started)
        session.run.metrics_arrived.connect(self._on_session_metrics_arrived)
        session.run.progressed.connect(self._on_session_progressed)
        session.run.ended.connect(self._on_session_run_ended)
        session.run.history_cleared.connect(self._on_session_history_cleared)

    # ---- the user

    def _on_play_triggered(self) -> None:
        if self._session.state == "training":
            self._session.run.pause()
        else:
            self._session.run.play()

    def _on_step_triggered(self) -> None:
        self._session.run.play("step")

    def _on_epoch_triggered(self) -> None:
        self._session.run.play("epoch")

    # ---- the session

    def _on_session_state_changed(self, _state: str) -> None:
        self._refresh()

    def _on_session_blocked_changed(self, _problem: object) -> None:
        self._refresh()

    def _on_document_changed(self, _project: object) -> None:
        self._refresh()

    def _on_session_run_started(self, message: p.RunStarted) -> None:
        self._started, self._progress, self._ended = message, None, None
        self._measure = self._session.document.project.recipe.task.measure
        self._refresh()

    def _on_session_metrics_arrived(self, message: p.Metrics) -> None:
        if message.validation:
            self._figure = message.validation[-1].measure

    def _on_session_progressed(self, message: p.Progress) -> None:
        self._progress = message
        self._refresh()

    def _on_session_run_ended(self, message: p.RunEnded) -> None:
        self._ended = message
        self._refresh()

    def _on_session_history_cleared(self) -> None:
        self._started = self._progress = self._ended = self._figure = None
        self._refresh()

    # ---- showing

    def _retitle(self) -> None:
        self.step_action.setText(self.tr("Train one step"))
        self.epoch_action.setText(self.tr("Train one epoch"))
        self.stop_action.setText(self.tr("Stop training"))
        self.reset_action.setText(self.tr("Reset to the same weights"))
        self.dice_action.setText(self.tr("New weights"))
        self._line.setAccessibleName(self.tr("Progress of training"))
        self.play_button.ensurePolished()
        widths = []
        for text in (self.tr("Play"), self.tr("Pause")):
            self.play_button.setText(text)
            widths.append(self.play_button.sizeHint().width())
        self.play_button.setMinimumWidth(max(widths))
        self._refresh()

    def _refresh(self) -> None:
        self._enable()
        self._name_play()
        self._explain()
        lead, rest = self._in_words()
        self._lead.setText(lead)
        self._rest.setText(rest)
        self._explain_end()
        self._line.set_share(self._share())
        self._line.setVisible(self._progress is not None)
        self._line.setAccessibleDescription(self.words())

    def _explain_end(self) -> None:
        """Why it ended early is there on hover where the words say which weights are in place."""
        ended = self._ended
        shown = ended is not None and ended.kept_epoch and self._session.state == "idle"
        tip = problem_text(ended.problem) if shown and ended.problem else ""
        if shown:
            kept = self.tr("The weights of epoch {0}, the best, are in place.").format(ended.kept_epoch)
            tip = f"{tip}\n{kept}".strip()
        self._lead.setToolTip(tip)
        self._rest.set_tip(tip)

    def _enable(self) -> None:
        state = self._session.state
        free = self._session.blocked is None and state not in ("starting", "dead")
        self.play_action.setEnabled(state == "training" or free)
        self.step_action.setEnabled(free and state != "training")
        self.epoch_action.setEnabled(free and state != "training")
        self.stop_action.setEnabled(state in ("training", "paused"))
        self.reset_action.setEnabled(state not in ("starting", "dead"))
        self.dice_action.setEnabled(self.reset_action.isEnabled())
        self.play_button.setEnabled(self.play_action.isEnabled())

    def _name_play(self) -> None:
        training = self._session.state == "training"
        name = self.tr("Pause") if training else self.tr("Play")
        if self.play_action.text() == name:
            return
        picture = "pause" if training else "play"
        self.play_action.setText(name)
        self.play_action.setIcon(icon(picture))
        self.play_button.setText(name)
        self.play_button.set_icon(picture)
        self.play_button.setAccessibleName(name)

    def _explain(self) -> None:
        """Tips: what each control does and its key; the reason where it cannot be used."""
        reason = problem_text(self._session.blocked) if self._session.blocked else ""
        tips = {
            self.play_action: play_tip(self._session, self._started, self._ended),
            self.step_action: self.tr("One step: learn from one batch of samples"),
            self.epoch_action: self.tr("One epoch: learn from all training samples once"),
            self.stop_action: self.tr("Stop: end the run and keep the weights"),
            self.reset_action: self.tr(
                "Reset: back to the same first weights. Undo brings weights and curves of now back"
            ),
            self.dice_action: self.tr(
                "New weights: other first weights, by another seed. Undo brings weights and curves of now back"
            ),
        }
        for action, tip in tips.items():
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            tip = f"{tip} ({key})" if key else tip
            why = reason if not action.isEnabled() and action is not self.stop_action else ""
            action.setToolTip("\n".join(part for part in (tip, why) if part))
        for button, action in zip(self._buttons, self.actions_in_order[1:], strict=True):
            button.setAccessibleName(action.text())
        self.play_button.setToolTip(self.play_action.toolTip())
        self.play_button.setAccessibleDescription(reason)

    def _share(self) -> float:
        return self._progress.epoch / max(1, self._progress.epochs) if self._progress else 0.0

    def _in_words(self) -> tuple[str, str]:
        """What stands out, and what follows it."""
        session = self._session
        reason = problem_text(session.blocked) if session.blocked else ""
        if session.state == "starting":
            return self.tr("Starting the engine…"), ""
        if session.state == "training" and session.doing.what is not None:
            return problem_text(session.doing.what), ""
        if session.state == "training":
            lead, rest = self._training_words()
            return lead, f"· {problem_text(Problem(code='run_is_stale'))}" if "network" in self._changed else rest
        if session.state == "paused":
            rest = reason or (anew(self._changed) if self._changed else "")
            return self._paused_words(), f"· {rest}" if rest else ""
        if reason:
            return self._blocked_words(), reason
        return self._ended_words() if self._ended else (self.tr("Ready"), "")

    def _blocked_words(self) -> str:
        if self._session.state != "dead":
            return self.tr("Cannot play yet:")
        return self.tr("Disconnected:") if self._session.place.away else self.tr("No engine:")

    @property
    def _changed(self) -> tuple[str, ...]:
        """What the run that goes on cannot follow."""
        outlook = self._session.run.outlook
        return outlook.changed if outlook is not None else ()

    def _training_words(self) -> tuple[str, str]:
        now = self._progress
        if now is None:
            return self.tr("Training…"), ""
        epoch = min(int(now.epoch) + 1, now.epochs)
        parts = [self._speed_words(now.samples_per_s)] if now.samples_per_s > 0 else []
        if now.seconds_left is not None:
            parts.append(self.tr("{0} left").format(say.duration(now.seconds_left)))
        return self.tr("Epoch {0} of {1}").format(epoch, now.epochs), "".join(f"· {part} " for part in parts).rstrip()

    def _speed_words(self, samples_per_s: float) -> str:
        data = self._session.data
        pictures = data is not None and len(data.sample_shape) == 3
        text = self.tr("{0} pictures/s") if pictures else self.tr("{0} samples/s")
        return text.format(say.count(_three_digits(samples_per_s)))

    def _paused_words(self) -> str:
        now = self._progress
        if now is None:
            return self.tr("Paused")
        return self.tr("Paused at epoch {0} of {1}").format(_one_decimal(now.epoch), now.epochs)

    def _figure_words(self) -> str:
        return metric_of("measure", self._measure).told(self._figure)

    def _ended_words(self) -> tuple[str, str]:
        ended = self._ended
        if ended.reason == "finished" and ended.kept_epoch:
            lead = self.tr("Finished early:") if ended.problem else self.tr("Finished:")
            return lead, self.tr("weights of epoch {0} kept").format(ended.kept_epoch)
        if ended.reason == "finished" and ended.problem is not None:
            return self.tr("Finished early:"), problem_text(ended.problem)
        if ended.reason == "finished":
            if self._figure is None:
                return self.tr("Finished"), ""
            return self.tr("Finished:"), self.tr("{0} on validation samples").format(self._figure_words())
        if ended.reason == "stopped":
            return self.tr("Stopped"), self.tr("after {0} steps").format(say.count(ended.step))
        lead = self.tr("Diverged:") if ended.reason == "diverged" else self.tr("Failed:")
        return lead, problem_text(ended.problem) if ended.problem else ""


def _three_digits(value: float) -> int:
    """A speed without digits that flicker: 9,417 becomes 9,420."""
    return int(float(f"{value:.3g}"))


def _one_decimal(epoch: float) -> str:
    return f"{epoch:.1f}".removesuffix(".0")
