"""What panels are built from: headings, hairlines, a titled panel, a part that folds."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nnplayground.ui.icons import icon
from nnplayground.ui.theme import font
from nnplayground.ui.widgets.elided import ElidedLabel


def title_label(text: str, parent: QWidget | None = None) -> QLabel:
    """A title, 15 px semibold."""
    label = QLabel(text, parent)
    label.setFont(font("title"))
    return label


def muted_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """Small print in the muted colour, which follows the palette."""
    label = QLabel(text, parent)
    label.setFont(font("small"))
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def heading_font() -> QFont:
    """Upper case by the font, not by the text: screen readers read a word, not letters."""
    face = font("small")
    face.setCapitalization(QFont.Capitalization.AllUppercase)
    face.setWeight(QFont.Weight.Medium)
    face.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
    return face


class SectionHeading(QLabel):
    """A small upper-case heading above a group."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(heading_font())
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setContentsMargins(0, 6, 0, 0)


class Hairline(QWidget):
    """A line of one pixel between two parts."""

    def __init__(self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flat = orientation == Qt.Orientation.Horizontal
        stretch, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self.setSizePolicy(stretch if flat else fixed, fixed if flat else stretch)

    def sizeHint(self) -> QSize:
        """One pixel; the layout stretches it."""
        return QSize(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour, from the palette."""
        QPainter(self).fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Mid))


class Collapsible(QWidget):
    """A heading that folds what is below it away; at its right a note while open, a summary while folded."""

    toggled = Signal(bool)

    def __init__(self, text: str, expanded: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = QToolButton(self, objectName="section_header")
        self._header.setProperty("flat", True)
        self._header.setFont(heading_font())
        self._header.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._header.setCheckable(True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.setIconSize(QSize(12, 12))
        self._header.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._note_label = ElidedLabel("", self)  # a long summary must not widen the column
        self._note_label.setFont(font("small"))
        self._note_label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note = self._note_tip = self._summary = self._summary_tip = ""
        self._body = QWidget(self)
        self.content = QVBoxLayout(self._body)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._header, 1)
        row.addWidget(self._note_label)
        outer.addLayout(row)
        outer.addWidget(self._body)
        self.set_title(text)
        self._header.toggled.connect(self._on_header_toggled)
        self._header.setChecked(expanded)
        self._on_header_toggled(expanded)

    def set_title(self, text: str) -> None:
        """Show another heading."""
        self._header.setText(text)
        self._header.setAccessibleName(text)

    def set_note(self, text: str, tip: str = "") -> None:
        """Say something beside the heading while the part is open; it takes no line, so that nothing moves."""
        self._note, self._note_tip = text, tip
        self._show_note()

    def note(self) -> str:
        """What is said beside the heading of the open part."""
        return self._note

    def set_summary(self, text: str, tip: str = "") -> None:
        """What the folded part says of its content."""
        self._summary, self._summary_tip = text, tip
        self._show_note()

    def _show_note(self) -> None:
        expanded = self.is_expanded()
        self._note_label.setText(self._note if expanded else self._summary)
        tip = self._note_tip if expanded else self._summary_tip
        self._note_label.set_tip(tip)
        self._note_label.setAccessibleDescription(tip)

    def set_expanded(self, expanded: bool) -> None:
        """Fold or unfold."""
        self._header.setChecked(expanded)

    def is_expanded(self) -> bool:
        """Whether the content shows."""
        return self._header.isChecked()

    def _on_header_toggled(self, expanded: bool) -> None:
        self._header.setIcon(icon("down" if expanded else "right", "muted"))
        self._body.setVisible(expanded)
        self._show_note()
        self.toggled.emit(expanded)
