"""The window that asks where the engine shall run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.engine_place import EnginePlace
from nnplayground.ui.panels.column import Sentence, small_print
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font
from nnplayground.ui.widgets.buttons import PrimaryButton, QuietButton

WIDTH_PX = 560
INDENT_PX, MARGIN_PX = 24, 16


class EngineDialog(QDialog):
    """This computer, or another machine by host or command; it starts nothing itself.

    Args:
        place: Where the engine runs now.
        recent: Hosts and commands used before, newest first.
    """

    chosen = Signal(object)
    """The ``EnginePlace`` to use."""

    def __init__(self, place: EnginePlace, recent: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("engine_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Where the engine runs"))
        self._here = QRadioButton(self.tr("&This computer"), self)
        self._there = QRadioButton(self.tr("&Another machine"), self)
        self._field = QComboBox(self)
        self._runs = small_print("engine_runs", self)
        self._problem = Sentence(self)
        self._build_field(recent)
        self._build_column()
        self._there.toggled.connect(self._on_there_toggled)
        self._field.editTextChanged.connect(self._on_field_edited)
        self._field.setEditText(place.text or (recent[0] if recent else ""))
        self._there.setChecked(True)  # who opens this wants to go there, or is there
        self._field.setFocus()
        self._show_command()

    def _build_field(self, recent: Sequence[str]) -> None:
        self._here.setObjectName("engine_here")
        self._there.setObjectName("engine_there")
        self._field.setObjectName("engine_field")
        self._field.setEditable(True)
        self._field.setFont(font("body"))
        self._field.addItems(list(recent))
        self._field.lineEdit().setPlaceholderText("host")
        self._field.setAccessibleName(self.tr("Host or command"))
        self._field.setToolTip(self.tr("A host as ssh knows it, or a whole command that starts an engine"))
        for button in (self._here, self._there):
            button.setFont(font("body"))

    def _build_column(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(8)
        column.addStrut(WIDTH_PX - 2 * MARGIN_PX)  # with a minimum width Qt would leave the height of a narrower one
        column.addWidget(self._here)
        column.addWidget(self._there)
        inner = QVBoxLayout()
        inner.setContentsMargins(INDENT_PX, 0, 0, 0)
        inner.setSpacing(6)
        notes = small_print("engine_notes", self)
        notes.setText(
            self.tr(
                "The same release of nnplayground must be installed there, and ssh must log in without a password. "
                "Networks then train over there, and data is downloaded and runs are recorded there too: the runs of "
                "this computer wait for its own engine. Your own data stays on this computer, so it cannot be used."
            )
        )
        for widget in (self._field, self._runs, self._problem, notes):
            inner.addWidget(widget)
        column.addLayout(inner)
        column.addStretch(1)
        column.addLayout(self._build_buttons())

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        cancel = QuietButton(self.tr("Cancel"), self)
        self._use = PrimaryButton("", self)
        self._use.setObjectName("engine_use")
        self._use.setDefault(True)
        cancel.clicked.connect(self.reject)
        self._use.clicked.connect(self._on_use_clicked)
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self._use)
        return row

    def _place(self) -> EnginePlace:
        return EnginePlace(self._field.currentText().strip() if self._there.isChecked() else "")

    def _on_there_toggled(self, away: bool) -> None:
        self._show_command()
        if away:
            self._field.setFocus()

    def _on_field_edited(self, _text: str) -> None:
        if not self._there.isChecked():
            self._there.setChecked(True)  # who types a host means it
        self._show_command()

    def _show_command(self) -> None:
        """Say what will be run, or what is wrong."""
        place, away = self._place(), self._there.isChecked()
        problem, command = None, ""
        try:
            command = " ".join(place.command)
        except PlaygroundError as error:
            problem = error.problem
        if away and not place.away:
            problem = Problem(code="engine_empty")
        self._runs.setText(self.tr("Runs: {0}").format(command) if command else "")
        self._problem.say(problem_text(problem) if problem else "", "note")
        self._use.setText(self.tr("Connect") if away else self.tr("Use this computer"))
        self._use.setEnabled(problem is None)

    def _on_use_clicked(self) -> None:
        place = self._place()
        self.accept()
        self.chosen.emit(place)
