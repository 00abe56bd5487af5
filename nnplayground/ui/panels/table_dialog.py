"""The window that asks what the columns of a table are for."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from nnplayground.datasets.sources.csv_table import CsvTable, choice, remember
from nnplayground.datasets.tables.dialect import Dialect
from nnplayground.datasets.tables.preview import Preview, look
from nnplayground.spec.call import Shape
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Schooling
from nnplayground.spec.truth import TruthKind
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.own_reader import OwnReader
from nnplayground.ui.panels.table_columns import TableColumns
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import PrimaryButton, QuietButton
from nnplayground.ui.widgets.choices import ChoiceField

SIZE_PX = (760, 480)


class TableDialog(QDialog):
    """Shows the first rows of a table and lets the user say what goes in and what is asked for.

    Args:
        schooling: Says which rows will be for training.
        shape: That of the samples which the present network takes; for others a small new one is proposed.
        outputs: How many numbers it answers, likewise; None where that does not depend on what is asked for.
        former: How the project uses this very table, which is offered again.
    """

    chosen = Signal(object, bool)
    """The ``CsvTable``, read as a whole, and whether a small network shall take the place of the present one."""

    def __init__(
        self,
        path: Path,
        preview: Preview,
        schooling: Schooling,
        shape: Shape,
        outputs: int | None = None,
        former: CsvTable | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("table_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(path.name)
        self.resize(*SIZE_PX)
        self._path, self._preview, self._schooling = path, preview, schooling
        self._shape, self._outputs, self._former = shape, outputs, former
        self._wanted: CsvTable | None = None
        self._answer: TruthKind | None = None
        """What the user wants to be answered; None for what is most likely."""
        self._as_pictures: bool | None = None
        """Whether the user wants pictures; None for what is most likely."""
        self._looker, self._reader = OwnReader(self), OwnReader(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        for part in (self._build_dialect(), self._build_columns(), self._build_roles(), self._build_answer()):
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1)
        self._words = Sentence(self)
        self._words.setObjectName("table_words")
        column.addWidget(self._words)
        column.addLayout(self._build_buttons())
        self._connect()
        self._show_preview(preview)

    # ---- building

    def _build_dialect(self) -> QHBoxLayout:
        delimiters = ((",", self.tr("Comma")), (";", self.tr("Semicolon")), ("\t", self.tr("Tab")))
        self._delimiter = self._field("table_delimiter", delimiters, self.tr("What parts the columns"))
        decimals = ((".", self.tr("1.5")), (",", self.tr("1,5")))
        self._decimal = self._field("table_decimal", decimals, self.tr("How decimals are written"))
        self._header = QCheckBox(self.tr("The first line holds names"), self)
        self._header.setObjectName("table_header")
        self._header.setFont(font("body"))
        return self._row(
            self._label(self.tr("Parted by")), self._delimiter, 8, self._label(self.tr("Decimals")), self._decimal, 8,
            self._header, None,
        )  # fmt: skip

    def _build_columns(self) -> QWidget:
        self._columns = TableColumns(self)
        return self._columns

    def _build_roles(self) -> QHBoxLayout:
        self._roles = {
            "feature": QuietButton(self.tr("Feature"), self),
            "target": QuietButton(self.tr("Target"), self),
            "": QuietButton(self.tr("Nothing"), self),
        }
        tips = {
            "feature": self.tr("The selected columns go into the network"),
            "target": self.tr("The selected columns are what the network shall answer"),
            "": self.tr("The selected columns are left aside"),
        }
        for role, button in self._roles.items():
            button.setObjectName(f"table_{role or 'nothing'}")
            button.setToolTip(tips[role])
            button.setAutoDefault(False)
        return self._row(self._label(self.tr("Use the selected columns as")), *self._roles.values(), None)

    def _build_answer(self) -> QHBoxLayout:
        self._kind = self._field("table_answer", (), self.tr("What the targets are"))
        self._pictures = QCheckBox(self)
        self._pictures.setObjectName("table_pictures")
        self._pictures.setFont(font("body"))
        return self._row(self._label(self.tr("Targets are")), self._kind, 8, self._pictures, None)

    def _build_buttons(self) -> QHBoxLayout:
        self._cancel = QuietButton(self.tr("Cancel"), self)
        self._cancel.setAutoDefault(False)
        self._use = PrimaryButton(self.tr("Use this table"), self)
        self._use.setObjectName("table_use")
        self._use.setDefault(True)
        self._afresh = QCheckBox(self.tr("Begin with a small network for it"), self)
        self._afresh.setObjectName("table_afresh")
        self._afresh.setFont(font("body"))
        self._afresh.setToolTip(self.tr("It takes the place of the present network; undo brings that back"))
        return self._row(self._afresh, None, self._cancel, self._use)

    def _field(self, name: str, choices: tuple, tip: str) -> ChoiceField:
        field = ChoiceField(choices, self)
        field.setObjectName(name)
        field.setToolTip(tip)
        field.setAccessibleName(tip)
        return field

    def _label(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setFont(font("body"))
        return label

    def _row(self, *parts: QWidget | int | None) -> QHBoxLayout:
        """Parts beside each other; a number is a gap, None takes the room that is left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in parts:
            if part is None:
                row.addStretch()
            elif isinstance(part, int):
                row.addSpacing(part)
            else:
                row.addWidget(part)
        return row

    def _connect(self) -> None:
        self._delimiter.value_edited.connect(self._on_dialect_edited)
        self._decimal.value_edited.connect(self._on_dialect_edited)
        self._header.clicked.connect(self._on_dialect_edited)
        for role, button in self._roles.items():
            button.clicked.connect(partial(self._columns.use_selected_as, role))
        self._columns.roles_edited.connect(self._on_roles_edited)
        self._kind.value_edited.connect(self._on_kind_edited)
        self._pictures.clicked.connect(self._on_pictures_clicked)
        self._looker.recognised.connect(self._show_preview)
        self._looker.refused.connect(self._on_refused)
        self._reader.recognised.connect(self._on_read)
        self._reader.refused.connect(self._on_refused)
        self._cancel.clicked.connect(self.reject)
        self._use.clicked.connect(self._on_use_clicked)

    # ---- the user

    def _dialect(self) -> Dialect:
        """How the user says that the table is written."""
        return Dialect(
            delimiter=self._delimiter.value(), decimal=self._decimal.value(), header=self._header.isChecked(),
            encoding=self._preview.dialect.encoding,
        )  # fmt: skip

    def _on_dialect_edited(self, _value: object) -> None:
        self._wanted = None
        self._use.setEnabled(False)
        self._looker.read(partial(look, self._path, self._dialect()))

    def _on_roles_edited(self) -> None:
        self._answer = None
        self._judge()

    def _on_kind_edited(self, kind: TruthKind) -> None:
        self._answer = kind
        self._judge()

    def _on_pictures_clicked(self, wanted: bool) -> None:
        self._as_pictures = wanted
        self._judge()

    def _on_use_clicked(self) -> None:
        self._use.setEnabled(False)
        self._words.say(self.tr("Reading the table…"), "note")
        self._reader.read(partial(remember, self._path, self._wanted, self._schooling))

    # ---- what was read

    def _on_read(self, table: CsvTable) -> None:
        self.accept()
        self.chosen.emit(table, self._afresh.isChecked())

    def _on_refused(self, problem: Problem | None) -> None:
        self._words.say(problem_text(problem) if problem else "")
        self._use.setEnabled(self._wanted is not None)

    def _show_preview(self, preview: Preview) -> None:
        former = self._former if self._former and self._former.dialect == preview.dialect else None
        self._preview = preview
        self._answer, self._as_pictures = (former.answer, former.side > 0) if former else (None, None)
        self._delimiter.set_value(preview.dialect.delimiter)
        self._decimal.set_value(preview.dialect.decimal)
        self._header.setChecked(preview.dialect.header)
        self._columns.set_preview(preview, former)
        self._judge()

    def _judge(self) -> None:
        """Say what these columns make, or why they cannot be used together."""
        self._reader.forget()  # it would read other columns
        if self._dialect() != self._preview.dialect:  # that was refused, or is not read yet
            return
        preview, targets, features = self._preview, self._columns.targets, self._columns.features
        answers = preview.answers(targets)
        names = {"class": self.tr("classes"), "labels": self.tr("labels"), "numbers": self.tr("numbers")}
        self._kind.set_choices([(kind, names[kind]) for kind in answers])
        self._kind.set_value(self._answer or (answers[0] if answers else None))
        self._kind.setEnabled(len(answers) > 1)
        side = preview.picture_side(features)
        self._pictures.setVisible(bool(side))
        self._pictures.setText(self.tr("Read the features as pictures of {0} × {0} pixels").format(side))
        pictures = side > 0 and (preview.likely_pictures(features) if self._as_pictures is None else self._as_pictures)
        self._pictures.setChecked(pictures)
        try:
            self._wanted = choice(preview, targets, features, self._answer, pictures)
        except PlaygroundError as error:
            self._wanted = None
            self._words.say(problem_text(error.problem))
        else:
            self._words.say(self._summary(self._wanted), "note")
            self._afresh.setChecked(not self._fits(self._wanted))
        self._use.setEnabled(self._wanted is not None)

    def _fits(self, table: CsvTable) -> bool:
        """Whether the present network takes such samples and has as many outputs as are asked for."""
        takes = table.sample_shape == self._shape
        answers = self._outputs is None or self._preview.fits(table.targets, table.answer, self._outputs)
        return takes and answers

    def _summary(self, table: CsvTable) -> str:
        """What goes in and what is asked for."""
        if table.side:
            text = self.tr("Pictures go in; asked for: {0}.")
        elif len(table.features) == 1:
            text = self.tr("1 number goes in; asked for: {0}.")
        else:
            text = self.tr("{1} numbers go in; asked for: {0}.")
        said = text.format(", ".join(table.targets), say.count(len(table.features)))
        held, aside = self._preview.held, set(self._columns.aside)
        words = [name for name in self._columns.aside if held[name] in ("words", "text")]
        replaced = [name for name in self._columns.replaced if name not in words]
        if replaced:
            left = self.tr("Asked for before, now left aside: {0}.")
            goes = self.tr("Asked for before, now goes in: {0}.")
            said += " " + (left if aside.issuperset(replaced) else goes).format(", ".join(replaced))
        if words:
            shown = ", ".join(words[:3]) + ("…" if len(words) > 3 else "")
            said += " " + self.tr("Text cannot go in and is left aside: {0}.").format(shown)
        return said
