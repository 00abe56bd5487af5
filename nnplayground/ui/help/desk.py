"""Opens the help card beside the inspector, and keeps it with the selection."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from nnplayground.spec.layers.base import Layer
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.help.card import WIDTH_PX, HelpCard
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.panels.layer_chip import LayerChip
from nnplayground.ui.session import Session

_GAP_PX = 12


class HelpDesk(QObject):
    """The card lies over the right end of the canvas; it is no window of its own and stops nobody from working."""

    def __init__(self, session: Session, canvas: BuilderView, inspector: InspectorPanel) -> None:
        super().__init__(session)
        self._canvas = canvas
        self._before: QWidget | None = None
        self.card: HelpCard | None = None
        inspector.help_requested.connect(self.toggle)
        canvas.selection_changed.connect(self._on_canvas_changed)
        session.document.changed.connect(self._on_canvas_changed)
        canvas.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether the card is to be seen."""
        return self.card is not None and self.card.isVisible()

    def toggle(self) -> None:
        """Explain the palette's layer whose tip is shown or that has the focus, or else the selected block.

        Once more closes the card.
        """
        layer, focus = self._asked_for(), QApplication.focusWidget()
        inside = self.is_open and focus is not None and self.card.isAncestorOf(focus)
        if inside or (self.is_open and layer in (None, self.card.layer())):
            self.close()
        else:
            self.open(layer)

    def open(self, layer: Layer | None) -> None:
        """Explain a layer; None says how to choose one."""
        if self.card is None:
            self.card = HelpCard(self._canvas.window())
            self.card.closed.connect(self.close)
        if not self.is_open:
            self._before = QApplication.focusWidget()
        self.card.explain(layer)
        self.card.show()
        self._place()
        self.card.raise_()
        self.card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """Hide the card; the focus goes back to where it was."""
        if not self.is_open:
            return
        before = self._before if self._before is not None and isValid(self._before) else self._canvas
        if self.card.isAncestorOf(QApplication.focusWidget() or self._canvas):
            (before if before.isVisible() else self._canvas).setFocus(Qt.FocusReason.OtherFocusReason)
        self.card.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the edge of the canvas."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.is_open:
            self._place()
        return False

    def _asked_for(self) -> Layer | None:
        pointed = QApplication.widgetAt(QCursor.pos()) if QToolTip.isVisible() else None
        chips = [widget for widget in (pointed, QApplication.focusWidget()) if isinstance(widget, LayerChip)]
        return chips[0].layer if chips else self._selected()

    def _selected(self) -> Layer | None:
        names, nodes = self._canvas.selected, self._canvas.network.nodes
        return nodes[names[0]].layer if len(names) == 1 and names[0] in nodes else None

    def _on_canvas_changed(self, _what: object) -> None:
        layer = self._selected()
        if self.is_open and layer is not None:
            self.card.explain(layer)
            self._place()

    def _place(self) -> None:
        canvas = self._canvas
        corner = canvas.mapTo(canvas.window(), QPoint(canvas.width(), 0))
        width = min(WIDTH_PX, canvas.width() - 2 * _GAP_PX)
        height = min(self.card.wanted_height(), canvas.height() - 2 * _GAP_PX)
        self.card.setGeometry(corner.x() - width - _GAP_PX, corner.y() + _GAP_PX, width, height)
