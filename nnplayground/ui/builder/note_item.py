"""A note on the canvas."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnplayground.spec.graph import Note
from nnplayground.ui.theme import faded, font, theme

_SIDE, _TOP, _RADIUS = 10.0, 8.0, 6.0
_GRIP = 10.0


class NoteItem(QGraphicsItem):
    """Paints a note; its position is the upper left corner. It lies above wires, below blocks."""

    def __init__(self, name: str, note: Note) -> None:
        super().__init__()
        self.name, self.note = name, note
        self._selected = False
        self._height = 0.0
        self._words = QTextDocument()
        self._words.setDocumentMargin(0)
        self._words.setDefaultFont(font("body"))
        self._words.setDefaultTextOption(_wrapping())
        self.setZValue(-1)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setPos(note.x, note.y)
        self._measure()

    @property
    def rect(self) -> QRectF:
        """The paper in the scene."""
        return QRectF(self.x(), self.y(), self.note.width, self._height)

    def set_note(self, note: Note) -> None:
        """Show another text, width or place."""
        changed = (note.text, note.width) != (self.note.text, self.note.width)
        self.note = note
        self.setPos(note.x, note.y)
        if changed:
            self._measure()
            self.update()

    def set_selected(self, selected: bool) -> None:
        """Show that it is selected."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def grip_at(self, point: QPointF) -> bool:
        """Whether a point of the scene is at the right edge, where the width is changed."""
        rect = self.rect
        return rect.contains(point) and point.x() > rect.right() - _GRIP

    def boundingRect(self) -> QRectF:
        """The paper with its border."""
        return QRectF(-3, -3, self.note.width + 6, self._height + 6)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paper and text."""
        tokens = theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme().color("accent") if self._selected else QColor(faded(tokens.warning, tokens.canvas, 0.5))
        painter.setPen(QPen(edge, 2 if self._selected else 1))
        painter.setBrush(QColor(faded(tokens.warning, tokens.canvas, 0.14)))
        paper = QRectF(0, 0, self.note.width, self._height)
        painter.drawRoundedRect(paper.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        if option.levelOfDetailFromTransform(painter.worldTransform()) < 0.22:
            return
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, theme().color("text"))
        painter.translate(_SIDE, _TOP)
        self._words.documentLayout().draw(painter, context)

    def _measure(self) -> None:
        self.prepareGeometryChange()
        self._words.setPlainText(self.note.text)
        self._words.setTextWidth(self.note.width - 2 * _SIDE)
        self._height = self._words.size().height() + 2 * _TOP


def _wrapping() -> QTextOption:
    """Lines break between words, and inside one that is too long."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
