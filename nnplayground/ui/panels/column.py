"""What the panels beside the canvas are made of: a scrolling column, wrapped small print, a sentence with its sign."""

import re

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from nnplayground.spec.problems import Severity
from nnplayground.ui.theme import font
from nnplayground.ui.widgets.icon_label import IconLabel
from nnplayground.ui.widgets.section import muted_label

_SIGNS: dict[str, tuple[str, str]] = {
    "error": ("warning", "error"),
    "warning": ("warning", "warning"),
    "note": ("info", "muted"),
}
_LONG_WORD = re.compile(r"\S{18,}")


class Column(QScrollArea):
    """A panel that scrolls up and down, never sideways; what it holds goes into ``content``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        self.content = QVBoxLayout(body)
        self.content.setContentsMargins(12, 6, 12, 12)
        self.content.setSpacing(8)
        self.setWidget(body)
        body.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for more width when the content needs it: a column is never cut at its side."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """The height is up to the window."""
        return QSize(max(216, self.minimumSizeHint().width()), 400)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the content and the scroll bar."""
        return QSize(self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 72)


class Sentence(QWidget):
    """A sentence that wraps, after the sign of its severity. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = IconLabel("info", "muted", 16, self)
        self._label = wrapped(QLabel(self))
        self._label.setFont(font("body"))
        self._text = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.hide()

    def say(self, text: str, severity: Severity = "error") -> None:
        """Show a sentence, translated; an empty one hides the widget."""
        self._text = text
        self._label.setText(_LONG_WORD.sub(_breakable, text))
        self._sign.set_icon(*_SIGNS[severity])
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def text(self) -> str:
        """What it says."""
        return self._text


def small_print(object_name: str = "", parent: QWidget | None = None) -> QLabel:
    """Muted small print that wraps."""
    label = wrapped(muted_label("", parent))
    label.setObjectName(object_name)
    return label


def wrapped(label: QLabel) -> QLabel:
    """Let a label break its lines at any width; its text is never taken for markup."""
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def _breakable(word: re.Match[str]) -> str:
    """Let a host name or a path break after its points and strokes: a narrow panel would cut it."""
    return re.sub(r"([./\\_-])", "\\1\u200b", word.group())
