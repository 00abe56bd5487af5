"""A group whose blocks are seen: a quiet frame behind them, with a tab that carries its title."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnplayground.spec.graph import Group
from nnplayground.ui.builder.group_item import times
from nnplayground.ui.builder.pen import text_font, text_width
from nnplayground.ui.builder.routes import CLEARANCE
from nnplayground.ui.theme import faded, theme

SIDE_PX, TOP_PX, TAB_PX = 16.0, 36.0, 22.0
BOTTOM_PX = CLEARANCE + 6.0  # a wire past a member runs within the frame, not along its edge
_CHEVRON_PX, _RADIUS = 20.0, 12.0
_LEGIBLE = 0.22

Part = Literal["tab", "chevron"]


def framed(rect: QRectF, deep: int = 1) -> QRectF:
    """What frames within each other take up around a rectangle, ``deep`` of them."""
    return rect.adjusted(-deep * SIDE_PX, -deep * TOP_PX, deep * SIDE_PX, deep * BOTTOM_PX)


class FrameItem(QGraphicsItem):
    """Lies behind the blocks of its group. Only the tab takes the pointer; the rest lets it through."""

    def __init__(self, name: str, group: Group, depth: int) -> None:
        super().__init__()
        self.name, self.group = name, group
        self.rect = QRectF()
        self.selected = self.hovered = self.target = False
        self.label = TabItem(self)
        """A separate item of the scene, since it lies elsewhere in the order of painting."""
        self.set_group(group, depth)

    def set_group(self, group: Group, depth: int) -> None:
        """Show another title or number of repeats, so many frames deep."""
        self.group = group
        self.setZValue(-20 + 0.01 * depth)
        self.label.moved()
        self.update()

    def set_inner(self, rect: QRectF) -> None:
        """Lie around this rectangle of the scene, which holds all members."""
        width = text_width(self.group.title, "title") + text_width(times(self.group), "small") + _CHEVRON_PX + 40
        rect = framed(rect)
        rect.setWidth(max(rect.width(), width))
        if rect != self.rect:
            self.prepareGeometryChange()
            self.label.moved()
            self.rect = rect

    def set_state(self, **changes: bool) -> None:
        """Change some of selected, hovered and target."""
        for name, value in changes.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self.update()
                self.label.update()

    def part_at(self, point: QPointF) -> Part | None:
        """What of it takes a press at a point."""
        if self.chevron().adjusted(-3, -3, 0, 3).contains(point):
            return "chevron"
        return "tab" if self.tab().adjusted(-3, -3, 3, 3).contains(point) else None

    def tab(self) -> QRectF:
        """Chevron, title and repeats, in the scene."""
        words = text_width(self.group.title, "title") + text_width(times(self.group), "small")
        return QRectF(self.rect.left() + 8, self.rect.top() + 7, words + _CHEVRON_PX + 18, TAB_PX)

    def chevron(self) -> QRectF:
        """What folds the group, in the scene."""
        tab = self.tab()
        return QRectF(tab.left(), tab.top(), _CHEVRON_PX, tab.height())

    # ---- Qt

    def boundingRect(self) -> QRectF:
        """The frame with its line."""
        return self.rect.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """A tint and a hairline; the accent while selected, or while a block would join."""
        tokens = theme().tokens
        lit = self.selected or self.target
        fill = QColor(tokens.accent if self.target else faded(tokens.muted, tokens.canvas, 0.55))
        fill.setAlphaF(0.10 if self.target else 0.09)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(tokens.accent) if lit else self._line(), 2.0 if lit else 1.0))
        painter.drawRoundedRect(self.rect, _RADIUS, _RADIUS)

    def _line(self) -> QColor:
        tokens = theme().tokens
        return faded(tokens.muted, tokens.canvas, 0.9 if self.hovered else 0.45)


class TabItem(QGraphicsItem):
    """The tab of a frame. It lies above the wires, which may pass there."""

    def __init__(self, frame: FrameItem) -> None:
        super().__init__()
        self._frame = frame
        self.setZValue(-1)

    def boundingRect(self) -> QRectF:
        """The tab with its edge."""
        return self._frame.tab().adjusted(-1, -1, 1, 1)

    def moved(self) -> None:
        """The frame is elsewhere, or has another title."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """A chevron, the title, and the repeats in small print."""
        if option.levelOfDetailFromTransform(painter.worldTransform()) < _LEGIBLE:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame, tab, colors = self._frame, self._frame.tab(), theme()
        lit = frame.hovered or frame.selected
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("surface" if lit else "canvas"))
        painter.drawRoundedRect(tab, 6, 6)
        painter.setBrush(colors.color("muted"))
        middle = frame.chevron().center()
        painter.drawPolygon(QPolygonF([middle + QPointF(-4, -2.5), middle + QPointF(4, -2.5), middle + QPointF(0, 3)]))
        words = tab.adjusted(_CHEVRON_PX, 0, 0, 0)
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(text_font("title"))
        painter.setPen(colors.color("text"))
        painter.drawText(words, side, frame.group.title)
        painter.setFont(text_font("small"))
        painter.setPen(colors.color("muted"))
        beside = words.adjusted(text_width(frame.group.title, "title") + 7, 0, 0, 0)
        painter.drawText(beside, side, times(frame.group))
