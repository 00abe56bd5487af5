"""The palette: every layer that can be added, by family, to be dragged to the canvas."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from nnplayground.spec.layers import FAMILIES, KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of
from nnplayground.ui.builder.mime import layer_mime
from nnplayground.ui.builder.words import wrapped
from nnplayground.ui.help.tip import layer_tip
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.flow_layout import FlowLayout
from nnplayground.ui.widgets.layer_picture import ICON_PX, paint_icon
from nnplayground.ui.widgets.undo_keys import asks_for_undo

_CHIP_HEIGHT, _SIDE_PX, _GAP_PX = 30, 6, 7


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
        return QSize(width + ICON_PX + _GAP_PX + 2 * _SIDE_PX + 2, _CHIP_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """In a narrow column a long name is cut, rather than the column widened past what can be seen."""
        return QSize(ICON_PX + _GAP_PX + 2 * _SIDE_PX + self.fontMetrics().horizontalAdvance("…"), _CHIP_HEIGHT)

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


class FamilySection(QWidget):
    """A heading and the chips of one family."""

    def __init__(self, title: str, layers: Iterable[Layer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        heading = QLabel(title.upper(), self)
        heading_font = font("small")
        heading_font.setWeight(heading_font.Weight.DemiBold)
        heading_font.setLetterSpacing(heading_font.SpacingType.AbsoluteSpacing, 0.4)
        heading.setFont(heading_font)
        self._heading = heading
        self.chips = [LayerChip(layer, title, self) for layer in layers]
        chips = FlowLayout(spacing=6)
        for chip in self.chips:
            chips.addWidget(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(heading)
        layout.addLayout(chips)
        theme().changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def filter(self, words: list[str]) -> None:
        """Hide what does not match; an empty family disappears."""
        for chip in self.chips:
            chip.setVisible(chip.matches(words, self.title))
        self.setVisible(any(not chip.isHidden() for chip in self.chips))

    def _on_theme_changed(self) -> None:
        palette = self._heading.palette()
        palette.setColor(palette.ColorRole.WindowText, theme().color("muted"))
        self._heading.setPalette(palette)


class PalettePanel(QWidget):
    """All layer kinds with a search field. ``layer_requested`` carries a layer to add without a drag."""

    layer_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Layers"))
        self.search = self._build_search()
        self._nothing = QLabel(self.tr("No layer is called that."), self, objectName="palette_nothing")
        self._nothing.setWordWrap(True)
        self._sections = [self._build_section(family, title) for family, title in FAMILIES]
        self._added = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 0)
        layout.setSpacing(12)
        field = QVBoxLayout()
        field.setContentsMargins(0, 0, 8, 0)  # as wide as the tabs above; the list below has a scroll bar there
        field.addWidget(self.search)
        layout.addLayout(field)
        layout.addWidget(self._build_list(), 1)
        self._on_search_changed("")

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def chips(self) -> list[LayerChip]:
        """The chips that are to be seen, in order."""
        return [chip for section in self._sections for chip in section.chips if not chip.isHidden()]

    def next_chip(self) -> LayerChip | None:
        """The chip that Enter in the search field adds; None while nothing is sought or found."""
        return next((chip for chip in self.chips() if chip.is_next()), None)

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        """In the search field, Down goes to the chips, Escape empties it, Ctrl+Z after Enter is the window's."""
        if watched is not self.search:
            return super().eventFilter(watched, event)
        if asks_for_undo(event) and self.search.text() == self._added:
            event.ignore()
            return True
        if event.type() == QEvent.Type.KeyPress:
            return self._takes_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _takes_key(self, event: QKeyEvent) -> bool:
        text = self.search.text()
        if event.key() == Qt.Key.Key_Down and self.chips():
            (self.next_chip() or self.chips()[0]).setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if event.key() == Qt.Key.Key_Escape and text:
            self.search.clear()
            return True
        # The key that leads here finds the field ready for the next word: there is nothing to do.
        return event.text() == "/" and self.search.selectedText() == text

    def _build_search(self) -> QLineEdit:
        search = QLineEdit(self, objectName="palette_search")
        search.setPlaceholderText(self.tr("Search layers"))
        search.setAccessibleName(self.tr("Search layers"))
        search.setToolTip(self.tr("Find a layer by its name or by what it does (/). Enter adds the marked one."))
        self._key_hint = QLabel("/", search, objectName="palette_search_key")
        self._key_hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._key_hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(search)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addWidget(self._key_hint, 0, Qt.AlignmentFlag.AlignRight)
        search.textChanged.connect(self._on_search_changed)
        search.returnPressed.connect(self._on_search_returned)
        search.installEventFilter(self)
        return search

    def _build_section(self, family: str, title: str) -> FamilySection:
        layers = [kind() for kind in KINDS.values() if kind.family == family]
        section = FamilySection(spec_text(title), layers, self)
        section.setObjectName(f"family_{family}")
        for chip in section.chips:
            chip.layer_requested.connect(self.layer_requested)
            chip.arrow_pressed.connect(self._on_arrow_pressed)
        return section

    def _build_list(self) -> QScrollArea:
        inside = QWidget(self)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 4, 8)
        layout.setSpacing(14)
        for section in self._sections:
            layout.addWidget(section)
        layout.addWidget(self._nothing)
        layout.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the chips take the focus, and show it
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self._list = area
        return area

    def _on_search_changed(self, text: str) -> None:
        words = text.casefold().split()
        self._key_hint.setVisible(not text)
        for section in self._sections:
            section.filter(words)
        self._nothing.setVisible(not self.chips())
        self._mark_next(text.casefold().strip())

    def _mark_next(self, text: str) -> None:
        """Mark the chip that is nearest to what was typed; of equals the first."""
        found = min(self.chips(), key=lambda chip: chip.distance(text), default=None) if text else None
        for section in self._sections:
            for chip in section.chips:
                chip.set_next(chip is found)
        if found is not None:
            self._list.ensureWidgetVisible(found, 0, 24)

    def _on_search_returned(self) -> None:
        chip = self.next_chip()
        if chip is not None:
            self._added = self.search.text()
            self.search.selectAll()
            self.layer_requested.emit(chip.layer)

    def _on_arrow_pressed(self, key: int) -> None:
        chips = self.chips()
        place = chips.index(self.sender())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            target = place + (1 if key == Qt.Key.Key_Right else -1)
            chip = chips[target] if 0 <= target < len(chips) else None
        else:
            chip = self._above_or_below(chips[place], chips, 1 if key == Qt.Key.Key_Down else -1)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.TabFocusReason)
            self._list.ensureWidgetVisible(chip, 0, 24)
        elif key == Qt.Key.Key_Up:
            self.search.setFocus(Qt.FocusReason.BacktabFocusReason)

    def _above_or_below(self, chip: LayerChip, chips: list[LayerChip], way: int) -> LayerChip | None:
        """The chip in the next row that is nearest to straight above or below."""
        here = self._middle(chip)
        rows = [(c, self._middle(c)) for c in chips if (self._middle(c).y() - here.y()) * way > _CHIP_HEIGHT / 2]
        return min(
            rows, key=lambda row: (abs(row[1].y() - here.y()), abs(row[1].x() - here.x())), default=(None, here)
        )[0]

    def _middle(self, chip: LayerChip) -> QPointF:
        return QPointF(chip.mapTo(self, chip.rect().center()))
