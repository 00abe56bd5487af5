"""How the table of runs and what stands below it share the room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTableView, QWidget

NOTES_PX = 44
LEAST_ROWS = 1
"""So many rows of a table are seen in any case."""
BELOW_SHARE = 2 / 3
"""What differs takes no more than this: in it is what somebody chose the runs for."""


class RunsRoom(QSplitter):
    """Notes have little room, what differs as much as it needs; where the user has dragged the border it stays.

    Args:
        runs: The table.
        notes: What stands below while a single run is chosen.
        differences: What stands there while several are compared.
    """

    def __init__(self, runs: QTableView, notes: QWidget, differences: QTableView, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("runs_split")
        self._runs, self._differences = runs, differences
        self._dragged: dict[bool, list[int]] = {}
        """Sizes that the user has chosen, by whether runs are compared."""
        self.below = QStackedWidget(self)
        for widget in (notes, differences):
            self.below.addWidget(widget)
        self.addWidget(runs)
        self.addWidget(self.below)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 1)
        self.below.setMinimumHeight(NOTES_PX)
        self.splitterMoved.connect(self._on_splitter_moved)

    def turn_to(self, comparing: bool) -> None:
        """Show notes, or what differs."""
        self.below.setCurrentIndex(int(comparing))
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another room."""
        super().resizeEvent(event)
        self._runs.setMinimumHeight(_height(self._runs, LEAST_ROWS))
        self._share()

    @property
    def _comparing(self) -> bool:
        return bool(self.below.currentIndex())

    def _share(self) -> None:
        if self._comparing in self._dragged:
            self.setSizes(self._dragged[self._comparing])
        else:
            whole, below = self.height() - self.handleWidth(), NOTES_PX
            if self._comparing:
                below = min(_height(self._differences, self._differences.rowCount()), round(BELOW_SHARE * whole))
            self.setSizes([whole - below, below])

    def _on_splitter_moved(self, _place: int, _index: int) -> None:
        self._dragged[self._comparing] = self.sizes()


def _height(table: QTableView, rows: int) -> int:
    """What a table needs for its heading, so many rows, and the bar that moves it sideways."""
    header, bar = table.horizontalHeader().sizeHint().height(), table.horizontalScrollBar().sizeHint().height()
    return header + rows * table.verticalHeader().defaultSectionSize() + bar + 2 * table.frameWidth()
