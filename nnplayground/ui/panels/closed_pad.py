"""What stands in the place of the pad while nothing can be drawn."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class ClosedPad(QWidget):
    """Says why, and leads to what can be done instead: asking about a sample, or looking at the answers to all."""

    samples_wanted = Signal()
    answers_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why = QLabel(self)
        self.why.setObjectName("pad_closed_words")
        self.why.setWordWrap(True)
        self.samples_button = QPushButton(self)
        self.samples_button.setObjectName("choose_sample_button")
        self.samples_button.clicked.connect(self.samples_wanted)
        self.answers_button = QPushButton(self)
        self.answers_button.setObjectName("show_answers_button")
        self.answers_button.clicked.connect(self.answers_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.samples_button)
        buttons.addWidget(self.answers_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(10)
        column.addWidget(self.why)
        column.addLayout(buttons)
        column.addStretch(1)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.samples_button.setText(self.tr("Choose a sample"))
        self.samples_button.setToolTip(self.tr("Show the samples in Data; the network answers the one that is chosen"))
        self.answers_button.setText(self.tr("Show all answers"))
        self.answers_button.setToolTip(self.tr("Compare what the network answers with the truth, over all samples"))
