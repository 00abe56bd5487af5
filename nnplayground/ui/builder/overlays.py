"""What lies over the canvas and does not move with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from nnplayground.ui.builder.find_bar import FindBar
from nnplayground.ui.builder.focus_ring import FocusRing
from nnplayground.ui.builder.invitation import paint_invitation
from nnplayground.ui.builder.mini_map import MiniMap
from nnplayground.ui.builder.note_editor import NoteEditor
from nnplayground.ui.builder.title_editor import TitleEditor

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Overlays:
    """The find bar, the editors of notes and titles, the mini-map, the frame of the focus, the words when empty."""

    def __init__(self, view: BuilderView) -> None:
        self._view = view
        self.find_bar = FindBar(view)
        self.note_editor = NoteEditor(view)
        self.title_editor = TitleEditor(view)
        self.mini_map = MiniMap(view)
        self.focus_ring = FocusRing(view)

    def leave(self) -> None:
        """The network is about to be another: what is being written is given up."""
        self.note_editor.finish(keep=False)
        self.title_editor.finish()

    def refresh(self) -> None:
        """The network, or what is known of it, is another."""
        self.find_bar.refresh()

    def paint(self, painter: QPainter) -> None:
        """Invite to an empty canvas."""
        if not self._view.network.nodes:
            painter.save()
            painter.resetTransform()
            paint_invitation(painter, self._view.viewport().rect())
            painter.restore()
