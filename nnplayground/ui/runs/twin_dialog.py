"""The small window that asks what shall be different in a twin."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground import records
from nnplayground.spec.project import Project
from nnplayground.spec.registry import tag_of
from nnplayground.ui.panels.recipe_parts import switched
from nnplayground.ui.runs.twin_parts import KEPT, Part, parts_of
from nnplayground.ui.texts import setting_text, spec_text
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.buttons import PrimaryButton, QuietButton
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.form import SpecForm

EDITED = "edited"
WIDTH_PX, MARGIN_PX = 420, 16


class TwinDialog(QDialog):
    """``chosen`` carries the project of the twin, and in words what differs.

    Args:
        base: The project of the run as it began.
        edited: The project as it is now; it is offered if it differs.
        began: The step at which the run began; not 0 if it branched off another.
    """

    chosen = Signal(object, str)

    def __init__(self, base: Project, edited: Project, began: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("twin_dialog")
        self._base, self._edited, self._twin = base, edited, base
        self._parts = {part.name: part for part in parts_of(base)}
        self._part: Part | None = None
        self._build(began)
        self._offer()

    def _build(self, began: int) -> None:
        self.setWindowTitle(self.tr("Train a twin"))
        text = self.tr("It begins with the same weights and sees the samples in the same order. Change one thing:")
        if began:
            text = self.tr("It begins at step {0}, as the present run did, with the same samples. Change one thing:")
            text = text.format(say.count(began))
        words = QLabel(text)
        words.setObjectName("twin_words")
        words.setWordWrap(True)
        self.what = ChoiceField(parent=self)
        self.what.setObjectName("twin_part_box")
        self.what.setAccessibleName(self.tr("What to change"))
        self.kind = ChoiceField(parent=self)
        self.kind.setObjectName("twin_kind_box")
        self.kind.setAccessibleName(self.tr("Kind"))
        self.form = SpecForm(parent=self, hidden=KEPT)
        self._differs = QLabel(self)
        self._differs.setObjectName("twin_differences")
        self._differs.setWordWrap(True)
        self._train = PrimaryButton(self.tr("Train"), self)
        self._train.setObjectName("twin_train_button")
        self._train.setDefault(True)
        cancel = QuietButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(cancel)
        row.addWidget(self._train)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(12)
        column.addStrut(WIDTH_PX - 2 * MARGIN_PX)  # with a minimum width Qt would leave the height of a narrower one
        for widget in (words, self.what, self.kind, self.form, self._differs):
            column.addWidget(widget)
        column.addStretch()
        column.addLayout(row)
        self.what.value_edited.connect(self._on_what_value_edited)
        self.kind.value_edited.connect(self._on_kind_value_edited)
        self.form.spec_edited.connect(self._on_form_spec_edited)
        self._train.clicked.connect(self._on_train_clicked)
        cancel.clicked.connect(self.reject)

    def _offer(self) -> None:
        choices = [(part.name, part.title) for part in self._parts.values()]
        if records.comparison([self._base, self._edited]):
            choices.insert(0, (EDITED, self.tr("What I edited since the run began")))
        self.what.set_choices(choices)
        self.what.set_value(choices[0][0])
        self._on_what_value_edited(choices[0][0])

    def _on_what_value_edited(self, name: str) -> None:
        """Another part: what was changed in the one before counts no more."""
        self._part = self._parts.get(name)
        self._twin = self._edited if self._part is None else self._base
        if self._part is not None:
            self._show(self._part.of(self._base))
        self._tell()

    def _on_kind_value_edited(self, tag: str) -> None:
        spec = switched(self._part.of(self._twin), self._part.kinds[tag])
        self._take(spec)
        self._show(spec)

    def _on_form_spec_edited(self, spec: msgspec.Struct, _name: str) -> None:
        self._take(spec)

    def _take(self, spec: msgspec.Struct) -> None:
        self._twin = self._part.put(self._base, spec)
        self._tell()

    def _show(self, spec: msgspec.Struct) -> None:
        if self._part.kinds:
            self.kind.set_choices([(tag, spec_text(kind.title)) for tag, kind in self._part.kinds.items()])
            self.kind.set_value(tag_of(spec))
        self.form.set_spec(spec)

    def _tell(self) -> None:
        self.kind.setVisible(self._part is not None and bool(self._part.kinds))
        self.form.setVisible(self._part is not None)
        rows = records.comparison([self._base, self._twin])
        text = self.tr("Nothing differs yet.")
        if rows:
            text = "\n".join(f"{_words(row)}: {' → '.join(map(setting_text, row.values))}" for row in rows)
        if len(rows) > 1:
            text += "\n" + self.tr("More than one thing differs: which of them did it will not be known.")
        self._differs.setText(text)
        self._differs.setAccessibleName(text)
        self._train.setEnabled(bool(rows))

    def _on_train_clicked(self) -> None:
        rows = records.comparison([self._base, self._twin])
        self.chosen.emit(self._twin, name_of(rows))
        self.accept()


def name_of(rows: Sequence[records.Row]) -> str:
    """What a twin is called after what differs: ``Learning rate 0.01``."""
    first = f"{spec_text(rows[0].words[-1])} {setting_text(rows[0].values[1])}"
    return first if len(rows) == 1 else f"{first} +{len(rows) - 1}"


def _words(row: records.Row) -> str:
    return ": ".join(spec_text(word) for word in row.words)
