"""The field in the toolbar that finds layers, commands, presets and blocks."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSizePolicy, QWidget
from shiboken6 import isValid

from nnplayground.ui.finding.entries import Entry, Source
from nnplayground.ui.finding.fuzzy import fit
from nnplayground.ui.finding.results import ResultPanel
from nnplayground.ui.widgets.choices import SearchField

KEYS = "Ctrl+Shift+P"
WIDTH_PX, LEAST_PX, PANEL_PX = 290, 64, 460
APART_PX = 36  # the margins of the field and a gap
MOST_ENTRIES = 200


class CommandField(SearchField):
    """Type a few letters, go through the list with the arrows, do it with Enter; Escape goes back to where one was.

    Args:
        home: Gets the focus before something is done, so that the canvas is where the keys go next.
    """

    def __init__(self, home: QWidget, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("command_field")
        self._home, self._before = home, home
        self._sources: list[Source] = []
        self._panel: ResultPanel | None = None
        self.setClearButtonEnabled(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.fit(WIDTH_PX)
        self._keys = QLabel(QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText), self)
        self._keys.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inside = QHBoxLayout(self)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addWidget(self._keys, 0, Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self._refresh)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)
        self._retitle()

    def add_source(self, source: Source) -> None:
        """Let something more be found."""
        self._sources.append(source)

    def fit(self, width_px: int) -> None:
        """Be so wide, but room for the hint and the keys suffices, and a place to type is needed."""
        self.setFixedWidth(max(LEAST_PX, min(WIDTH_PX, width_px)))

    def open(self) -> None:
        """Take the focus and show everything."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self._refresh()

    def entries(self, query: str) -> list[Entry]:
        """What fits a query, the best first; for an empty one everything, in the order of the sources."""
        found: list[tuple[float, int, Entry]] = []
        for source in self._sources:
            for entry in source(query):
                score = fit(query, entry.title, f"{entry.also} {entry.detail}")
                if score is not None:
                    found.append((-score if query.strip() else 0.0, entry.rank, entry))
        return [entry for _, _, entry in sorted(found, key=lambda item: item[:2])][:MOST_ENTRIES]

    @property
    def is_open(self) -> bool:
        """Whether the list is to be seen."""
        return self._panel is not None and self._panel.isVisible()

    def close_list(self) -> None:
        """Hide the list and forget what was typed."""
        self.clear()
        self._show_keys()
        if self._panel is not None:
            self._panel.hide()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter does it, Escape goes back."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if event.key() in steps:
            if self.is_open:
                self._panel.results.step(steps[event.key()])
                self._describe()
            else:
                self._refresh()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            entry = self._panel.results.current_entry() if self.is_open else None
            if entry is not None:
                self._do(entry, Qt.FocusReason.ShortcutFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_list()
            back = self._before if isValid(self._before) and self._before.isVisible() else self._home
            back.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click or a Tab opens the list too."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self._refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Attention went elsewhere."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.close_list()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has room for the hint alone."""
        super().resizeEvent(event)
        self._show_keys()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    # ---- the list

    def _refresh(self) -> None:
        if self._panel is None:
            self._panel = ResultPanel(self.window())
            self._panel.results.entry_chosen.connect(self._do)
            self._panel.results.setAccessibleName(self.tr("Found"))
        self._show_keys()
        self._panel.results.show_entries(self.entries(self.text()), self.tr("Nothing is called that."))
        self._panel.drop_below(self._place())
        self._describe()

    def _show_keys(self) -> None:
        """The keys stand in the field as long as neither a text nor the hint needs their place."""
        hint = self.fontMetrics().horizontalAdvance(self.placeholderText())
        self._keys.setVisible(not self.text() and hint + self._keys.sizeHint().width() + APART_PX <= self.width())

    def _place(self) -> QRect:
        """The field in its window, made wide enough for the list."""
        corner = self.mapTo(self.window(), QPoint(self.width(), 0))
        width = min(max(self.width(), PANEL_PX), self.window().width() - 16)
        left = max(8, min(corner.x() - width, self.window().width() - width - 8))
        return QRect(left, corner.y(), width, self.height())

    def _do(self, entry: Entry, reason: Qt.FocusReason = Qt.FocusReason.MouseFocusReason) -> None:
        self.close_list()
        self._home.setFocus(reason)
        entry.run()

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        """Remember where one was."""
        if now is self and old is not None and old is not self:
            self._before = old

    def _describe(self) -> None:
        """Tell screen readers which row is current."""
        entry = self._panel.results.current_entry() if self._panel is not None else None
        words = ", ".join(filter(None, (entry.title, entry.detail, entry.tip()))) if entry else ""
        self.setAccessibleDescription(words or self.tr("Nothing is called that."))

    def _retitle(self) -> None:
        self.set_hint(self.tr("Find a layer or command"))
        self.setToolTip(
            self.tr("Type a few letters: layers (with a size, as in “linear 100”), commands, presets, blocks.")
        )
        self._show_keys()
