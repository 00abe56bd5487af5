"""When Ctrl+Z in a field means the text and when it means the project."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence


def asks_for_undo(event: QEvent) -> bool:
    """Whether Qt asks a field if it wants an undo or redo key for itself.

    A line edit claims these keys even when it has nothing to take back. What was committed is a step of the project's
    undo, and who still has the cursor in the field means that step: a field in which nothing is half typed ignores the
    event, so that the window's action gets the key.
    """
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and (event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo))
    )
