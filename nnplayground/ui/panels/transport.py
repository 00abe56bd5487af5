"""Play, step, stop and reset, and in words how far the run has come."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnplayground.ui.icons import icon
from nnplayground.ui.panels.pace_button import PaceButton
from nnplayground.ui.panels.play_tip import play_tip
from nnplayground.ui.panels.run_words import RunWords
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font
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
        self._run_words = RunWords(session, self)
        self._run_words.changed.connect(self._refresh)
        self._build_actions()
        self._build_row()
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
        self._lead = ElidedLabel("", self)
        self._lead.setObjectName("transport_lead")
        strong = font("body")
        strong.setWeight(strong.Weight.DemiBold)
        self._lead.setFont(strong)
        self._rest = ElidedLabel("", self)
        self._rest.setFont(font("body"))
        self._rest.setObjectName("transport_words")
        self._rest.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # it has what the lead leaves
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
        lead, rest, *shorter = self._run_words.words()
        self._lead.setText(lead)
        self._rest.setText(rest, *shorter)
        tip = self._run_words.tip()
        self._lead.set_tip("\n".join(filter(None, (f"{lead} {rest}" if rest else "", tip))))  # the rest may be cut
        self._rest.set_tip(tip)
        self._line.set_share(self._run_words.share or 0.0)
        self._line.setVisible(self._run_words.share is not None)
        self._line.setAccessibleDescription(self.words())

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
            self.play_action: play_tip(self._session, self._run_words.started, self._run_words.ended),
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
