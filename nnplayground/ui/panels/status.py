"""The line below everything: what the network costs, where it runs and why, and what is saved."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from nnplayground import protocol as p
from nnplayground.spec.precision import EXACT
from nnplayground.spec.wording import fill
from nnplayground.ui.epoch_time import EpochTime
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.elided import ElidedLabel


class StatusLine(QWidget):
    """Small facts in one row; what is not known yet is left out."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self._session = session
        self._device: p.DeviceChosen | None = None
        self._memory_bytes, self._gpu = 0, (0, 0)
        self._run, self._run_seed = 0, None
        """Number and seed of the present run: 0 for one that is not recorded, None where there is none."""
        self._saved_at: datetime | None = None
        self._epoch_time = EpochTime(session, self)
        self._build_row()
        self._connect_session()
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _build_row(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 3, 14, 4)
        row.setSpacing(18)
        self._parameters = self._label("status_parameters", row)
        self._operations = self._label("status_operations", row)
        self._epoch = self._label("status_epoch", row)
        self._place = self._label("status_place", row)
        self._precision = self._label("status_precision", row)
        self._memory = self._label("status_memory", row)
        self._gpu_memory = self._label("status_gpu", row)
        self._device_words = self._label("status_device", row)  # the longest, and the first to be shortened
        self._device_words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setStretchFactor(self._device_words, 1)
        self._room = QWidget(self)
        row.addWidget(self._room, 1)
        self._seed = self._label("status_seed", row)
        self._run_words = self._label("status_run", row)
        self._saved = self._label("status_saved", row)

    def _label(self, name: str, row: QHBoxLayout) -> ElidedLabel:
        label = ElidedLabel("", self)
        label.setFont(font("small"))
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        label.setObjectName(name)
        row.addWidget(label)
        return label

    def _connect_session(self) -> None:
        session, document = self._session, self._session.document
        self._epoch_time.changed.connect(self._show_epoch)
        session.analysed.connect(self._on_session_analysed)
        session.device_chosen.connect(self._on_session_device_chosen)
        session.run.progressed.connect(self._on_session_progressed)
        session.forecast_made.connect(self._on_session_forecast_made)
        session.run.started.connect(self._on_session_run_started)
        session.run.forgotten.connect(self._on_session_run_forgotten)
        session.state_changed.connect(self._on_session_state_changed)
        session.place_changed.connect(self._show_place)
        session.saves.saved.connect(self._on_session_saved)
        document.changed.connect(self._on_document_changed)
        document.opened.connect(self._on_document_opened)
        document.modified_changed.connect(self._on_document_modified_changed)

    # ---- what happened

    def _on_session_analysed(self, analysis: p.Analysis) -> None:
        self._memory_bytes, self._gpu = analysis.memory_bytes, analysis.gpu
        self._show_totals()
        self._show_memory()

    def _on_session_device_chosen(self, message: p.DeviceChosen) -> None:
        self._device = message
        self._show_device()

    def _on_session_progressed(self, message: p.Progress) -> None:
        self._memory_bytes, self._gpu = message.memory_bytes, message.gpu
        self._show_memory()

    def _on_session_forecast_made(self, _forecast: p.Forecast) -> None:
        self._show_memory()

    def _on_session_run_started(self, message: p.RunStarted) -> None:
        self._run, self._run_seed = message.number, message.seed
        self._show_run()

    def _on_session_run_forgotten(self) -> None:
        self._run, self._run_seed = 0, None
        self._show_run()

    def _on_session_state_changed(self, state: str) -> None:
        self._show_place()
        if state in ("starting", "dead"):
            self._device, self._memory_bytes, self._gpu = None, 0, (0, 0)
            self._show_device()
            self._show_memory()

    def _on_session_saved(self, _path: str) -> None:
        self._saved_at = datetime.now()
        self._show_saved()

    def _on_document_changed(self, _project: object) -> None:
        self._show_run()

    def _on_document_opened(self) -> None:
        self._saved_at = _written_at(self._session.document.path)
        self._show_saved()

    def _on_document_modified_changed(self, _modified: bool) -> None:
        self._show_saved()

    # ---- showing

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Status"))
        self._parameters.set_tip(self.tr("Numbers that the network learns"))
        self._operations.set_tip(self.tr("Multiplications with an addition, for one sample on its way through"))
        self._gpu_memory.set_tip(self.tr("Memory of the GPU that the engine holds, and how much there is"))
        self._precision.set_tip(self.tr("In what numbers a training step computes"))
        self._seed.set_tip(self.tr("Decides the first weights, the split and the order of samples"))
        self._show_totals()
        self._show_epoch()
        self._show_place()
        self._show_device()
        self._show_memory()
        self._show_run()
        self._show_saved()

    def _show_totals(self) -> None:
        blocks = list(self._session.analysis.blocks.values()) if self._session.analysis else []
        parameters = sum(block.parameters for block in blocks)
        operations = sum(block.multiply_adds for block in blocks)
        known = self._session.analysis is not None and p.counted(blocks)
        _put(self._parameters, fill(self.tr("{0} parameters"), say.count(parameters)) if known else "")
        _put(self._operations, self.tr("{0} multiply-adds").format(say.short_count(operations)) if known else "")

    def _show_epoch(self) -> None:
        _put(self._epoch, self._epoch_time.words())
        self._epoch.set_tip(self._epoch_time.tip())

    def _show_place(self) -> None:
        """Nothing for this computer, which is what one expects."""
        place, state = self._session.place, self._session.state
        texts = {"starting": self.tr("connecting to {0}…"), "dead": self.tr("no connection to {0}")}
        text = texts.get(state, self.tr("engine on {0}"))
        _put(self._place, text.format(place.name) if place.away else "")
        self._place.set_tip(" ".join(place.command))

    def _show_device(self) -> None:
        sentence = problem_text(self._device.reason) if self._device else ""
        _put(self._device_words, sentence.rstrip(".。"))
        self._room.setVisible(not sentence)
        untried = self._device and self._device.device == "cpu" and not self._device.reason.code.startswith("threads")
        self._device_words.set_tip(
            self.tr("How many threads are fastest is tried before the first step") if untried else ""
        )

    def _show_memory(self) -> None:
        size = say.bytes_text(self._memory_bytes)
        _put(self._memory, self.tr("engine {0}").format(size) if self._memory_bytes else "")
        self._memory.set_tip("\n".join(self._memory_words()))
        used, total = map(say.bytes_text, self._gpu)
        _put(self._gpu_memory, self.tr("GPU {0} of {1}").format(used, total) if self._gpu[1] else "")

    def _memory_words(self) -> list[str]:
        """What the figure is, and what a step will need of the rest."""
        known, forecast = [self.tr("Memory that the engine uses")], self._session.forecast
        if forecast is not None and forecast.step_bytes:
            need = self.tr("A step needs about {0} beside weights and data").format(say.bytes_text(forecast.step_bytes))
            free = self.tr("; {0} are free").format(say.bytes_text(forecast.free_bytes)) if forecast.free_bytes else ""
            known.append(need + free)
        return known

    def _show_run(self) -> None:
        recipe = self._session.document.project.recipe
        _put(self._precision, recipe.precision if recipe.precision != EXACT else "")  # float32 is what one expects
        seed = recipe.schooling.seed if self._run_seed is None else self._run_seed
        _put(self._seed, self.tr("seed {0}").format(seed))
        _put(self._run_words, self.tr("run #{0}").format(self._run) if self._run else "")

    def _show_saved(self) -> None:
        document = self._session.document
        if document.path and self._saved_at:
            text = self.tr("saved {0}, changed since") if document.modified else self.tr("saved {0}")
            text = text.format(_clock(self._saved_at))
        else:
            text = self.tr("not saved") if document.modified else ""
        _put(self._saved, text)
        self._saved.set_tip(document.path)


def _put(label: ElidedLabel, text: str) -> None:
    """Set a fact, or leave its place to the others."""
    if label.text() != text:
        label.setText(text)
    label.setVisible(bool(text))


def _written_at(path: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime) if path else None
    except OSError:
        return None


def _clock(moment: datetime) -> str:
    """The time of today, the date of another day."""
    return moment.strftime("%H:%M" if moment.date() == datetime.now().date() else "%Y-%m-%d")
