"""The start page: a sheet over the panels, which stay as they are below it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from nnplayground.spec.problems import Problem
from nnplayground.ui.start.cards import Card, CardList, PresetDelegate, RecentDelegate
from nnplayground.ui.start.contents import looked_into, preset_cards, recent_card
from nnplayground.ui.texts import problem_text
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.banner import Banner
from nnplayground.ui.widgets.buttons import IconButton, QuietButton
from nnplayground.ui.widgets.choices import SearchField

_LEFT_PX, _GAP_PX = 244, 10


class StartPage(QWidget):
    """Asks for what was chosen and never opens anything itself; Escape or the cross leads back to the work.

    Signals: ``preset_chosen`` carries a tag, ``recent_chosen`` a path.
    """

    preset_chosen = Signal(str)
    recent_chosen = Signal(str)
    open_requested = Signal()
    empty_requested = Signal()
    at_start_changed = Signal(bool)
    left = Signal()
    """The page is about to go, and the focus that it still has belongs elsewhere."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self._recent: list[Card] = []
        self._waiting: Iterator[Card] = iter(())
        self._look = QTimer(self, interval=0)
        self._look.timeout.connect(self._on_look_timeout)
        self._build_left()
        self._build_right()
        self._build_sheet()
        theme().changed.connect(self.update)
        self._retitle()
        self.hide()

    # ---- building

    def _build_left(self) -> None:
        self.heading = QLabel(self)
        self.heading.setFont(font("title"))
        self._empty = QuietButton("", self, icon_name="new")
        self._empty.setObjectName("start_empty")
        self._empty.clicked.connect(self.empty_requested)
        self._open = QuietButton("", self, icon_name="open")
        self._open.setObjectName("start_open")
        self._open.clicked.connect(self.open_requested)
        self._recent_heading = QLabel(self)
        self._recent_heading.setFont(font("title"))
        self.recent = CardList(RecentDelegate(), self)
        self.recent.setObjectName("start_recent")
        self.recent.setSpacing(2)
        self.recent.chosen.connect(self.recent_chosen)
        self._nothing = QLabel(self)
        self._nothing.setWordWrap(True)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.at_start = QCheckBox(self)
        self.at_start.setObjectName("start_at_start")
        self.at_start.toggled.connect(self.at_start_changed)

    def _build_right(self) -> None:
        self._preset_heading = QLabel(self)
        self._preset_heading.setFont(font("title"))
        self.field = SearchField("", self)
        self.field.setObjectName("start_search")
        self.field.setFixedWidth(280)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        self._close = IconButton("close", "", self, flat=True)
        self._close.setObjectName("start_close")
        self._close.clicked.connect(self.close_page)
        self.presets = CardList(PresetDelegate(), self)
        self.presets.setObjectName("start_presets")
        self.presets.setViewMode(QListView.ViewMode.IconMode)
        self.presets.setResizeMode(QListView.ResizeMode.Adjust)
        self.presets.setMovement(QListView.Movement.Static)
        self.presets.setSpacing(_GAP_PX)
        self.presets.chosen.connect(self.preset_chosen)
        self._none_fit = QLabel(self)
        self._none_fit.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for cards in (self.presets, self.recent):
            cards.typed.connect(self._on_letter_typed)
            cards.left_at.connect(self._on_list_left)

    def _build_sheet(self) -> None:
        self.banner = Banner(self)
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (self.heading, self._empty, self._open):
            left.addWidget(widget)
        left.addSpacing(12)
        left.addWidget(self._recent_heading)
        left.addWidget(self._nothing)
        left.addWidget(self.recent, 1)
        left.addStretch(0)
        left.addWidget(self.at_start)
        top = QHBoxLayout()
        top.setContentsMargins(_GAP_PX, 0, 0, 0)
        top.addWidget(self._preset_heading)
        top.addStretch()
        top.addWidget(self.field)
        top.addWidget(self._close)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addLayout(top)
        right.addWidget(self._none_fit)
        right.addWidget(self.presets, 1)
        both = QHBoxLayout()
        both.setContentsMargins(24, 18, 18, 16)
        both.setSpacing(20)
        column = QWidget(self)
        column.setFixedWidth(_LEFT_PX)
        left.setContentsMargins(0, 0, 0, 0)
        column.setLayout(left)
        both.addWidget(column)
        both.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.banner)
        whole.addLayout(both, 1)

    # ---- what happens

    def open_page(self, recent: Sequence[str], at_start: bool) -> None:
        """Show the page with these project files, the newest first."""
        self._recent = [recent_card(path) for path in recent]
        self._waiting = iter([card for card in self._recent if card.usable])
        self.at_start.blockSignals(True)
        self.at_start.setChecked(at_start)
        self.at_start.blockSignals(False)
        self.banner.hide()
        self.field.clear()
        self._refill()
        self.show()
        self.raise_()
        self.presets.setFocus(Qt.FocusReason.OtherFocusReason)
        self._look.start()

    def close_page(self) -> None:
        """Back to the work."""
        if not self.isHidden():
            if self.isAncestorOf(self.window().focusWidget()):
                self.left.emit()  # first: hiding what has the focus would go on as with Tab
            self.hide()

    def show_problem(self, problem: Problem) -> None:
        """Say why something could not be opened."""
        self.banner.show_message("error", problem_text(problem))

    def _refill(self) -> None:
        words = self.field.text().casefold().split()
        presets = [card for card in preset_cards() if card.fits(words)]
        recent = [card for card in self._recent if card.fits(words)]
        self.presets.show_cards(presets)
        self.recent.show_cards(recent, current=not presets)
        self.presets.setVisible(bool(presets))
        self._none_fit.setVisible(not presets)
        self.recent.setVisible(bool(recent))
        self._nothing.setVisible(not recent)
        self._nothing.setText(
            self.tr("No recent project fits.") if self._recent else self.tr("Projects that you save will stand here.")
        )

    def _on_text_changed(self, _text: str) -> None:
        self._refill()

    def _on_look_timeout(self) -> None:
        """Look into one more file; the page is there meanwhile."""
        card = next(self._waiting, None)
        if card is None:
            self._look.stop()
            return
        seen = looked_into(card)
        self._recent = [seen if each.key == seen.key else each for each in self._recent]
        self.recent.update_card(seen)

    def _on_letter_typed(self, letters: str) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.insert(letters)

    def _on_list_left(self, way: int) -> None:
        """From one list to the other, and from the first card up into the field."""
        if self.sender() is self.recent and way > 0:
            self._go_to(self.presets)
        elif self.sender() is self.presets and way < 0:
            self._go_to(self.field)

    def _go_to(self, widget: QWidget) -> None:
        if widget.isVisible():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- Qt

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """In the field Enter chooses the current card, and Down goes to the cards."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                (self.presets if self.presets.count() else self.recent).choose_current()
                return True
            if event.key() == Qt.Key.Key_Down:
                self._go_to(self.presets if self.presets.count() else self.recent)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the field, or closes the page."""
        if event.key() == Qt.Key.Key_Escape:
            if self.field.text():
                self.field.clear()
            else:
                self.close_page()
            return
        event.accept()  # what is below must not hear keys that nobody here needs

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays on the page: what lies below it cannot be seen."""
        ring = [self._empty, self._open, self.recent, self.at_start, self.field, self._close, self.presets]
        ring = [widget for widget in ring if widget.isVisible()]
        if not ring:
            return False
        now = self.window().focusWidget()
        here = ring.index(now) if now in ring else -1 if forward else 0
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        ring[(here + (1 if forward else -1)) % len(ring)].setFocus(reason)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The background of the window."""
        QPainter(self).fillRect(self.rect(), theme().color("background"))

    def _retitle(self) -> None:
        self.setAccessibleName(self.tr("Start page"))
        self.heading.setText(self.tr("Begin"))
        self._empty.setText(self.tr("Empty network"))
        self._open.setText(self.tr("Open…"))
        self._recent_heading.setText(self.tr("Recent projects"))
        self.recent.setAccessibleName(self.tr("Recent projects"))
        self._preset_heading.setText(self.tr("Presets"))
        self.presets.setAccessibleName(self.tr("Presets"))
        self._none_fit.setText(self.tr("No preset fits. Esc shows all again."))
        self.field.set_hint(self.tr("Search presets and projects"))
        self._close.set_text(self.tr("Back to the network"), "Esc")
        self.at_start.setText(self.tr("Show this page at start"))
