"""What of the network is in sight, so that only its pictures are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView

_WATCH_MS = 40


class Sight(QObject):
    """Looks, a moment after something changed, which blocks with a live picture are in sight."""

    changed = Signal(object)
    """Their names; none while the canvas is hidden."""

    def __init__(self, view: BuilderView) -> None:
        super().__init__(view)
        self._view = view
        self._names: tuple[str, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=_WATCH_MS)
        self._timer.timeout.connect(self.look)
        view.looked_elsewhere.connect(self.look_soon)
        view.installEventFilter(self)

    def look_soon(self) -> None:
        """Something may have come into sight or left it."""
        self._timer.start()

    def look(self) -> None:
        """Look now."""
        names: tuple[str, ...] = ()
        if self._view.isVisible():
            area = self._view.visible_area()
            blocks = self._view.canvas.blocks.items()
            names = tuple(n for n, b in blocks if b.pictured and b.rect.intersects(area))
        if names != self._names:
            self._names = names
            self.changed.emit(names)
        self._view.overlays.mini_map.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pictures are wanted again, or none any more."""
        if event.type() == QEvent.Type.Show:
            self.look_soon()
        elif event.type() == QEvent.Type.Hide:
            self.look()
        return super().eventFilter(watched, event)
