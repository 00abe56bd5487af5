"""The palette: every layer that can be added, by family, to be dragged to the canvas."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnplayground.spec.layers import FAMILIES, KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.ui.panels.layer_chip import CHIP_HEIGHT, LayerChip
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.flow_layout import FlowLayout
from nnplayground.ui.widgets.undo_keys import asks_for_undo


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
        rows = [(c, self._middle(c)) for c in chips if (self._middle(c).y() - here.y()) * way > CHIP_HEIGHT / 2]
        return min(
            rows, key=lambda row: (abs(row[1].y() - here.y()), abs(row[1].x() - here.x())), default=(None, here)
        )[0]

    def _middle(self, chip: LayerChip) -> QPointF:
        return QPointF(chip.mapTo(self, chip.rect().center()))
