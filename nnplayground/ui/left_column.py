"""The left column: what to build from, what to learn from, how to learn, behind three tabs."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnplayground.ui.widgets.segmented import SegmentedTabs


class LeftColumn(QWidget):
    """Shows one of three panels.

    Args:
        panels: Layers, data, recipe.
    """

    def __init__(self, panels: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = SegmentedTabs(["", "", ""], self)
        self.tabs.setObjectName("left_tabs")
        self._pages = QStackedWidget(self)
        for panel in panels:
            self._pages.addWidget(panel)
        self.tabs.current_changed.connect(self._pages.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.tabs)
        layout.addLayout(row)
        layout.addWidget(self._pages, 1)
        self._retitle()

    def show_page(self, index: int) -> None:
        """Bring one of the panels forward."""
        self.tabs.setCurrentIndex(index)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        self.tabs.set_labels([self.tr("Layers"), self.tr("Data"), self.tr("Recipe")])
        self.tabs.setAccessibleName(self.tr("What to build from, what to learn from, how to learn"))
