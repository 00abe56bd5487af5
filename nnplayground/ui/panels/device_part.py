"""Where and in which numbers a network trains: the device with its reason, and the precision with what is known of it.

The device is a wish of this machine, kept in the settings; the precision decides the weights and is the project's.
"""

from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnplayground import protocol as p
from nnplayground.spec.precision import EXACT, PRECISIONS
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.epoch_time import time_key
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.section import Collapsible


class DevicePart(Collapsible):
    """Two fields, each with a sentence below; a precision that the device cannot compute in is greyed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", True, parent)
        self.setObjectName("device_part")
        self._session = session
        self._devices: tuple[str, ...] = ("cpu",)
        self._chosen: p.DeviceChosen | None = None
        self._own: tuple[str, str] | None = None
        """The wish and the precision with which the run that is on was begun."""
        self._forecast: tuple[object, p.Forecast] | None = None
        """What was timed, and for what."""
        self._device_box, self._precision_box = ChoiceField(parent=self), ChoiceField(parent=self)
        self._device_box.setObjectName("device_box")
        self._precision_box.setObjectName("precision_box")
        self._reason = small_print("device_reason", self)
        self._precision_label = QLabel(self)
        self._precision_label.setObjectName("precision_label")
        self._precision_label.setBuddy(self._precision_box)
        self._precision_words = small_print("precision_words", self)
        named = QHBoxLayout()
        named.setSpacing(12)
        named.addWidget(self._precision_label)
        named.addWidget(self._precision_box, 1)
        self.content.addWidget(self._device_box)
        self.content.addWidget(self._reason)
        self.content.addLayout(named)
        self.content.addWidget(self._precision_words)
        self._connect()
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _connect(self) -> None:
        session = self._session
        self._device_box.value_edited.connect(session.use_device)
        self._precision_box.value_edited.connect(self._on_precision_edited)
        session.ready.connect(self._on_session_ready)
        session.device_wished.connect(self._show)
        session.device_chosen.connect(self._on_session_device_chosen)
        session.forecast_made.connect(self._on_session_forecast_made)
        session.run.started.connect(self._on_session_run_started)
        session.state_changed.connect(self._show)
        session.document.changed.connect(self._show)

    # ---- the user and the session

    def _on_precision_edited(self, precision: str) -> None:
        document = self._session.document
        document.edit_recipe(replace(document.project.recipe, precision=precision), self.tr("choose the precision"))

    def _on_session_ready(self, message: p.Ready) -> None:
        self._devices = message.devices
        self._show()

    def _on_session_run_started(self, message: p.RunStarted) -> None:
        begun = self._session.sent_project(message.revision) or self._project
        self._own = (self._session.device, begun.recipe.precision)
        self._show()

    def _on_session_device_chosen(self, message: p.DeviceChosen) -> None:
        self._chosen = message
        self._show()

    def _on_session_forecast_made(self, message: p.Forecast) -> None:
        self._forecast = (time_key(self._project), message)
        self._show()

    # ---- showing

    def _retitle(self) -> None:
        self.set_title(self.tr("Device"))
        self._device_box.setAccessibleName(self.tr("Device"))
        self._device_box.setToolTip(self.tr("Where training runs; not stored in the project"))
        self._precision_label.setText(self.tr("Precision"))
        self._precision_box.setAccessibleName(self.tr("Precision"))
        tip = self.tr("The numbers a training step computes with; weights, checks and answers stay float32")
        self._precision_box.setToolTip(tip)
        self._precision_box.set_choices([(precision, precision) for precision in PRECISIONS])
        self._show()

    def _show(self, _news: object = None) -> None:
        gpus = {each: self.tr("GPU {0} (CUDA)").format(each[5:]) for each in self._devices if each.startswith("cuda:")}
        names = gpus | {
            "auto": self.tr("Automatic"),
            "cpu": self.tr("CPU"),
            "cuda": self.tr("GPU (CUDA)"),
            "mps": self.tr("GPU (Apple)"),
        }
        wanted, precision = self._session.device, self._project.recipe.precision
        offered = dict.fromkeys(("auto", *self._devices, wanted))
        self._device_box.set_choices([(device, names.get(device, device)) for device in offered])
        self._device_box.set_value(wanted)
        self._reason.setText(problem_text(self._chosen.reason) if self._chosen else "")
        self._reason.setVisible(self._chosen is not None)
        self._precision_box.set_value(precision)
        refused = self._chosen.refused if self._chosen else ()
        self._precision_box.set_refused({each.args["precision"]: problem_text(each) for each in refused})
        self._precision_words.setText(" ".join(self._words(precision)))
        running = self._session.state in ("training", "paused")
        note = self.tr("Device and precision take effect with the next run.") if running else ""
        self.set_note(self.tr("from the next run") if running else "", note)
        summary = " · ".join([names.get(wanted, wanted), *([precision] if precision != EXACT else [])])
        waits = running and self._own is not None and self._own != (wanted, precision)
        self.set_summary(self.tr("next run: {0}").format(summary) if waits else summary, note if waits else "")

    @property
    def _project(self) -> Project:
        return self._session.document.project

    def _words(self, precision: str) -> list[str]:
        """What it is, and how fast it was when it was tried here."""
        known = [spec_text(PRECISIONS[precision])]
        key, forecast = self._forecast or (None, None)
        if forecast is not None and forecast.speed is not None and key == time_key(self._project):
            known.append(_compared(precision, forecast.speed))
        return known


def _compared(precision: str, speed: float) -> str:
    """What came of the trial; a speed of exactly 1 stands for no clear difference."""
    args = {"precision": precision}
    if speed == 1:
        return problem_text(Problem(code="precision_equal", args=args))
    args["ratio"] = f"{speed:.2g}"
    if speed > 1:
        return problem_text(Problem(code="precision_faster", args=args))
    return problem_text(Problem(code="precision_slower", args=args))
