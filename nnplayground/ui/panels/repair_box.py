"""The repairs of the problem that is looked at, as buttons: hover or focus shows what one would do, a click does it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from nnplayground.protocol import Repair
from nnplayground.ui.panels.column import wrapped
from nnplayground.ui.repair_desk import RepairDesk
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.section import SectionHeading, muted_label

MOST = 4
_TAKES = (QEvent.Type.Enter, QEvent.Type.FocusIn)
_LEAVES = (QEvent.Type.Leave, QEvent.Type.FocusOut, QEvent.Type.Hide)


class RepairButton(QPushButton):
    """A sentence that wraps, in a button as high as it needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = wrapped(muted_label("", self))
        self._words.setForegroundRole(self.foregroundRole())
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._words)

    def say(self, text: str) -> None:
        """Show another sentence."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the words need."""
        return max(30, self._words.heightForWidth(width - 20) + 14)

    def sizeHint(self) -> QSize:
        """The height follows from the width that there is."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return QSize(60, self.heightForWidth(max(self.width(), 120)))


class RepairBox(QWidget):
    """Hidden while there is nothing to mend."""

    def __init__(self, desk: RepairDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("repair_box")
        self._desk = desk
        self._options: tuple[Repair, ...] = ()
        self._heading = SectionHeading("", self)
        self._buttons = [RepairButton(self) for _ in range(MOST)]
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._heading)
        for number, button in enumerate(self._buttons):
            button.setObjectName(f"repair_{number}")
            button.clicked.connect(self._on_button_clicked)
            button.installEventFilter(self)
            column.addWidget(button)
        desk.changed.connect(self._on_desk_changed)
        self._retitle()
        self._on_desk_changed()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
            self._on_desk_changed()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A button under the pointer, or with the focus, shows what it would do."""
        if event.type() in _TAKES:
            number = self._buttons.index(watched)
            self._desk.preview(self._options[number] if number < len(self._options) else None)
        elif event.type() in _LEAVES:
            self._desk.preview(None)
        return super().eventFilter(watched, event)

    def _retitle(self) -> None:
        self._heading.setText(self.tr("Repair"))
        self.setAccessibleName(self.tr("Repairs"))
        # Not on the buttons: a tip there would cover what they show on the canvas.
        self._heading.setToolTip(self.tr("Hover to see it on the canvas, click to do it. One step of undo."))

    def _on_desk_changed(self) -> None:
        problem = self._desk.subject()
        self._options = self._desk.options(problem.node)[:MOST] if problem else ()
        for number, button in enumerate(self._buttons):
            there = number < len(self._options)
            if there:
                button.say(repair_words(self._options[number]))
            button.setVisible(there)
        self.setVisible(bool(self._options))

    def _on_button_clicked(self) -> None:
        number = self._buttons.index(self.sender())
        if number < len(self._options):
            self._desk.accept(self._options[number])


def repair_words(repair: Repair) -> str:
    """What a repair does, as the words of a button or of a step of undo."""
    return problem_text(repair.text).rstrip(".。")
