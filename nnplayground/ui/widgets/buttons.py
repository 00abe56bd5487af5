"""The three kinds of buttons: an icon, a quiet word, and the one filled button of a row."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from nnplayground.ui.icons import icon


class IconButton(QToolButton):
    """A square button with an icon, 32 px, flat 28 px; its text is the tip and the accessible name."""

    def __init__(self, icon_name: str, text: str, parent: QWidget | None = None, *, flat: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("flat", flat)
        self.setIconSize(QSize(18, 18))
        self.setFixedSize(28 if flat else 32, 28 if flat else 32)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.set_icon(icon_name)
        self.set_text(text)

    def set_icon(self, name: str) -> None:
        """Show another icon of ``resources/icons``."""
        self.setIcon(icon(name))

    def set_text(self, text: str, shortcut: str = "") -> None:
        """Say what the button does.

        Args:
            text: Tip and accessible name.
            shortcut: Native text of its shortcut, shown in the tip.
        """
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({shortcut})" if shortcut else text)


class QuietButton(QPushButton):
    """A word in a hairline. It takes the focus from the keyboard only, so a click leaves the focus where it was."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon_name: str = "") -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(16, 16))
        if icon_name:
            self.setIcon(icon(icon_name))


class PrimaryButton(QPushButton):
    """The filled button: one in a row, for what is most likely wanted next."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon_name: str = "") -> None:
        super().__init__(text, parent)
        self.setProperty("primary", True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(16, 16))
        if icon_name:
            self.set_icon(icon_name)

    def set_icon(self, name: str) -> None:
        """Show another icon, in the colour of the button's text."""
        self.setIcon(icon(name, "on_accent"))
