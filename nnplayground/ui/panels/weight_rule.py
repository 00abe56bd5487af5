"""What holds for the weights of the selected block: how they begin, whether they are trained, what penalises them."""

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from nnplayground.spec import edit
from nnplayground.spec.fields import fields_of
from nnplayground.spec.graph import Node
from nnplayground.spec.initialisations import KINDS
from nnplayground.spec.initialisations.base import Initialisation
from nnplayground.spec.initialisations.default import Default
from nnplayground.spec.project import Project
from nnplayground.spec.registry import tag_of
from nnplayground.spec.weight_rule import WeightRule
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.section import SectionHeading

_STRENGTHS = ("rate", "l1", "l2")


class WeightRulePanel(QWidget):
    """Shows the rule of one block and edits it; hidden for a block that learns nothing.

    Each gesture in a field is one step of undo.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("weight_rule")
        self._session = session
        self._name = ""
        self._gesture = 0
        self._build()
        self._kind_box.value_edited.connect(self._on_kind_box_value_edited)
        self._init_form.spec_edited.connect(self._on_init_form_spec_edited)
        for form in (self._freeze_form, self._strength_form):
            form.spec_edited.connect(self._on_rule_edited)
        for form in (self._init_form, self._freeze_form, self._strength_form):
            form.editing_finished.connect(self._on_form_editing_finished)
        session.document.changed.connect(self._on_document_changed)
        self._retitle()

    def set_node(self, name: str) -> None:
        """Show the rule of this block; empty for none."""
        if name != self._name:
            self._gesture += 1
            self._hint.hide()
        self._name = name
        self._show()

    def field_width(self) -> int:
        """How wide its widest field has to be, in px."""
        return self._kind_box.sizeHint().width()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- building

    def _build(self) -> None:
        self._heading = SectionHeading("", self)
        self._kind_label = ElidedLabel("", self)
        self._kind_box = ChoiceField(parent=self)
        self._kind_box.setObjectName("initialisation_box")
        self._kind_label.setBuddy(self._kind_box)
        self._kind_row = QWidget(self)
        row = QGridLayout(self._kind_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(12)
        row.setColumnStretch(0, 1)
        row.addWidget(self._kind_label, 0, 0)
        row.addWidget(self._kind_box, 0, 1)
        self._hint = small_print("initialisation_hint", self)
        self._hint.hide()
        self._init_form = SpecForm(parent=self)
        self._freeze_form = SpecForm(WeightRule, self, hidden=_STRENGTHS)
        self._strength_form = SpecForm(WeightRule, self, hidden=("frozen",))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._heading)
        for part in (self._kind_row, self._init_form, self._hint, self._freeze_form, self._strength_form):
            column.addWidget(part)

    def _retitle(self) -> None:
        self._heading.setText(self.tr("Weights"))
        self._kind_label.setText(self.tr("Initialisation"))
        self._kind_box.setAccessibleName(self.tr("Initialisation"))
        self._hint.setText(self.tr("Weights that were trained stay until Reset; others begin anew at once."))
        self._kind_box.set_choices([(tag, spec_text(kind.title)) for tag, kind in KINDS.items()])
        for form in (self._init_form, self._freeze_form, self._strength_form):
            form.set_field_width(self.field_width())
        self._show()

    # ---- the user

    def _on_kind_box_value_edited(self, tag: str) -> None:
        self._gesture += 1
        self._begin_with(KINDS[tag](), "init", self.tr("Initialisation"))

    def _on_init_form_spec_edited(self, init: Initialisation, field: str) -> None:
        self._begin_with(init, f"init/{field}", _title(init, field))

    def _begin_with(self, init: Initialisation, field: str, title: str) -> None:
        self._edit(replace(self._node.weights, init=init), field, title)
        self._hint.show()

    def _on_rule_edited(self, rule: WeightRule, field: str) -> None:
        self._edit(replace(self._node.weights, **{field: getattr(rule, field)}), field, _title(rule, field))

    def _on_form_editing_finished(self, _field: str) -> None:
        """The next edit of the same field is another step of undo."""
        self._gesture += 1

    def _edit(self, rule: WeightRule, field: str, title: str) -> None:
        document = self._session.document
        network = edit.set_weights(document.project.network, self._name, rule)
        text = self.tr("change {0} of {1}").format(title, self._name)
        document.edit_network(network, text, f"weights/{self._name}/{field}/{self._gesture}")

    # ---- showing

    @property
    def _node(self) -> Node | None:
        return self._session.document.project.network.nodes.get(self._name)

    def _on_document_changed(self, _project: Project) -> None:
        self._show()

    def _show(self) -> None:
        node = self._node
        learned = node.layer.learned() if node else ()
        self.setVisible(bool(learned))
        if not learned:
            return
        rule = node.weights
        chosen = bool(learned.matrices) or rule.init != Default()
        self._kind_row.setVisible(chosen)
        self._kind_box.set_value(tag_of(rule.init))
        tip = self.tr("How the weights begin. It applies to weight matrices and filters; biases then begin at zero.")
        tip = "\n".join([spec_text(rule.init.tip), tip, self._hint.text()])
        self._kind_box.setToolTip(tip)
        self._kind_label.set_tip(tip)
        self._init_form.set_spec(rule.init)
        self._init_form.setVisible(chosen and bool(fields_of(type(rule.init))))
        for form in (self._freeze_form, self._strength_form):
            form.set_spec(rule)
        idle = rule.idle(self._session.document.project.recipe.optimizer)
        self._strength_form.set_locked({name: problem_text(why) for name, why in idle.items()})
        self._strength_form.setVisible(bool(learned.matrices))


def _title(spec: Struct, field: str) -> str:
    return spec_text(next(f.title for f in fields_of(type(spec)) if f.name == field))
