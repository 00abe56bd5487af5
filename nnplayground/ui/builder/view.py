"""The canvas: shows the network and asks for edits; it never changes the network itself."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmapCache,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.commands import CanvasCommands
from nnplayground.ui.builder.connect_gesture import ConnectGesture
from nnplayground.ui.builder.drop import Drop
from nnplayground.ui.builder.gesture import Gesture
from nnplayground.ui.builder.group_commands import GroupCommands
from nnplayground.ui.builder.keys import handle_key
from nnplayground.ui.builder.menus import open_menu
from nnplayground.ui.builder.motion import Flow, Slide
from nnplayground.ui.builder.overlays import Overlays
from nnplayground.ui.builder.pointer import Pointer, double_click
from nnplayground.ui.builder.ports import Port
from nnplayground.ui.builder.readings import Readings
from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.builder.selection import Selection
from nnplayground.ui.builder.sight import Sight
from nnplayground.ui.builder.walk import walk
from nnplayground.ui.builder.words import block_tip, wrapped
from nnplayground.ui.builder.zoom_view import ZoomView
from nnplayground.ui.texts import problem_text

_PORT_REACH_PX, _DROP_WIDTH_PX = 10.0, 30.0
_KEPT_PIXELS_KB = 64 * 1024


class BuilderView(ZoomView):
    """The network on a canvas. A gesture ends in one ``network_edited``; the window answers with ``set_network``.

    What belongs to it lives in parts of its own: ``selection``, ``readings`` (what the engine says), ``commands``,
    ``overlays``, ``sight`` and ``flow``.
    """

    network_edited = Signal(object, str, str)
    """The new network, what was done in words, and the key under which repetitions merge into one step of undo."""
    selection_changed = Signal(object)
    """The names of the selected blocks."""
    file_dropped = Signal(str)
    problem_raised = Signal(object)
    """Why a gesture was refused, as a ``Problem``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.canvas = BuilderScene()
        super().__init__(self.canvas, parent)
        self.canvas.setParent(self)
        self.setObjectName("canvas")
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Blocks keep their pixels in Qt's cache; its usual 10 MB hold too few of them on a large screen.
        QPixmapCache.setCacheLimit(max(QPixmapCache.cacheLimit(), _KEPT_PIXELS_KB))
        self.selection = Selection(self)
        self.selection.changed.connect(self.selection_changed)
        self.readings = Readings(self)
        self.commands = CanvasCommands(self)
        self.groups = GroupCommands(self)
        self.overlays = Overlays(self)
        self.sight = Sight(self)
        self.flow = Flow(self.canvas, self)
        self._slide = Slide(self.canvas, self)
        self._pointer = Pointer(self)
        self._drop = Drop(self)
        self.selection.describe()

    # ---- what is shown

    @property
    def network(self) -> Network:
        """The network as it is shown."""
        return self.canvas.network

    def set_network(self, network: Network) -> None:
        """Show a network; blocks that remain keep their items and slide to their places. The view stays where it is."""
        if network == self.network:
            return
        self._pointer.cancel()
        self.overlays.leave()
        self._slide.finish()
        fresh = not self.network.nodes.keys() & network.nodes.keys()
        self._slide.to(self.canvas.set_network(network), animated=not fresh)
        self.readings.renew()
        self._pointer.forget()
        self.selection.renew()
        self.overlays.refresh()
        self.sight.look_soon()
        self.viewport().update()

    def content_rect(self) -> QRectF:
        """All blocks and wires."""
        return self.canvas.content_rect()

    # ---- selection

    @property
    def selected(self) -> tuple[str, ...]:
        """The names of the selected blocks."""
        return self.selection.blocks

    def select(self, names: Iterable[str], notes: Iterable[str] = ()) -> None:
        """Select blocks and notes and nothing else."""
        self.selection.set(names, notes)

    def show_block(self, name: str) -> None:
        """Select a block or group and bring it into sight: unfold what hides it; into the middle, if it was far off."""
        if name not in self.network.nodes and name not in self.network.groups:
            return
        if self.canvas.seen(name) != name:
            self.groups.reveal(name)
        self.select((name,))
        if self.visible_area().intersects(self.canvas.rect_of(name)):
            self.bring_into_sight(name)
        else:
            self.look_at(self.canvas.rect_of(name).center())

    def bring_into_sight(self, name: str) -> None:
        """Look on only as far as needed to see a block or note."""
        rect = self.canvas.rect_of(name)
        if not self.visible_area().contains(rect):
            self.ensureVisible(rect, 40, 40)
            self.looked_elsewhere.emit()

    # ---- edits

    def start_connecting(self) -> None:
        """Let a wire follow the pointer from the selected block until the next click, Enter or Escape."""
        cards = [self.canvas.blocks[name] for name in self.selected if name in self.canvas.blocks]
        if len(self.selected) == len(cards) == 1 and cards[0].gives:
            self._pointer.follow(ConnectGesture(self, Port(cards[0].name, "out")))

    def confirm(self) -> None:
        """Connect to the block at which the wire now points; without a wire, write on at a note, or fold a group."""
        if self._pointer.confirm():
            return
        if len(self.selection.notes) == 1:
            self.overlays.note_editor.change(self.selection.notes[0])
        elif self.groups.chosen is not None:
            self.groups.toggle_fold(self.groups.chosen)

    def give_up(self) -> None:
        """End the first of these that is there: what the pointer does, tidying, finding, the selection."""
        if not (self._pointer.cancel() or self.commands.tidying.give_up() or self.overlays.find_bar.give_up()):
            self.select(())

    def ask(self, network: Network, text: str, key: str = "", selected: Iterable[str] | None = None) -> None:
        """Ask for an edit, and select some blocks once it is done."""
        if network == self.network:
            return
        self.network_edited.emit(network, text, key)
        if self.network == network and selected is not None:
            selected = tuple(selected)
            self.select(selected, selected)
        elif self.network != network:
            self.canvas.set_network(self.network)
            self._slide.to({name: self.canvas.home(name) for name in self.canvas.blocks}, animated=False)

    # ---- for the gestures

    @property
    def gesture(self) -> Gesture | None:
        """What the pointer is doing; None for nothing."""
        return self._pointer.gesture

    @property
    def sliding(self) -> bool:
        """Whether blocks are on their way to new places."""
        return self._slide.running

    @property
    def port_reach(self) -> float:
        """How near to a port the pointer must be, in the scene."""
        return _PORT_REACH_PX / min(self.zoom, 1.5)

    @property
    def drop_reach(self) -> float:
        """How wide a wire is for what is dropped on it, in the scene."""
        return _DROP_WIDTH_PX / min(self.zoom, 1.5)

    def place_of(self, name: str) -> QPoint:
        """Where the middle of a block is in the viewport."""
        return self.mapFromScene(self.canvas.blocks[name].pos())

    def pointer_place(self) -> QPoint | None:
        """Where the pointer is in the viewport; None if it is elsewhere."""
        at = self.viewport().mapFromGlobal(QCursor.pos())
        return at if self.viewport().rect().contains(at) and self.viewport().underMouse() else None

    def refuse(self, problem: Problem, at: QPoint) -> None:
        """Say why something cannot be."""
        self.say_at(problem, at)
        self.problem_raised.emit(problem)

    def say_at(self, problem: Problem | None, at: QPoint) -> None:
        """Show a problem beside the pointer, or take the tool-tip away."""
        if problem is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(self.viewport().mapToGlobal(at), wrapped(problem_text(problem)), self.viewport())

    # ---- Qt: pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self._slide.finish()
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a note: write on; on a group: open it or rename it. Elsewhere the second press of two is a press."""
        if not double_click(self, self.mapToScene(event.position().toPoint())):
            self._pointer.press(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is there."""
        self._pointer.cancel()
        open_menu(self, self.selection.place() if event.reason() == event.Reason.Keyboard else event.pos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take layers and files."""
        event.setAccepted(self._drop.enter(event.mimeData()))

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        self._drop.follow(event.position().toPoint())
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Land."""
        if self._drop.finish(event.mimeData(), self.mapToScene(event.position().toPoint())):
            event.acceptProposedAction()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tool-tips of blocks, and what the pointer leaves behind."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            name = self.canvas.thing_at(self.mapToScene(event.pos()))
            tip = wrapped(block_tip(self.canvas.item(name))) if name else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    # ---- Qt: keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Edit and look around without a pointer."""
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(True)
        elif not handle_key(self, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space ends."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key that is let go elsewhere is not seen here."""
        self._hold_space(False)
        super().focusOutEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from block to block in the order of the data, then on to the next control."""
        return walk(self, forward) or super().focusNextPrevChild(forward)

    def _hold_space(self, held: bool) -> None:
        if held != self._pointer.space_held:
            self._pointer.space_held = held
            self._pointer.show_cursor()

    # ---- Qt: the rest

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """What does not move with the scene."""
        self.overlays.paint(painter)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves."""
        super().hideEvent(event)
        self._pointer.cancel()
