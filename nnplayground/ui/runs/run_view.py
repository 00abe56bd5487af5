"""The table of runs as it is seen: columns that can be moved, resized, left out, and are remembered."""

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from nnplayground.ui.runs.columns import COLUMNS, CURVE, NAME
from nnplayground.ui.runs.curve_delegate import CurveDelegate
from nnplayground.ui.runs.run_table import FoundRuns
from nnplayground.ui.runs.table_choices import TableChoices
from nnplayground.ui.theme import theme

ROW_PX = 26
REST_MS = 300
"""A column that is being dragged is remembered once it rests."""


class RunView(QTableView):
    """``arranged`` carries the ``TableChoices`` that the user has made."""

    arranged = Signal(object)

    def __init__(self, found: FoundRuns, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("runs_table")
        self.setModel(found)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._build()
        self.arrange(TableChoices())
        self._wire()

    def _build(self) -> None:
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setItemDelegateForColumn(place_of(CURVE), CurveDelegate(self))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setStretchLastSection(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _wire(self) -> None:
        header = self.horizontalHeader()
        for signal in (header.sectionResized, header.sectionMoved, header.sortIndicatorChanged):
            signal.connect(self._on_header_changed)
        header.customContextMenuRequested.connect(self._on_header_menu_requested)
        self._rest.timeout.connect(self._on_rest_timeout)
        theme().changed.connect(self.viewport().update)

    def arrange(self, choices: TableChoices) -> None:
        """Lay the columns out as they were chosen; those that nothing is known of as they are made."""
        header = self.horizontalHeader()
        with QSignalBlocker(header):
            for place, column in enumerate(COLUMNS):
                header.setSectionHidden(place, column.name in choices.hidden and column.name != NAME)
                header.resizeSection(place, choices.widths.get(column.name, column.width_px))
            known = [name for name in choices.order if name in _names()]
            for target, name in enumerate([*known, *(name for name in _names() if name not in known)]):
                header.moveSection(header.visualIndex(place_of(name)), target)
        by = choices.sorted_by if choices.sorted_by in _names() else "started"
        way = Qt.SortOrder.DescendingOrder if choices.descending else Qt.SortOrder.AscendingOrder
        self.sortByColumn(place_of(by), way)
        self._rest.stop()

    def choices(self) -> TableChoices:
        """How it is laid out now."""
        header, names = self.horizontalHeader(), _names()
        last = next(place for place in reversed(self._from_left()) if not header.isSectionHidden(place))
        shown = [place for place in range(len(names)) if not header.isSectionHidden(place)]
        return TableChoices(
            # The last one takes what room there is, whatever width was chosen for it.
            widths={
                names[place]: header.sectionSize(place)
                for place in shown
                if place != last and header.sectionSize(place) != COLUMNS[place].width_px
            },
            order=tuple(names[place] for place in self._from_left()),
            hidden=tuple(name for place, name in enumerate(names) if header.isSectionHidden(place)),
            sorted_by=names[header.sortIndicatorSection()],
            descending=header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        )

    def _from_left(self) -> list[int]:
        header = self.horizontalHeader()
        return [header.logicalIndex(place) for place in range(header.count())]

    def _on_header_changed(self, *_facts: object) -> None:
        self._rest.start()

    def _on_rest_timeout(self) -> None:
        self.arranged.emit(self.choices())

    def columns_menu(self) -> QMenu:
        """Which columns there are, each with a tick while it is shown."""
        menu = QMenu(self)
        menu.setObjectName("columns_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place_of_it in self._from_left():
            column = COLUMNS[place_of_it]
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(place_of_it))
            action.setEnabled(column.name != NAME)
            action.setData(place_of_it)
            action.setToolTip(column.said_tip)
            action.toggled.connect(self._on_column_toggled)
        menu.addSeparator()
        menu.addAction(self.tr("Usual columns"), self._on_usual_triggered)
        menu.setToolTipsVisible(True)
        return menu

    def _on_header_menu_requested(self, place: QPoint) -> None:
        self.columns_menu().popup(self.horizontalHeader().mapToGlobal(place))

    def _on_usual_triggered(self) -> None:
        self.arrange(TableChoices())
        self._rest.start()

    def _on_column_toggled(self, shown: bool) -> None:
        self.setColumnHidden(self.sender().data(), not shown)
        self._rest.start()


def place_of(name: str) -> int:
    """Which column is called so."""
    return _names().index(name)


def _names() -> list[str]:
    return [column.name for column in COLUMNS]
