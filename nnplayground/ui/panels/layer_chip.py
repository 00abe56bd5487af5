"""One layer of the palette."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of
from nnplayground.ui.builder.mime import layer_mime
from nnplayground.ui.builder.words import wrapped
from nnplayground.ui.help.tip import layer_tip
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import theme
from nnplayground.ui.widgets.layer_picture import ICON_PX, paint_icon

CHIP_HEIGHT, _SIDE_PX, _GAP_PX = 30, 6, 7


class LayerChip(QAbstractButton):
    """One layer kind; drag it, or double-click, or press Enter."""

    layer_requested = Signal(object)
    arrow_pressed = Signal(int)
    """The arrow key with which the focus shall go on."""

    def __init__(self, layer: Layer, family_title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer = layer
        self._pressed_at: QPoint | None = None
        self._next = False
        self.setObjectName(f"layer_{tag_of(layer)}")
        self.setText(spec_text(layer.title))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(spec_text(layer.tip))
        how = self.tr("Drag it to the canvas, or double-click.")
        self.setToolTip(wrapped(f"{spec_text(layer.tip)}\n{family_title} · {how}"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    def matches(self, words: Iterable[str], family_title: str) -> bool:
        """Whether each word occurs in title, tip, tag or family."""
        haystack = " ".join((self.text(), spec_text(self.layer.tip), tag_of(self.layer), family_title)).casefold()
        return all(word in haystack for word in words)

    def distance(self, text: str) -> int:
        """How far it is from what was typed; 0 is its very name, then its beginning, a part, the tag, the tip."""
        title, tag, words = self.text().casefold(), tag_of(self.layer).casefold(), text.split()
        hits = (
            title == text,
            title.startswith(text),
            all(word in title for word in words),
            all(word in tag for word in words),
        )
        return hits.index(True) if True in hits else len(hits)

    def set_next(self, is_next: bool) -> None:
        """Mark it as the one that Enter in the search field adds."""
        if is_next != self._next:
            self._next = is_next
            self.update()

    def is_next(self) -> bool:
        """Whether Enter in the search field adds it."""
        return self._next

    def sizeHint(self) -> QSize:
        """As wide as its text."""
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + ICON_PX + _GAP_PX + 2 * _SIDE_PX + 2, CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """In a narrow column a long name is cut, rather than the column widened past what can be seen."""
        return QSize(ICON_PX + _GAP_PX + 2 * _SIDE_PX + self.fontMetrics().horizontalAdvance("…"), CHIP_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the colour of the family, and the name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme()
        hot = self.underMouse() or self.isDown()
        chosen = self.hasFocus() or self._next
        edge = "accent" if chosen else "muted" if hot else "hairline"
        painter.setPen(QPen(colors.color(edge), 1.5 if chosen else 1))
        painter.setBrush(colors.color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6)
        paint_icon(painter, _SIDE_PX, (self.height() - ICON_PX) // 2, self.layer)
        painter.setPen(colors.color("text"))
        place = self.rect().adjusted(_SIDE_PX + ICON_PX + _GAP_PX, 0, -2, 0)
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def event(self, event: QEvent) -> bool:
        """The tool-tip, made when it is wanted, also shows the picture and the formula."""
        if event.type() == QEvent.Type.ToolTip:
            hint = self.tr("Drag it to the canvas, or double-click. F1 explains it.")
            QToolTip.showText(event.globalPos(), layer_tip(self.layer, hint, self.devicePixelRatioF()), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag once the pointer went far enough."""
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        way = event.position().toPoint() - self._pressed_at
        if way.manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self._drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was a click."""
        self._pressed_at = None
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the layer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.layer_requested.emit(self.layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks for the layer, arrows go to the next chip."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.layer_requested.emit(self.layer)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.arrow_pressed.emit(event.key())
        else:
            super().keyPressEvent(event)

    def _drag(self) -> None:
        """Carry the layer; its picture hangs beside the pointer, so that the canvas can show the block below it."""
        drag = QDrag(self)
        drag.setMimeData(layer_mime(self.layer))
        drag.setPixmap(self._picture())
        drag.setHotSpot(QPoint(-14, -10))
        drag.exec(Qt.DropAction.CopyAction)

    def _picture(self) -> QPixmap:
        """The chip as it lies there, with nothing behind its corners."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        self.render(picture, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
        return picture
