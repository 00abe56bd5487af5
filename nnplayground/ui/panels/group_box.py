"""The settings of a selected group: its name, how often it is applied, whether it is folded, and who is in it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from nnplayground.spec import grouping, groups
from nnplayground.spec.graph import MOST_COPIES, Network
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import SwitchField, TextField
from nnplayground.ui.widgets.flow_layout import FlowLayout
from nnplayground.ui.widgets.numbers import IntField
from nnplayground.ui.widgets.section import SectionHeading

_MOST_LISTED = 60


class GroupBox(QWidget):
    """Shows one group of the document's network and edits it; a gesture on a field is one step of undo."""

    member_chosen = Signal(str)
    """Somebody wants to see this block or inner group."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("group_box")
        self._document = session.document
        self._name = ""
        self._gesture = 0
        self._listed: tuple[tuple[str, str], ...] = ()
        self.title, self.folded = TextField("", self), SwitchField(self)
        self.repeat = IntField(1, MOST_COPIES, parent=self)
        self.repeat.setPrefix("× ")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        self._labels = [QLabel(self) for _ in range(3)]
        fields = (self.title, self.repeat, self.folded)
        for row, (label, field) in enumerate(zip(self._labels, fields, strict=True)):
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)
            label.setBuddy(field)
            grid.setRowMinimumHeight(row, 28)
        self._heading = SectionHeading("", self)
        self._members = QWidget(self)
        FlowLayout(self._members)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(grid)
        column.addWidget(self._heading)
        column.addWidget(self._members)
        for field, name in zip(fields, ("title", "repeat", "folded"), strict=True):
            field.setObjectName(f"group_{name}")
        self.title.value_edited.connect(self._on_title_edited)
        self.repeat.value_edited.connect(self._on_repeat_edited)
        self.repeat.editing_finished.connect(self._on_repeat_finished)
        self.folded.value_edited.connect(self._on_folded_edited)
        self._retitle()

    def show_group(self, name: str) -> None:
        """Show a group of the present network."""
        network = self._document.project.network
        group = network.groups[name]
        self._gesture += name != self._name
        self._name = name
        self.title.set_value(group.title)
        self.repeat.set_value(group.repeat)
        self.folded.set_value(group.folded)
        self._list(network)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- the user

    def _on_title_edited(self, text: str) -> None:
        self._edit(grouping.rename, text, self.tr("Rename group to {0}").format(text))
        if self._name in self._document.project.network.groups:
            self.title.set_value(self._document.project.network.groups[self._name].title)

    def _on_repeat_edited(self, count: int) -> None:
        title = self._document.project.network.groups[self._name].title
        key = f"group/{self._name}/repeat/{self._gesture}"
        self._edit(grouping.set_repeat, int(count), self.tr("Repeat {0} {1} times").format(title, int(count)), key)

    def _on_repeat_finished(self) -> None:
        """The next change is another step of undo."""
        self._gesture += 1

    def _on_folded_edited(self, folded: bool) -> None:
        title = self._document.project.network.groups[self._name].title
        text = self.tr("Fold {0}") if folded else self.tr("Unfold {0}")
        self._edit(grouping.fold, folded, text.format(title))

    def _edit(self, edit: Callable[[Network, str, object], Network], value: object, text: str, key: str = "") -> None:
        network = self._document.project.network
        if self._name not in network.groups:
            return
        try:
            self._document.edit_network(edit(network, self._name, value), text, key)
        except PlaygroundError as error:
            reason = problem_text(error.problem)
            if edit is grouping.set_repeat:
                self.repeat.set_value(network.groups[self._name].repeat)
                self.repeat.refuse(reason)
            else:
                self.title.setToolTip(reason)

    # ---- showing

    def _list(self, network: Network) -> None:
        """A small button for each member."""
        names = groups.children(network, self._name)[:_MOST_LISTED]
        listed = tuple((name, _words(network, name)) for name in names)
        if listed == self._listed:
            return
        self._listed = listed
        layout = self._members.layout()
        while layout.count():
            layout.takeAt(0).widget().deleteLater()
        for name, words in listed:
            button = QPushButton(name, self._members, objectName=f"member_{name}")
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(partial(self.member_chosen.emit, name))
            layout.addWidget(button)
            button.show()
        self._members.updateGeometry()

    def _retitle(self) -> None:
        texts = (self.tr("Name"), self.tr("Repeat"), self.tr("Folded"))
        for label, field, text in zip(self._labels, (self.title, self.repeat, self.folded), texts, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self.title.setToolTip(self.tr("The name of the class in the code: letters and digits, a letter first."))
        self.repeat.setToolTip(self.tr("How many copies follow each other, each with weights of its own."))
        self.folded.setToolTip(self.tr("Show the group as one block."))
        self._heading.setText(self.tr("Members"))


def _words(network: Network, name: str) -> str:
    title = network.groups[name].title if name in network.groups else spec_text(network.nodes[name].layer.title)
    return f"{title} {name}"
