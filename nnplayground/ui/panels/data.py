"""What the network learns from: the data set, its settings, the way to get it, and what was found in it."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.datasets import Dataset, OwnData
from nnplayground.spec.fields import fields_of
from nnplayground.spec.presets import plain
from nnplayground.spec.project import Project
from nnplayground.ui.panels.column import Column, small_print
from nnplayground.ui.panels.data_fetch import DataFetch
from nnplayground.ui.panels.found_data import FoundData
from nnplayground.ui.panels.own_data import OwnDataPart, dropped_path
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.form import SpecForm

_ORDER = ("class", "labels", "numbers")
"""Data sets are offered by what is known of their samples."""


class DataPanel(Column):
    """Chooses the data set of the project and shows what the engine found in it. It loads nothing itself."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data")
        self.setAcceptDrops(True)
        self._session = session
        self._gesture = 0
        self._drawn_choice: tuple[str, dict] | None = None
        self._found = FoundData(session, self)
        self._build_choice()
        self.content.addWidget(self._found)
        self.content.addStretch(1)
        self._connect()
        self._retitle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A folder or a table may be dropped."""
        if dropped_path(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read it."""
        path = dropped_path(event)
        if path:
            event.acceptProposedAction()
            self.own.open(path)

    # ---- building

    def _build_choice(self) -> None:
        self._box = ChoiceField(parent=self)
        self._box.setObjectName("data_set_box")
        self.own = OwnDataPart(self._session, self)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._box, 1)
        row.addWidget(self.own.button)
        self._description = small_print("data_description", self)
        self._source = ElidedLabel("", self)
        self._licence = ElidedLabel("", self)
        for label, name in ((self._source, "data_source"), (self._licence, "data_licence")):
            label.setObjectName(name)
            label.setFont(self._description.font())
            label.setForegroundRole(self._description.foregroundRole())
        self._form = SpecForm(parent=self)
        self._form.setObjectName("data_options")
        self._fetch = DataFetch(self._session, self)
        about = QVBoxLayout()
        about.setSpacing(2)
        for label in (self._description, self._source, self._licence):
            about.addWidget(label)
        self.content.addLayout(row)
        self.content.addWidget(self.own)
        self.content.addLayout(about)
        self.content.addWidget(self._form)
        self._waiting = small_print("data_waiting", self)
        self.content.addWidget(self._fetch)
        self.content.addWidget(self._waiting)

    def _connect(self) -> None:
        self._box.value_edited.connect(self._on_box_value_edited)
        self.own.chosen.connect(self._on_own_chosen)
        self._form.spec_edited.connect(self._on_form_spec_edited)
        self._form.editing_finished.connect(self._on_form_editing_finished)
        self._session.document.changed.connect(self._on_document_changed)
        self._session.data_known.connect(self._on_session_data_known)
        self._session.data_missing.connect(self._on_session_data_missing)

    # ---- the user

    def _on_box_value_edited(self, kind: str) -> None:
        self.own.forget_refusal()
        self._edit(datasets.kinds()[kind](), self.tr("choose the data"))

    def _on_own_chosen(self, dataset: Dataset, afresh: bool) -> None:
        self._edit(dataset, self.tr("use own data"), afresh=afresh)

    def _on_form_spec_edited(self, dataset: Dataset, name: str) -> None:
        title = next(field.title for field in fields_of(type(dataset)) if field.name == name)
        text = self.tr("change {0}").format(spec_text(title))
        self._edit(dataset, text, f"data/{dataset.kind}/{name}/{self._gesture}")

    def _on_form_editing_finished(self, _name: str) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    def _edit(self, dataset: Dataset, text: str, merge_key: str = "", *, afresh: bool = False) -> None:
        """Take other data; ``afresh`` with a small network for them, called after them."""
        document, truth = self._session.document, dataset.truth
        data = datasets.chosen(document.project, dataset)
        if data.chosen == self._drawn_choice and not afresh:
            self._session.look_for_data()
            return
        if afresh:
            name, samples = Path(dataset.name).stem, dataset.count
            data = replace(data, scale=None)
            project = plain.afresh(document.project, data, truth, dataset.sample_shape, name, samples)
        else:
            project = document.project.with_data(data, truth)
        document.edit(project, text, merge_key)

    # ---- the session

    def _on_document_changed(self, project: Project) -> None:
        """Most edits are about blocks; then nothing is drawn again."""
        if project.data.chosen != self._drawn_choice:
            self._show_choice(project)

    def _on_session_data_known(self, _facts: p.DataFacts) -> None:
        self._show_facts()

    def _on_session_data_missing(self, _message: p.DataMissing) -> None:
        self._show_facts()

    # ---- showing

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Data"))
        self._box.setAccessibleName(self.tr("Data set"))
        self._box.setToolTip(self.tr("What the network learns from"))
        self.own.retitle()
        self._waiting.setText(self.tr("Loading…"))
        self._found.retitle()
        self._show_choice(self._session.document.project)

    def _show_choice(self, project: Project) -> None:
        self._drawn_choice = project.data.chosen
        kind, dataset = project.data.kind, datasets.known(*project.data.chosen)
        own = isinstance(dataset, OwnData)
        kinds = sorted(datasets.kinds().items(), key=lambda item: _ORDER.index(item[1]().truth.kind))
        offered = {tag: spec_text(c.title) for tag, c in kinds if not issubclass(c, OwnData)}
        if kind not in offered:
            offered[kind] = dataset.name if own else kind
        self._box.set_choices(list(offered.items()))
        self._box.set_value(kind)
        self._description.setText(_told(dataset) if dataset else "")
        self._source.setText(self.tr("Source: {0}").format(spec_text(dataset.source)) if dataset else "")
        self._licence.setText(self.tr("Licence: {0}").format(spec_text(dataset.licence)) if dataset else "")
        for label in (self._description, self._source, self._licence):
            label.setVisible(dataset is not None and not (own and label is not self._description))
        options = None if own or dataset is None or not fields_of(type(dataset)) else dataset
        self._form.set_spec(options)
        self._form.setVisible(options is not None)
        self._show_facts()

    def _show_facts(self) -> None:
        facts = self._session.data
        if facts is None or facts.kind != self._session.document.project.data.kind:
            facts = None
        self._waiting.setVisible(facts is None and not self._fetch.is_missing())
        self._found.show_facts(facts)


def _told(dataset: Dataset) -> str:
    """What there is to tell of a data set."""
    told = dataset.told() if isinstance(dataset, datasets.OwnData) else ()
    return " ".join(map(problem_text, told)) or spec_text(dataset.description)
