"""A quiet strip that says what went wrong and offers what to do."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.widgets.buttons import IconButton, QuietButton
from nnplayground.ui.widgets.icon_label import IconLabel

Kind = Literal["error", "warning", "info"]
_COLORS: dict[str, str] = {"error": "error", "warning": "warning", "info": "accent"}
_GAP_PX = 8
_MOST_OFFERS = 0.6
"""So much of the width may be buttons beside the text."""
_ICONS: dict[str, str] = {"error": "warning", "warning": "warning", "info": "info"}


class Banner(QWidget):
    """One sentence with up to two actions. It is hidden until ``show_message`` and after it was closed.

    ``action_requested`` carries the name of the action; the banner stays until its owner hides it.
    """

    action_requested = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A fixed height would be that of the text in the width it would like, not in the one it gets.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setObjectName("banner")
        self._kind: Kind = "info"
        self._icon = IconLabel("info", parent=self)
        self._text = QLabel(self)
        self._text.setObjectName("banner_text")
        self._text.setFont(font("body"))
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._actions: list[QuietButton] = [QuietButton("", self), QuietButton("", self)]
        self._close = IconButton("close", self.tr("Close"), self, flat=True)
        self._close.setIconSize(QSize(14, 14))
        self._offers = QWidget(self)
        self._build_grid()
        theme().changed.connect(self.update)
        self.hide()

    def _build_grid(self) -> None:
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._offers)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP_PX)
        for button in self._actions:
            button.clicked.connect(self._on_action_clicked)
            self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 6, 8, 6)
        self._grid.setSpacing(_GAP_PX)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._icon, 0, 0)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self._offers, 0, 2)
        self._grid.addWidget(self._close, 0, 3)
        self._close.clicked.connect(self._on_close_clicked)

    def _arrange(self) -> None:
        """Buttons that would leave the text a narrow column stand below it, and below each other without room."""
        wanted = [button.sizeHint().width() + _GAP_PX for button in self._actions if not button.isHidden()]
        below = sum(wanted) > _MOST_OFFERS * self.width()
        room = self.width() - self._icon.sizeHint().width() - 4 * _GAP_PX
        way = QBoxLayout.Direction.TopToBottom if sum(wanted) > room else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        if below != (self._grid.itemAtPosition(1, 1) is not None):
            self._grid.removeWidget(self._offers)
            place = (1, 1, 1, 2, Qt.AlignmentFlag.AlignLeft) if below else (0, 2)
            self._grid.addWidget(self._offers, *place)

    def show_message(self, kind: Kind, text: str, actions: Sequence[tuple[str, str]] = ()) -> None:
        """Say something.

        Args:
            kind: Colour and icon; the text must say it without them.
            text: A sentence, translated.
            actions: Up to two (name, label), the likelier first.
        """
        self._kind = kind
        self._icon.set_icon(_ICONS[kind], _COLORS[kind])
        self._text.setText(text)
        self.setAccessibleName(text)
        for index, button in enumerate(self._actions):
            name, label = actions[index] if index < len(actions) else ("", "")
            button.setObjectName(f"banner_{name}_button")
            button.setProperty("action", name)
            button.setText(label)
            button.setAccessibleName(label)
            button.setVisible(bool(name))
        self._offers.setVisible(bool(actions))
        self._arrange()
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def minimumSizeHint(self) -> QSize:
        """No width of its own: a window would take it from the panels beside, and not give it back."""
        return QSize(0, super().minimumSizeHint().height())

    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Room for the buttons comes and goes."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes it."""
        if event.key() == Qt.Key.Key_Escape:
            self._on_close_clicked()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tint of the colour of its kind, and a hairline below."""
        color = theme().tokens
        tone = getattr(color, _COLORS[self._kind])
        painter = QPainter(self)
        painter.fillRect(self.rect(), faded(tone, color.surface, 0.12 if color.dark else 0.08))
        painter.fillRect(0, self.height() - 1, self.width(), 1, faded(tone, color.surface, 0.3))
        painter.end()

    def _on_action_clicked(self) -> None:
        self.action_requested.emit(self.sender().property("action"))

    def _on_close_clicked(self) -> None:
        self.hide()
        self.closed.emit()
