"""The list below the command field."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnplayground.ui.finding.entries import ENTRY, Entry
from nnplayground.ui.panels.column import wrapped
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.layer_picture import ICON_PX, paint_icon
from nnplayground.ui.widgets.section import muted_label

ROW_PX, MOST_ROWS_SEEN, EDGE_PX, TIP_PX = 32, 11, 5, 38


class ResultList(QListWidget):
    """Rows of entries; the focus stays in the field, which moves the current row."""

    entry_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("command_results")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Row(self))
        self.viewport().setAutoFillBackground(False)
        self.setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.itemClicked.connect(self._on_item_clicked)
        self.itemEntered.connect(self.setCurrentItem)

    def show_entries(self, entries: Sequence[Entry], nothing: str) -> None:
        """Fill the list and choose the first row.

        Args:
            nothing: What stands there if there are none.
        """
        self.clear()
        for entry in entries:
            row = QListWidgetItem(f"{entry.title}, {entry.detail}", self)
            row.setData(ENTRY, entry)
        if not entries:
            QListWidgetItem(nothing, self).setFlags(Qt.ItemFlag.NoItemFlags)
        self.setCurrentRow(0)
        self.scrollToTop()

    def step(self, by: int) -> None:
        """Go to another row; beyond the end it begins again."""
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())

    def current_entry(self) -> Entry | None:
        """The entry of the current row."""
        item = self.currentItem()
        return item.data(ENTRY) if item is not None else None

    def entries(self) -> list[Entry]:
        """What is in the list."""
        found = (self.item(row).data(ENTRY) for row in range(self.count()))
        return [entry for entry in found if entry is not None]

    def wanted_height(self) -> int:
        """As high as the rows, up to a limit."""
        return min(self.count(), MOST_ROWS_SEEN) * ROW_PX

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        if item.data(ENTRY) is not None:
            self.entry_chosen.emit(item.data(ENTRY))


class ResultPanel(QFrame):
    """A raised surface with the list."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("command_panel")
        self.results = ResultList(self)
        self._tip = wrapped(muted_label("", self))
        self._tip.setObjectName("command_tip")
        self._tip.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.results.currentItemChanged.connect(self._on_results_current_changed)
        self.hide()

    def drop_below(self, place: QRect) -> None:
        """Show below a rectangle of the window, in its width."""
        self._show_tip()
        below = TIP_PX if any(entry.layer for entry in self.results.entries()) else 0
        height = self.results.wanted_height() + below + 2 * EDGE_PX
        self.setGeometry(place.left(), place.bottom() + 5, place.width(), height)
        self.results.setGeometry(EDGE_PX, EDGE_PX, place.width() - 2 * EDGE_PX, self.results.wanted_height())
        self._tip.setGeometry(EDGE_PX + 10, height - below - 2, place.width() - 2 * EDGE_PX - 20, below)
        self.show()
        self.raise_()

    def _on_results_current_changed(self, _now: object, _before: object) -> None:
        self._show_tip()

    def _show_tip(self) -> None:
        """What the current row's layer does."""
        entry = self.results.current_entry()
        self._tip.setText(entry.tip() if entry is not None else "")

    def paintEvent(self, event: object) -> None:
        """Surface and hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme().color("background"))
        painter.setPen(QPen(theme().color("muted"), 1))
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class _Row(QStyledItemDelegate):
    """Picture of the layer, title, where it belongs, and its keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows are equally high."""
        return QSize(0, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the row; the current one is filled with the accent colour."""
        entry: Entry | None = index.data(ENTRY)
        colors = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and entry is not None
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("accent"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 5, 5)
        text, small = ("on_accent", "on_accent") if chosen else ("text" if entry else "muted", "muted")
        area = option.rect.adjusted(10, 0, -10, 0)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if entry is None:
            _write(painter, area, left, str(index.data()), "body", small)
        else:
            if entry.layer is not None:
                top = area.center().y() - ICON_PX // 2 + 1
                paint_icon(painter, area.left() - 2, top, entry.layer, "on_accent" if chosen else "")
            title = area.adjusted(ICON_PX + 6, 0, 0, 0)
            used = _write(painter, title, left, entry.title, "body", text)
            kept = _write(painter, area, right, entry.keys, "small", small) if entry.keys else 0
            _write(painter, title.adjusted(used + 12, 0, -kept - 10, 0), left if entry.keys else right, entry.detail,
                   "small", small)  # fmt: skip
        painter.restore()


def _write(painter: QPainter, area: QRect, side: Qt.AlignmentFlag, text: str, style: str, color: str) -> int:
    """Write what fits. Returns its width."""
    painter.setFont(font(style))
    painter.setPen(theme().color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(area.width(), 0))
    painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
