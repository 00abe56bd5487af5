"""The help card of a layer: picture, formula, help, parameters, inputs, source."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground.spec.fields import Field, fields_of
from nnplayground.spec.layers import FAMILIES
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of
from nnplayground.ui.help.words import default_words, ports_words, range_words
from nnplayground.ui.panels.column import Column, small_print, wrapped
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import theme
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.formula import FormulaView
from nnplayground.ui.widgets.layer_picture import LayerPicture
from nnplayground.ui.widgets.section import Hairline, SectionHeading, muted_label, title_label

WIDTH_PX, PICTURE_PX, EDGE_PX = 356, 112, 6
_FAMILY_TITLES = dict(FAMILIES)


class HelpCard(QFrame):
    """A raised surface that explains one layer. Escape or its button closes it; the arrows scroll."""

    closed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("help_card")
        self._layer: Layer | None = None
        self._build_head()
        self._body = Column(self)
        self._body.setObjectName("help_body")
        self._body.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._body.viewport().setAutoFillBackground(False)
        self._body.widget().setAutoFillBackground(False)
        self.setFocusProxy(self._body)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(EDGE_PX, EDGE_PX, EDGE_PX, EDGE_PX)
        outer.setSpacing(0)
        outer.addLayout(self._head)
        outer.addWidget(Hairline(parent=self))
        outer.addWidget(self._body, 1)
        self._build_body()
        self._retitle()
        self.hide()

    def layer(self) -> Layer | None:
        """What is explained."""
        return self._layer

    def explain(self, layer: Layer | None) -> None:
        """Explain another layer; None says how to choose one."""
        if layer is self._layer and self._title.text():
            return
        self._layer = layer
        self._body.verticalScrollBar().setValue(0)
        for part in (*self._of_layers, self._formula, self._symbols, self._parameters, self._source):
            part.setVisible(layer is not None)
        if layer is None:
            self._title.setText(self.tr("Help"))
            self._help.setText(self.tr("Select a block on the canvas: its help then stands here."))
        else:
            self._show(layer)
        self.setAccessibleName(self.tr("Help: {0}").format(self._title.text()))
        self._body.setAccessibleName(self._title.text())
        self._body.setAccessibleDescription(self._help.text())

    def wanted_height(self) -> int:
        """As high as all of it in the width of the card."""
        body = self._body.widget()
        inside = max(body.layout().totalHeightForWidth(WIDTH_PX - 2 * EDGE_PX), body.minimumSizeHint().height())
        return self._head.sizeHint().height() + inside + 2 * EDGE_PX + 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes; no other key reaches the canvas below."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and hairline, the hairline in the accent colour while the keys are here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent" if self._body.hasFocus() else "muted"), 1))
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    # ---- building

    def _build_head(self) -> None:
        self._title = title_label("", self)
        self._title.setObjectName("help_title")
        self._family = muted_label("", self)
        self._close = IconButton("close", "", self, flat=True)
        self._close.setObjectName("help_close")
        self._close.clicked.connect(self.closed)
        self._picture = LayerPicture(PICTURE_PX, self)
        self._facts = small_print("help_facts", self)
        self._of_layers = (self._picture, self._family, self._facts)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._family)
        words.addWidget(self._facts)
        words.addStretch(1)
        self._head = QGridLayout()
        self._head.setContentsMargins(12, 0, 2, 10)
        self._head.setHorizontalSpacing(16)
        self._head.setColumnStretch(1, 1)
        self._head.addWidget(self._title, 0, 0, 1, 2)
        self._head.addWidget(self._close, 0, 2)
        self._head.addWidget(self._picture, 1, 0)
        self._head.addLayout(words, 1, 1, 1, 2)

    def _build_body(self) -> None:
        self._formula = FormulaView(self._body)
        self._symbols = small_print("help_symbols", self._body)
        self._help = wrapped(QLabel(self._body))
        self._help.setObjectName("help_text")
        self._parameters = QWidget(self._body)
        self._rows = QVBoxLayout(self._parameters)
        self._rows.setContentsMargins(0, 4, 0, 0)
        self._rows.setSpacing(2)
        self._source = small_print("help_source", self._body)
        content = self._body.content
        content.setSpacing(12)
        for part in (self._formula, self._symbols, self._help, self._parameters, self._source):
            content.addWidget(part)
        content.addStretch(1)

    # ---- showing

    def _show(self, layer: Layer) -> None:
        kind = type(layer)
        self._title.setText(spec_text(kind.title))
        self._family.setText(spec_text(_FAMILY_TITLES.get(kind.family, "")))
        self._picture.set_layer(layer)
        self._facts.setText(ports_words(kind))
        self._formula.set_formula(tag_of(layer), kind.formula)
        self._symbols.setText(spec_text(kind.symbols))
        self._symbols.setVisible(bool(kind.symbols))
        self._help.setText(spec_text(kind.help))
        self._show_parameters(fields_of(kind))
        self._source.setText(self.tr("Source: {0}").format(kind.paper))
        self._source.setVisible(bool(kind.paper))

    def _show_parameters(self, fields: tuple[Field, ...]) -> None:
        while self._rows.count():
            old = self._rows.takeAt(0).widget()
            old.hide()
            old.deleteLater()
        self._parameters.setVisible(bool(fields))
        heading = [SectionHeading(self.tr("Parameters"), self._parameters)] if fields else []
        for part in (*heading, *(_Parameter(field, self._parameters) for field in fields)):
            self._rows.addWidget(part)
            part.show()  # now, not with the next event: the height of the card is asked for at once

    def _retitle(self) -> None:
        self._close.set_text(self.tr("Close"), self.tr("Esc"))
        layer, self._layer = self._layer, None
        self._title.clear()
        self.explain(layer)


class _Parameter(QWidget):
    """Title and range in one line, below it what it does and its default."""

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel(spec_text(field.title), self)
        bounds = wrapped(muted_label(range_words(field), self))
        bounds.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = QHBoxLayout()
        first.setSpacing(12)
        first.addWidget(title)
        first.addWidget(bounds, 1)
        words = small_print("", self)
        words.setText(self.tr("{0} Default: {1}.").format(spec_text(field.tip), default_words(field)))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 2, 0, 4)
        rows.setSpacing(0)
        rows.addLayout(first)
        rows.addWidget(words)
        self.setAccessibleName(f"{title.text()}, {bounds.text()}. {words.text()}")

    def minimumSizeHint(self) -> QSize:
        """It wraps at any width."""
        return QSize(120, super().minimumSizeHint().height())
