"""Find on the canvas: blocks by name, kind or shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.registry import tag_of
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.choices import SearchField

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_WIDTH_PX, _GAP_PX = 330, 12


class FindBar(QWidget):
    """A small bar over the canvas. What fits is ringed at once; Enter goes to the next, Escape ends it."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view
        self._found: list[str] = []
        self.setObjectName("find_bar")
        self.field = SearchField("", self)
        self.field.setObjectName("find_field")
        self.field.setClearButtonEnabled(False)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_text_edited)
        self._count = QLabel(self, objectName="find_count")
        self._count.setFont(font("small"))
        self._close = IconButton("close", "", self, flat=True)
        self._close.setObjectName("find_close")
        self._close.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        row.addWidget(self._close)
        self.setFixedWidth(_WIDTH_PX)
        view.installEventFilter(self)
        self._retitle()
        self.hide()

    def open(self) -> None:
        """Show the bar and find again what was looked for last."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.refresh()

    def close_bar(self) -> None:
        """Take bar and rings away; the block last gone to stays selected."""
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)  # first: hiding the focus would go on as with Tab
        self.hide()
        self._mark(set())

    def give_up(self) -> bool:
        """Take the bar away where it is open. Returns whether it was."""
        is_open = not self.isHidden()
        if is_open:
            self.close_bar()
        return is_open

    def refresh(self) -> None:
        """Find again: the network or its shapes may have changed."""
        if self.isHidden():
            return
        words = self.field.text().casefold().replace("x", "×").split()
        self._found = [name for name in _all_in_order(self._view) if words and self._fits(name, words)]
        self._mark({self._view.canvas.seen(name) for name in self._found})
        self._tell()

    def go(self, by: int) -> None:
        """Go to the next block that fits, or to the one before."""
        if not self._found:
            return
        selected = self._view.selected
        here = self._found.index(selected[-1]) if selected and selected[-1] in self._found else None
        place = (here + by) % len(self._found) if here is not None else 0 if by > 0 else -1
        self._view.show_block(self._found[place])
        self._tell()

    # ---- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the canvas; Enter and Escape in the field."""
        if watched is self._view and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Surface and hairline."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("muted"), 1))
        painter.setBrush(theme().color("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.go(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _on_text_edited(self, _text: str) -> None:
        self.refresh()

    # ---- showing

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._view.width() - self.width() - _GAP_PX, _GAP_PX)

    def _mark(self, names: set[str]) -> None:
        for name, block in self._view.canvas.blocks.items():
            block.set_mood(found=name in names)

    def _tell(self) -> None:
        selected = self._view.selected
        if not self.field.text().strip():
            words = ""
        elif not self._found:
            words = self.tr("none")
        elif selected and selected[-1] in self._found:
            words = self.tr("{0} of {1}").format(self._found.index(selected[-1]) + 1, len(self._found))
        else:
            words = self.tr("{0} found").format(len(self._found))
        self._count.setText(words)
        self.field.setAccessibleDescription(words)

    def _fits(self, name: str, words: list[str]) -> bool:
        """Whether each word occurs in name, kind, telling parameter or shape; an x may stand for a times sign."""
        network = self._view.network
        if name in network.groups:
            parts = [name, network.groups[name].title]
        else:
            layer = network.nodes[name].layer
            shape = self._view.readings.shape_text(name)
            parts = [name, spec_text(layer.title), layer.title, tag_of(layer), layer.telling(), shape]
        haystack = " ".join(parts).casefold().replace("x", "×")
        return all(word in haystack for word in words)

    def _retitle(self) -> None:
        self.field.set_hint(self.tr("Find a block: name, kind, shape"))
        self.field.setToolTip(self.tr("Enter goes to the next block, Shift+Enter to the one before, Escape ends it."))
        self._close.set_text(self.tr("Close"))


def _all_in_order(view: BuilderView) -> list[str]:
    """All blocks and groups in the order of the data, also those that a folded group hides."""
    try:
        names = view.network.order()
    except PlaygroundError:
        names = list(view.network.nodes)
    return [*names, *view.network.groups]
