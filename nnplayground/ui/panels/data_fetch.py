"""Getting a data set that is not on this computer yet: its size, a button, progress, and what went wrong."""

from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import QuietButton
from nnplayground.ui.widgets.progress import ProgressLine
from nnplayground.ui.widgets.section import muted_label

_SAID_HERE = {"data_not_downloaded": "data_absent"}
"""Elsewhere a sentence says where to download; here the button stands below it."""


class DataFetch(QWidget):
    """Hidden while the data is there."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_fetch")
        self._session = session
        self._missing: p.DataMissing | None = None
        self._progress: p.DownloadProgress | None = None
        self._failure: Problem | None = None
        self._build()
        self._connect()
        self._retitle()

    def is_missing(self) -> bool:
        """Whether the engine said that the data cannot be used yet."""
        return self._missing is not None

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _build(self) -> None:
        self._sentence = Sentence(self)
        self._sentence.setObjectName("data_sentence")
        self._button = QuietButton("", self, icon_name="download")
        self._button.setObjectName("download_button")
        self._line = ProgressLine(self)
        self._line.setObjectName("download_progress")
        self._words = muted_label("", self)
        self._words.setObjectName("download_words")
        self._cancel = QuietButton("", self)
        self._cancel.setObjectName("cancel_download_button")
        row = QHBoxLayout()
        row.addWidget(self._words, 1)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        for part in (self._sentence, self._button, self._line):
            column.addWidget(part)
        column.addLayout(row)

    def _connect(self) -> None:
        self._button.clicked.connect(self._on_button_clicked)
        self._cancel.clicked.connect(self._session.cancel_download)
        self._session.data_missing.connect(self._on_session_data_missing)
        self._session.data_known.connect(self._on_session_data_known)
        self._session.download_progressed.connect(self._on_session_download_progressed)
        self._session.download_ended.connect(self._on_session_download_ended)
        self._session.state_changed.connect(self._on_session_state_changed)
        self._session.document.changed.connect(self._on_document_changed)

    # ---- what happened

    def _on_button_clicked(self) -> None:
        self._failure = None
        self._progress = p.DownloadProgress(done=0, total=self._missing.download_bytes)
        self._session.download()
        self._show()

    def _on_session_data_missing(self, message: p.DataMissing) -> None:
        self._missing = message
        self._show()

    def _on_session_data_known(self, _facts: p.DataFacts) -> None:
        self._missing = self._progress = self._failure = None
        self._show()

    def _on_session_download_progressed(self, message: p.DownloadProgress) -> None:
        self._progress = message
        self._show()

    def _on_session_download_ended(self, message: p.DownloadEnded) -> None:
        self._progress, self._failure = None, message.problem
        self._show()

    def _on_session_state_changed(self, state: str) -> None:
        if state in ("dead", "starting"):
            self._progress = None
            self._show()

    def _on_document_changed(self, _project: object) -> None:
        if self._missing and self._missing.kind != self._session.document.project.data.kind:
            self._missing = self._progress = self._failure = None
            self._show()

    # ---- showing

    def _retitle(self) -> None:
        self._line.setAccessibleName(self.tr("Progress of the download"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel the download"))
        self._show()

    def _show(self) -> None:
        loading = self._progress is not None
        fetchable = self._missing is not None and self._missing.download_bytes > 0
        self.setVisible(self._missing is not None)
        for part in (self._line, self._words, self._cancel):
            part.setVisible(loading)
        self._button.setVisible(fetchable and not loading)
        self._say(loading, fetchable)
        if loading:
            self._show_progress(self._progress)

    def _say(self, loading: bool, fetchable: bool) -> None:
        if loading or self._missing is None:
            self._sentence.say("")
            return
        problem = self._failure or self._missing.problem
        if problem.code in _SAID_HERE:
            problem = replace(problem, code=_SAID_HERE[problem.code])
        self._sentence.say(problem_text(problem), "error" if self._failure or not fetchable else "note")
        size = say.bytes_text(self._missing.download_bytes)
        text = self.tr("Try again ({0})") if self._failure else self.tr("Download ({0})")
        self._button.setText(text.format(size))
        self._button.setAccessibleName(self._button.text())

    def _show_progress(self, now: p.DownloadProgress) -> None:
        done = say.bytes_text(now.done)
        if now.total:
            self._line.set_share(now.done / now.total)
            self._words.setText(self.tr("{0} of {1}").format(done, say.bytes_text(now.total)))
        else:
            self._line.set_share(0)
            self._words.setText(done)
