"""The selected block: what it is, its settings, what it costs, what it has learned."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec import edit, groups, strands
from nnplayground.spec.call import say_shape
from nnplayground.spec.fields import fields_of
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.epoch_time import EpochTime
from nnplayground.ui.panels.column import Column, Sentence, small_print, wrapped
from nnplayground.ui.panels.copy_chooser import CopyChooser
from nnplayground.ui.panels.cost import CostView
from nnplayground.ui.panels.group_box import GroupBox
from nnplayground.ui.panels.inside import MapsView, WeightsView
from nnplayground.ui.panels.weight_rule import WeightRulePanel
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.theme import font
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.section import SectionHeading, muted_label

_MOST_SENTENCES = 3


class InspectorPanel(Column):
    """Shows what is selected: one block with its form, several as a sum, or the network as a whole."""

    help_requested = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self._session = session
        self._wanted: tuple[str, ...] = ()
        self._gesture = 0
        self._build_head()
        self._build_settings()
        self._build_problems()
        self._rule = WeightRulePanel(session, self)
        self.content.addWidget(self._rule)
        self._cost_heading = SectionHeading("", self)
        self._cost = CostView(self)
        self._epoch_time = EpochTime(session, self)
        self._epoch = small_print("inspector_epoch", self)
        self._copies = CopyChooser(self)
        self._weights = WeightsView(session, self)
        self._maps = MapsView(session, self)
        for part in (self._cost_heading, self._cost, self._epoch, self._copies, self._weights, self._maps):
            self.content.addWidget(part)
            self.content.addSpacing(0 if part is self._cost_heading else 6)
        self.content.addStretch(1)
        for view in (self._weights, self._maps):
            self._copies.copy_chosen.connect(view.set_copy)
        self._form.spec_edited.connect(self._on_form_spec_edited)
        self._form.editing_finished.connect(self._on_form_editing_finished)
        self._epoch_time.changed.connect(self._show_epoch)
        session.document.changed.connect(self._on_document_changed)
        session.analysed.connect(self._on_session_analysed)
        session.blocked_changed.connect(self._on_session_blocked_changed)
        self._retitle()

    def set_selection(self, names: Sequence[str]) -> None:
        """Show these blocks; none shows the network."""
        if tuple(names) != self._wanted:
            self._wanted = tuple(names)
            self._gesture += 1
            self.verticalScrollBar().setValue(0)
            self._show()

    def place_repairs(self, box: QWidget) -> None:
        """Put what offers repairs below the problems."""
        self._problems.addWidget(box)

    @property
    def group_box(self) -> GroupBox:
        """What shows a selected group."""
        return self._group

    def selection(self) -> tuple[str, ...]:
        """The selected blocks that there are, with all of the selected groups."""
        network = self._network
        chosen = groups.expanded(network, self._wanted)
        first = [name for name in self._wanted if name in network.nodes]
        return (*first, *(name for name in network.nodes if name in chosen and name not in first))

    def _chosen_group(self) -> str:
        """The one group that is selected; empty for none."""
        return self._wanted[0] if len(self._wanted) == 1 and self._wanted[0] in self._network.groups else ""

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- building

    def _build_head(self) -> None:
        self._title = ElidedLabel("", self)
        self._title.setFont(font("title"))
        self._title.setObjectName("inspector_title")
        self._name = muted_label("", self)
        self._name.setObjectName("inspector_name")
        self._shape = ElidedLabel("", self)
        self._shape.setFont(self._name.font())
        self._shape.setForegroundRole(self._name.foregroundRole())
        self._shape.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._shape.setObjectName("inspector_shape")
        row, second = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self._title, 1)
        self._help = IconButton("help", "", self, flat=True)
        self._help.setObjectName("inspector_help")
        self._help.clicked.connect(self.help_requested)
        row.addWidget(self._help)
        second.addWidget(self._name)
        second.addWidget(self._shape, 1)
        self._tip = wrapped(QLabel(self))
        self._tip.setObjectName("inspector_tip")
        self._tip.setForegroundRole(self._name.foregroundRole())
        for line in (row, second):  # one above the other: beside a long name the column would grow, the canvas shrink
            self.content.addLayout(line)
        self.content.addWidget(self._tip)

    def _build_settings(self) -> None:
        self._form = SpecForm(parent=self)
        self._form.setObjectName("block_form")
        self._group = GroupBox(self._session, self)
        self.content.addWidget(self._form)
        self.content.addWidget(self._group)
        self.content.addSpacing(4)

    def _build_problems(self) -> None:
        """Below the settings: a problem that comes or goes must not move what is being set."""
        problems = self._problems = QVBoxLayout()
        problems.setSpacing(6)
        self._sentences = [Sentence(self) for _ in range(_MOST_SENTENCES)]
        for index, sentence in enumerate(self._sentences):
            sentence.setObjectName(f"problem_{index}")
            problems.addWidget(sentence)
        self.content.addLayout(problems)

    # ---- the user

    def _on_form_spec_edited(self, layer: Layer, field: str) -> None:
        name = self.selection()[0]
        title = next(f.title for f in fields_of(type(layer)) if f.name == field)
        text = self.tr("change {0} of {1}").format(spec_text(title), name)
        network = edit.set_layer(self._network, name, layer)
        self._session.document.edit_network(network, text, f"inspector/{name}/{field}/{self._gesture}")

    def _on_form_editing_finished(self, _field: str) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    # ---- what happened

    def _on_document_changed(self, _project: Project) -> None:
        self._show()

    def _on_session_analysed(self, _analysis: p.Analysis) -> None:
        self._show_facts()

    def _on_session_blocked_changed(self, _problem: object) -> None:
        self._show_facts()

    # ---- showing

    @property
    def _network(self) -> Network:
        return self._session.document.project.network

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Inspector"))
        self._cost_heading.setText(self.tr("Cost"))
        self._help.set_text(self.tr("Explain this layer"), "F1")
        self._cost.retitle()
        self._form.set_field_width(self._rule.field_width())
        self._show()

    def _show(self) -> None:
        names = self.selection()
        group = self._chosen_group()
        single = names[0] if len(names) == 1 and not group else ""
        self._group.setVisible(bool(group))
        if group:
            self._show_group(group, len(names))
        elif single:
            self._show_block(single)
        elif names:
            self._show_several(len(names))
        else:
            self._show_network()
        self._form.setVisible(bool(single) and bool(fields_of(type(self._form.spec()))))
        self._help.setVisible(bool(single))
        self._rule.set_node(single)
        for view in (self._weights, self._maps):
            view.set_node(single)
            view.setVisible(bool(single))
        self._show_facts()

    def _show_block(self, name: str) -> None:
        layer = self._network.nodes[name].layer
        self._form.set_spec(layer)
        self._head(spec_text(layer.title), name, spec_text(layer.tip))

    def _show_group(self, name: str, count: int) -> None:
        self._form.set_spec(None)
        self._group.show_group(name)
        tip = self.tr("Blocks under one name. In the code it is a class of its own; repeated, it follows itself.")
        words = self.tr("1 block") if count == 1 else self.tr("{0} blocks").format(count)
        self._head(self._network.groups[name].title, words, tip)

    def _show_several(self, count: int) -> None:
        self._form.set_spec(None)
        text = self.tr("Drag moves them together, Delete removes them. Select one alone to see its settings.")
        self._head(self.tr("{0} blocks").format(count), "", text)

    def _show_network(self) -> None:
        self._form.set_spec(None)
        project = self._session.document.project
        count = len(project.network.nodes)
        title = project.name or self.tr("Network")
        if not count:
            text = self.tr("Drag layers from the left onto the canvas, or start from a ready-made network.")
            self._head(title, "", text)
            return
        blocks = self.tr("1 block") if count == 1 else self.tr("{0} blocks").format(count)
        hint = self.tr("Select a block to see its settings, what it costs and what it has learned.")
        self._head(title, blocks, hint)

    def _head(self, title: str, name: str, tip: str) -> None:
        self._title.setText(title)
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._tip.setText(tip)

    def _show_facts(self) -> None:
        """What the engine found out: shape, cost, problems."""
        names = self.selection()
        analysis = self._session.analysis
        blocks = analysis.blocks if analysis else {}
        shown = [blocks[name] for name in names or blocks if name in blocks]
        self._cost.set_facts(shown, list(blocks.values()))
        for part in (self._cost_heading, self._cost):
            part.setVisible(bool(shown) and p.counted(shown))
        group = self._chosen_group()
        single = names[0] if len(names) == 1 and not group else ""
        self._copies.set_block(single, groups.copies(self._network, single) if single else 1)
        source = strands.source_of(self._network, group) if group else names[0] if len(names) == 1 else None
        shape = blocks[source].shape if source in blocks else None
        self._shape.setText(say_shape(shape) if shape else "")
        self._shape.setVisible(bool(shape))
        self._shape.set_tip(self.tr("The shape of its output for one sample"))
        self._show_problems(names)
        self._show_epoch()

    def _show_epoch(self) -> None:
        """How long an epoch takes is a matter of the whole network."""
        words = "" if self.selection() else self._epoch_time.words()
        self._epoch.setText(words)
        self._epoch.setToolTip(self._epoch_time.tip())
        self._epoch.setVisible(bool(words))

    def _show_problems(self, names: tuple[str, ...]) -> None:
        analysis = self._session.analysis
        problems = analysis.problems if analysis else ()
        found = [problem for problem in problems if _concerns(problem, (*names, *self._wanted))]
        if not names and not found and analysis:
            waits = self._session.blocked if self._session.state in ("idle", "paused") else None
            found = analysis.errors[:1] or list(filter(None, [waits]))  # what to mend first; else, that data is missing
        for index, sentence in enumerate(self._sentences):
            problem = found[index] if index < len(found) else None
            sentence.say(problem_text(problem) if problem else "", problem.tone if problem else "note")


def _concerns(problem: Problem, names: tuple[str, ...]) -> bool:
    """Problems of the selected blocks; those of no block belong to the network."""
    return problem.node in names if names else problem.node is None
