"""What blocks cost: parameters, multiply-adds, memory, and their share of the network."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground.protocol import BlockFacts
from nnplayground.ui.theme import font
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.progress import ProgressLine
from nnplayground.ui.widgets.section import muted_label


class CostView(QWidget):
    """Three numbers in a row and the share of the network as a thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cost_view")
        self._values = [self._value(name) for name in ("cost_parameters", "cost_operations", "cost_memory")]
        self._units = [muted_label("", self) for _ in self._values]
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        for column, (value, unit) in enumerate(zip(self._values, self._units, strict=True)):
            grid.addWidget(value, 0, column)
            grid.addWidget(unit, 1, column)
            grid.setColumnStretch(column, 1)
        self._line = ProgressLine(self)
        self._line.setObjectName("cost_share")
        self._words = muted_label("", self)
        self._words.setObjectName("cost_share_words")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        share = QHBoxLayout()
        share.setSpacing(8)
        share.addWidget(self._line, 1)
        share.addWidget(self._words)
        column.addLayout(grid)
        column.addLayout(share)
        self.retitle()

    def retitle(self) -> None:
        """Write the fixed texts in the present language."""
        tips = (
            self.tr("Numbers that are learned"),
            self.tr("Multiplications with an addition, for one sample"),
            self.tr("Memory for the output of one sample"),
        )
        units = (self.tr("parameters"), self.tr("multiply-adds"), self.tr("memory"))
        for value, label, unit, tip in zip(self._values, self._units, units, tips, strict=True):
            label.setText(unit)
            label.setToolTip(tip)
            value.setToolTip(tip)
            value.setAccessibleName(unit)
        self._line.setAccessibleName(self.tr("Share of the network"))

    def set_facts(self, blocks: Sequence[BlockFacts], network: Sequence[BlockFacts]) -> None:
        """Show the sum of some blocks, and its share of the sum over the network."""
        parameters, operations = _sum(blocks, "parameters"), _sum(blocks, "multiply_adds")
        memory = _sum(blocks, "memory_bytes")
        texts = (say.count(parameters), say.short_count(operations), say.bytes_text(memory))
        for label, text in zip(self._values, texts, strict=True):
            label.setText(text)
        part = 0 < len(blocks) < len(network)
        if parameters:
            share = parameters / max(1, _sum(network, "parameters"))
            text = self.tr("{0} of the network's parameters")
        else:
            share = operations / max(1, _sum(network, "multiply_adds"))
            text = self.tr("{0} of the network's multiply-adds")
        self._line.set_share(share)
        self._line.setVisible(part)
        self._words.setText(say.percent(share))
        self._words.setVisible(part)
        for widget in (self._line, self._words):
            widget.setToolTip(text.format(say.percent(share)))

    def _value(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setFont(font("body"))
        return label


def _sum(blocks: Sequence[BlockFacts], field: str) -> int:
    return sum(getattr(block, field) for block in blocks)
