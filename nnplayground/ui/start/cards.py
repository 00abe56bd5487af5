"""Pictures to choose from: the presets as a grid of cards, and recent projects as rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen, QPixmap, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnplayground.spec.graph import Network
from nnplayground.ui.start.picture import network_pixmap
from nnplayground.ui.theme import font, theme

_CARD = Qt.ItemDataRole.UserRole
_RADIUS = 10.0


@dataclass(frozen=True)
class Card:
    """One thing to begin with. ``key`` says which; without a network there is no picture; dimmed cannot be chosen."""

    key: str
    title: str
    line: str = ""
    facts: str = ""
    more: str = ""
    """Further facts, at the right end of their line."""
    tip: str = ""
    network: Network | None = None
    usable: bool = True
    also: str = ""
    """Further words by which it is found."""

    def fits(self, words: Sequence[str]) -> bool:
        """Whether each word, in small letters, occurs in its texts or in the names of its layers."""
        layers = {node.layer.title for node in self.network.nodes.values()} if self.network else ()
        text = " ".join((self.title, self.line, self.key, self.also, *layers)).casefold()
        return all(word in text for word in words)


class CardList(QListWidget):
    """Cards to choose from, by mouse or keyboard; letters typed here belong to the search field.

    Signals: ``chosen`` carries the key of a card; ``typed`` what was typed; ``left_at`` that an arrow key leads out
    (-1: to the left or above, 1: to the right or below).
    """

    chosen = Signal(str)
    typed = Signal(str)
    left_at = Signal(int)

    def __init__(self, delegate: "CardDelegate", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        delegate.setParent(self)
        self._delegate = delegate
        self.setItemDelegate(delegate)
        self.itemClicked.connect(self._on_item_clicked)
        self.itemEntered.connect(self._on_item_entered)
        self.viewportEntered.connect(self._on_viewport_entered)
        theme().changed.connect(self.viewport().update)

    def show_cards(self, cards: Sequence[Card], current: bool = True) -> None:
        """List other cards; the current one stays current if it is still there.

        Args:
            current: Whether else the first becomes it, as what Enter in the search field would choose.
        """
        before = self.current_key()
        self.clear()
        for card in cards:
            item = QListWidgetItem(card.title, self)
            item.setData(_CARD, card)
            said = ". ".join(filter(None, (card.title, card.line, card.facts, card.more)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
            item.setToolTip(card.tip)
            if not card.usable:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
        usable = [row for row, card in enumerate(cards) if card.usable]
        keep = next((row for row in usable if cards[row].key == before), usable[0] if usable and current else -1)
        self.setCurrentRow(keep)

    def update_card(self, card: Card) -> None:
        """Show a card anew, once more is known of it."""
        for row in range(self.count()):
            if self.item(row).data(_CARD).key == card.key:
                self.item(row).setData(_CARD, card)
                self.item(row).setToolTip(card.tip)

    def cards(self) -> list[Card]:
        """What is listed."""
        return [self.item(row).data(_CARD) for row in range(self.count())]

    def current_key(self) -> str:
        """Which card is current; empty for none."""
        item = self.currentItem()
        return item.data(_CARD).key if item is not None else ""

    def choose_current(self) -> None:
        """Choose the current card."""
        if self.current_key():
            self.chosen.emit(self.current_key())

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cards of a row fill it."""
        # With room for the scroll bar in any case: cards that depend on it would let it come and go.
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        self._delegate.fill(self.width() - max(bar, self.verticalScrollBar().sizeHint().width()) - 2, self.spacing())
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; an arrow that leads nowhere leads out."""
        before = self.currentRow()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_current()
            return
        super().keyPressEvent(event)
        out = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}.get(event.key())
        if out is not None and self.currentRow() == before:
            self.left_at.emit(out)

    def keyboardSearch(self, search: str) -> None:
        """Hand letters over."""
        if search.strip():
            self.typed.emit(search)

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        if item.data(_CARD).usable:
            self.chosen.emit(item.data(_CARD).key)

    def _on_item_entered(self, item: QListWidgetItem) -> None:
        shape = Qt.CursorShape.PointingHandCursor if item.data(_CARD).usable else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _on_viewport_entered(self) -> None:
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)


class CardDelegate(QStyledItemDelegate):
    """Paints surface and border, and keeps the pictures; who inherits says where things stand on it."""

    NARROWEST, HEIGHT = 222, 222

    def __init__(self) -> None:
        super().__init__()
        self._width = self.NARROWEST
        self._pixmaps: dict[tuple[object, ...], QPixmap] = {}

    def fill(self, room: int, spacing: int) -> None:
        """Let as many cards as go into a row share it, with ``spacing`` before, between and behind them."""
        columns = max(1, (room - spacing) // (self.NARROWEST + spacing))
        width = max(self.NARROWEST, (room - spacing) // columns - spacing)
        if width != self._width:
            self._width = width
            self._pixmaps.clear()
            self.sizeHintChanged.emit(QModelIndex())

    def picture_place(self) -> QRect:
        """Where the picture stands on a card."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All cards are equally large."""
        return QSize(self._width, self.HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint a card."""
        card: Card = index.data(_CARD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(1.0 if card.usable else 0.45)
        place = QRectF(QRect(option.rect.topLeft(), self.sizeHint(option, index))).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(place, _RADIUS, _RADIUS)
        painter.fillPath(shape, theme().color("surface"))
        self._paint_picture(painter, self.picture_place().translated(option.rect.topLeft()), card, shape)
        self._border(painter, place, option.state)
        self._texts(painter, option.rect, card)
        painter.restore()

    def _texts(self, painter: QPainter, rect: QRect, card: Card) -> None:
        raise NotImplementedError

    def _border(self, painter: QPainter, place: QRectF, state: QStyle.StateFlag) -> None:
        flags = QStyle.StateFlag
        current = bool(state & flags.State_Selected)
        focused = current and bool(state & flags.State_Active) and self.parent().hasFocus()
        hovered = bool(state & flags.State_MouseOver)
        color = "accent" if focused or hovered else "muted" if current else "hairline"
        width = 2.0 if focused else 1.0
        painter.setPen(QPen(theme().color(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, _RADIUS, _RADIUS)

    def _paint_picture(self, painter: QPainter, place: QRect, card: Card, shape: QPainterPath) -> None:
        painter.save()
        painter.setClipPath(shape)
        if card.network is None:
            painter.fillRect(place, theme().color("canvas"))
        else:
            painter.drawPixmap(place.topLeft(), self._pixmap(card, painter.device().devicePixelRatioF()))
        painter.restore()

    def _pixmap(self, card: Card, ratio: float) -> QPixmap:
        key = (card.key, id(card.network), ratio, theme().tokens.dark)
        if key not in self._pixmaps:
            self._pixmaps[key] = network_pixmap(card.network, self.picture_place().size(), ratio)
        return self._pixmaps[key]


class PresetDelegate(CardDelegate):
    """The picture above; below it the name, what it teaches in up to four lines, and figures in small print."""

    PICTURE = 104

    def picture_place(self) -> QRect:
        """The upper half, from edge to edge."""
        return QRect(1, 1, self._width - 2, self.PICTURE)

    def _texts(self, painter: QPainter, rect: QRect, card: Card) -> None:
        line = QRect(rect.left() + 1, rect.top() + self.PICTURE + 1, self._width - 2, 1)
        painter.fillRect(line, theme().color("hairline"))
        text = rect.adjusted(11, self.PICTURE + 10, -11, -10)
        write(painter, QRect(text.left(), text.top(), text.width(), 20), card.title, "title", "text")
        write_lines(painter, QRect(text.left(), text.top() + 24, text.width(), 56), card.line, 4)
        foot = QRect(text.left(), text.bottom() - 14, text.width(), 16)
        used = write(painter, foot, card.facts, "small", "muted")
        write(painter, foot.adjusted(used + 8, 0, 0, 0), card.more, "small", "muted", Qt.AlignmentFlag.AlignRight)


class RecentDelegate(CardDelegate):
    """A small picture; beside it the name of the file and when it was saved."""

    HEIGHT = 60

    def picture_place(self) -> QRect:
        """At the left."""
        return QRect(6, 6, 76, 48)

    def _texts(self, painter: QPainter, rect: QRect, card: Card) -> None:
        beside = self.picture_place().right() + 10
        left, width = rect.left() + beside, self._width - beside - 8
        write(painter, QRect(left, rect.top() + 11, width, 18), card.title, "body", "text")
        write(painter, QRect(left, rect.top() + 31, width, 16), card.facts, "small", "muted")


def write(
    painter: QPainter,
    place: QRect,
    text: str,
    style: str,
    color: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> int:
    """Write one line, cut where it does not fit. Returns its width."""
    painter.setFont(font(style))
    painter.setPen(theme().color(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return painter.fontMetrics().horizontalAdvance(shown)


def write_lines(painter: QPainter, place: QRect, text: str, most: int) -> None:
    """Write small print in so many lines at most; the last is cut where the text goes on."""
    painter.setFont(font("small"))
    painter.setPen(theme().color("muted"))
    metrics = painter.fontMetrics()
    layout = QTextLayout(text, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    for row in range(most):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(place.width())
        shown = text[line.textStart() : line.textStart() + line.textLength()].rstrip()
        if row == most - 1:
            shown = metrics.elidedText(text[line.textStart() :], Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place.left(), place.top() + metrics.ascent() + row * metrics.lineSpacing(), shown)
    layout.endLayout()
