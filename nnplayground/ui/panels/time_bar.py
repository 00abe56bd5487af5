"""The strip below the charts: back to any recorded step, from there to a new run, and what the records need."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QToolBar, QWidget

from nnplayground import protocol as p
from nnplayground.ui.panels.time_track import TimeTrack
from nnplayground.ui.session import Session
from nnplayground.ui.theme import font
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import QuietButton
from nnplayground.ui.widgets.cap_button import CapButton

CAPS_MB = (64, 128, 256, 512, 1000, 2000, 4000)


class TimeBar(QToolBar):
    """Says which step is looked at, in words too: while it is the past, the strip is tinted and offers the way back."""

    def __init__(self, session: Session, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("time_bar")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._session = session
        self._now = self._end = 0
        self._build()
        self._wire()
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _build(self) -> None:
        self._words = QLabel(self)
        self._words.setObjectName("time_words")
        self._words.setFont(font("small"))
        self._words.setContentsMargins(13, 0, 6, 0)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self.track = TimeTrack(self)
        self.back_button, self.branch_button = QuietButton("", self), QuietButton("", self)
        self.back_button.setObjectName("back_to_now_button")
        self.branch_button.setObjectName("branch_button")
        caps = [megabytes * 1_000_000 for megabytes in CAPS_MB]
        self.size_button = CapButton("snapshot_size_button", caps, self)
        self._build_row()

    def _build_row(self) -> None:
        strip = QWidget(self)
        strip.setObjectName("time_strip")
        row = QHBoxLayout(strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._parts = (strip, self._words, self.track, self.back_button, self.branch_button, self.size_button)
        for part in self._parts[1:]:
            row.addWidget(part, 1 if part is self.track else 0)
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the line must not move under the pointer that drags along it
            part.setSizePolicy(policy)
        self.addWidget(strip)

    def _wire(self) -> None:
        session = self._session
        travel = session.travel
        self.track.step_wanted.connect(travel.look_at)
        self.track.walked.connect(travel.go)
        self.track.now_wanted.connect(travel.back_to_now)
        self.back_button.clicked.connect(travel.back_to_now)
        self.branch_button.clicked.connect(travel.branch)
        self.size_button.cap_chosen.connect(self._on_cap_chosen)
        travel.changed.connect(self._refresh)
        session.document.changed.connect(self._on_document_changed)
        session.record.changed.connect(self._refresh)
        session.run.progressed.connect(self._on_progressed)
        session.run.started.connect(self._on_started)
        session.run.ended.connect(self._on_ended)
        session.run.history_cleared.connect(self._on_history_cleared)

    # ---- the session

    def _on_started(self, message: p.RunStarted) -> None:
        self._now = message.step

    def _on_progressed(self, message: p.Progress) -> None:
        self._now = message.step
        self._end = message.last_step
        self._refresh()

    def _on_ended(self, message: p.RunEnded) -> None:
        self._now = self._end = message.step
        self._refresh()

    def _on_history_cleared(self) -> None:
        self._now = self._end = 0
        self._refresh()

    def _on_document_changed(self, _project: object) -> None:
        """Other data may have come, or those of the run."""
        self._refresh()

    def _on_cap_chosen(self, cap: int) -> None:
        self._session.record.keep(cap)
        self._refresh()

    # ---- showing

    def _retitle(self) -> None:
        self.setWindowTitle(self.tr("Recorded steps"))
        self.setAccessibleName(self.tr("Recorded steps"))
        self.track.setAccessibleName(self.tr("Recorded steps of this run"))
        self.back_button.setText(self.tr("Back to now"))
        self.branch_button.setText(self.tr("Branch from here"))
        self.branch_button.setToolTip(self.tr("Begin a new run from this step; the present one is stopped and kept"))
        widest = self.tr("Looking at step {0} of {1}").format(say.count(88_888), say.count(88_888))
        self._words.setMinimumWidth(self._words.fontMetrics().horizontalAdvance(widest) + 12)
        self.size_button.setMinimumWidth(140)
        self.size_button.setToolTip(self.tr("What the recorded steps of a run may need on the disk"))
        self._refresh()

    def _refresh(self) -> None:
        record, travel = self._session.record, self._session.travel
        past = travel.step is not None
        self.track.show_state(self._session.travel.steps, self._now, self._end, travel.step, record.began)
        self.track.setToolTip(self._tip())
        self._words.setText(self._in_words())
        self.track.setAccessibleDescription(self._words.text())
        self.back_button.setVisible(past)
        self.branch_button.setVisible(past)
        self.size_button.setVisible(bool(self._session.travel.steps))
        text = self.tr("{0} of {1}").format(say.bytes_text(record.bytes), say.bytes_text(record.cap))
        self.size_button.show_used(text, record.cap)
        self.size_button.setAccessibleName(self.tr("Recorded steps need {0}").format(text))
        if self.property("past") != past:
            self.setProperty("past", past)
            for widget in (self, *self._parts):
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    def _tip(self) -> str:
        tip = self.tr("Drag to look at the network as it was; arrow keys walk the recorded steps")
        began = self._session.record.began
        if not began:
            return tip
        branched = self.tr("Branched at step {0}: what lies before is shared with the run that it came from")
        return f"{tip}\n{branched.format(say.count(began))}"

    def _in_words(self) -> str:
        step = self._session.travel.step
        if step is not None:
            return self.tr("Looking at step {0} of {1}").format(say.count(step), say.count(self._now))
        if not self._session.travel.steps:
            return self.tr("Play records steps to come back to")
        return self.tr("Now: step {0}").format(say.count(self._now))
