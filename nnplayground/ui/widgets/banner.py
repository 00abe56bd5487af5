"""A quiet strip that says what went wrong and offers what to do."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.widgets.buttons import IconButton, QuietButton
from nnplayground.ui.widgets.icon_label import IconLabel

Kind = Literal["error", "warning", "info"]
_COLORS: dict[str, str] = {"error": "error", "warning": "warning", "info": "accent"}
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
        self._build_row()
        theme().changed.connect(self.update)
        self.hide()

    def _build_row(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        for button in self._actions:
            button.clicked.connect(self._on_action_clicked)
            row.addWidget(button)
        row.addWidget(self._close)
        self._close.clicked.connect(self._on_close_clicked)

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
        self.show()
        self.update()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def text(self) -> str:
        """What it says."""
        return self._text.text()

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
