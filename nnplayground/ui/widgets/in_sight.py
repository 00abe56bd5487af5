"""Whether somebody can see a widget."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QDockWidget, QWidget


class InSight(QObject):
    """Tells when a widget comes into sight and leaves it: shown or hidden, also behind the tab of another dock.

    There Qt only moves it aside, so that it counts as visible.
    """

    changed = Signal(bool)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._dock: QDockWidget | None = None
        self._seen = False
        widget.installEventFilter(self)

    def __bool__(self) -> bool:
        return self._seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget, and its dock once it is in one."""
        if event.type() == QEvent.Type.Show:
            self._find_dock()
            self._set(self._dock is None or in_front(self._dock))
        elif event.type() == QEvent.Type.Hide:
            self._set(False)
        return super().eventFilter(watched, event)

    def _find_dock(self) -> None:
        dock = self._widget.parentWidget()
        while dock is not None and not isinstance(dock, QDockWidget):
            dock = dock.parentWidget()
        if dock is not None and dock is not self._dock:
            self._dock = dock
            dock.visibilityChanged.connect(self._on_dock_visibility_changed)

    def _on_dock_visibility_changed(self, visible: bool) -> None:
        self._set(visible and self._widget.isVisible())

    def _set(self, seen: bool) -> None:
        if seen != self._seen:
            self._seen = seen
            self.changed.emit(seen)


def in_front(dock: QDockWidget) -> bool:
    """Whether it is not behind another tab: Qt puts it to the left of and above everything then."""
    return dock.isFloating() or (dock.geometry().right() >= 0 and dock.geometry().bottom() >= 0)
