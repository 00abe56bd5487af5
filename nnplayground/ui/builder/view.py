"""The canvas: shows the network and asks for edits; it never changes the network itself."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
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
    QShowEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from nnplayground.protocol import BlockFacts
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.commands import CanvasCommands
from nnplayground.ui.builder.connect_gesture import ConnectGesture
from nnplayground.ui.builder.drop import Drop
from nnplayground.ui.builder.face import has_picture, work_shares
from nnplayground.ui.builder.find_bar import FindBar
from nnplayground.ui.builder.focus_ring import FocusRing
from nnplayground.ui.builder.invitation import paint_invitation
from nnplayground.ui.builder.keys import handle_key
from nnplayground.ui.builder.menus import CanvasMenu
from nnplayground.ui.builder.mini_map import MiniMap
from nnplayground.ui.builder.motion import Flow, Slide
from nnplayground.ui.builder.note_editor import NoteEditor
from nnplayground.ui.builder.pointer import Pointer
from nnplayground.ui.builder.ports import Port, gives
from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.builder.words import block_tip, selection_words, wrapped
from nnplayground.ui.builder.zoom_view import ZoomView
from nnplayground.ui.texts import problem_text

_PORT_REACH_PX, _DROP_WIDTH_PX = 10.0, 30.0
_KEPT_PIXELS_KB = 64 * 1024
_WATCH_MS = 40


class BuilderView(ZoomView):
    """The network on a canvas. A gesture ends in one ``network_edited``; the window answers with ``set_network``."""

    network_edited = Signal(object, str, str)
    """The new network, what was done in words, and the key under which repetitions merge into one step of undo."""
    selection_changed = Signal(object)
    """The names of the selected blocks."""
    visible_blocks_changed = Signal(object)
    """The names of the blocks in sight that show a live picture; none while the canvas is hidden."""
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
        self.selected: tuple[str, ...] = ()
        self.selected_notes: tuple[str, ...] = ()
        self.selected_wire: Wire | None = None
        self._lit: Wire | None = None
        self._loss_name = ""
        self._visible: tuple[str, ...] = ()
        self.commands = CanvasCommands(self)
        self._pointer = Pointer(self)
        self._drop = Drop(self)
        self._slide = Slide(self.canvas, self)
        self._flow = Flow(self.canvas, self)
        self.find_bar = FindBar(self)
        self.note_editor = NoteEditor(self)
        self.mini_map = MiniMap(self)
        self._focus_ring = FocusRing(self)
        self._watch = QTimer(self, singleShot=True, interval=_WATCH_MS)
        self._watch.timeout.connect(self._on_watch_timeout)
        self.looked_elsewhere.connect(self._watch.start)
        self._describe()

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
        self.note_editor.finish(keep=False)
        self._slide.finish()
        fresh = not self.network.nodes.keys() & network.nodes.keys()
        self._slide.to(self.canvas.set_network(network), animated=not fresh)
        for block in self._outputs():
            block.set_loss_name(self._loss_name)
        self._pointer.forget()
        if self.selected_wire not in self.canvas.wires:
            self.selected_wire = None
        self.select([name for name in self.selected if name in network.nodes], self.selected_notes)
        self._describe()
        self.find_bar.refresh()
        self._watch.start()
        self.viewport().update()

    def set_analysis(self, blocks: Mapping[str, BlockFacts], problems: Sequence[Problem]) -> None:
        """Write shapes and counts on blocks and wires, and mark the guilty."""
        guilty: dict[str, list[Problem]] = {}
        for problem in problems:
            if problem.node is not None:
                guilty.setdefault(problem.node, []).append(problem)
        sizes = self._sizes(self.canvas.blocks.values())
        parts = work_shares(blocks)
        for name, block in self.canvas.blocks.items():
            block.set_facts(blocks.get(name))
            block.set_share(parts.get(name, 0.0))
            block.set_problems(tuple(guilty.get(name, ())))
        self._reroute_resized(sizes)
        self.canvas.refresh_texts()
        self.find_bar.refresh()
        self._describe()

    def set_activations(self, pictures: Mapping[str, np.ndarray]) -> None:
        """Show what blocks now compute: float arrays ``(C, H, W)`` or ``(N,)`` by block."""
        shown = {name: self.canvas.blocks[name] for name in pictures if name in self.canvas.blocks}
        sizes = self._sizes(shown.values())
        for name, block in shown.items():
            block.set_activation(pictures[name])
        self._reroute_resized(sizes)

    def set_answer(self, labels: Sequence[str], scores: Sequence[float]) -> None:
        """Show the answer as bars in the Output block."""
        sizes = self._sizes(self._outputs())
        for block in self._outputs():
            block.set_answer(tuple(labels), tuple(scores))
        self._reroute_resized(sizes)

    def clear_answer(self) -> None:
        """Empty the bars."""
        for block in self._outputs():
            block.clear_answer()

    def set_loss_name(self, text: str) -> None:
        """Name the loss in the Output block."""
        self._loss_name = text
        sizes = self._sizes(self._outputs())
        for block in self._outputs():
            block.set_loss_name(text)
        self._reroute_resized(sizes)

    def set_running(self, running: bool) -> None:
        """Let the wires flow while the network trains."""
        self._flow.set_running(running)

    def content_rect(self) -> QRectF:
        """All blocks and wires."""
        return self.canvas.content_rect()

    # ---- selection

    def select(self, names: Iterable[str], notes: Iterable[str] = ()) -> None:
        """Select blocks and notes and nothing else."""
        self._mark_wire(None)
        self.selected_notes = tuple(name for name in notes if name in self.canvas.notes)
        for name, item in self.canvas.notes.items():
            item.set_selected(name in self.selected_notes)
        selected = tuple(dict.fromkeys(name for name in names if name in self.canvas.blocks))
        if selected == self.selected:
            self._describe()
            return
        before, self.selected = self.selected, selected
        for name in {*before, *selected}:
            if name in self.canvas.blocks:
                self.canvas.blocks[name].set_mood(selected=name in selected)
                self.show_ports(name, False)
        for name in selected:
            self.canvas.raise_block(name)
        self._describe()
        self.selection_changed.emit(selected)

    def select_wire(self, wire: Wire) -> None:
        """Select a wire and nothing else."""
        self.select(())
        self._mark_wire(wire)

    def select_all(self) -> None:
        """Select every block and note."""
        self.select(self.network.nodes, self.network.notes)

    # ---- edits

    def start_connecting(self) -> None:
        """Let a wire follow the pointer from the selected block until the next click, Enter or Escape."""
        if len(self.selected) == 1 and gives(self.network.nodes[self.selected[0]].layer):
            self._pointer.follow(ConnectGesture(self, Port(self.selected[0], "out")))

    def confirm(self) -> None:
        """Connect to the block at which the wire now points; without a wire, write on at the selected note."""
        if not self._pointer.confirm() and len(self.selected_notes) == 1:
            self.note_editor.change(self.selected_notes[0])

    def give_up(self) -> None:
        """End what is under way; if nothing is, select nothing."""
        if not self._pointer.cancel():
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
            self._slide.to({n: QPointF(node.x, node.y) for n, node in self.network.nodes.items()}, animated=False)

    def show_block(self, name: str) -> None:
        """Select a block and bring it into sight; into the middle, if nothing of it was to be seen."""
        if name in self.canvas.blocks:
            self.select((name,))
            if self.visible_area().intersects(self.canvas.blocks[name].rect):
                self._bring_into_sight(name)
            else:
                self.look_at(self.canvas.blocks[name].pos())

    def names_in_order(self) -> list[str]:
        """All blocks in the order of the data."""
        try:
            return self.network.order()
        except PlaygroundError:
            return list(self.network.nodes)

    # ---- for the gestures

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

    def light_wire(self, wire: Wire | None) -> None:
        """Show into which wire something would go."""
        if wire != self._lit:
            for each in (self._lit, wire):
                if each in self.canvas.wires:
                    self.canvas.wires[each].set_state(hovered=each == wire)
            self._lit = wire

    def show_ports(self, name: str, hovered: bool) -> None:
        """Show the ports of a block while it is hovered or selected."""
        block = self.canvas.blocks[name]
        block.set_ports(hovered or block.mood.hovered or block.mood.selected)

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
        """On a note: write on. Elsewhere the second press of two is a press."""
        point = self.mapToScene(event.position().toPoint())
        note = self.canvas.note_at(point) if self.canvas.block_at(point) is None else None
        if note is not None and self.canvas.wire_at(point) is None:
            self.note_editor.change(note)
        else:
            self._pointer.press(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with what is there."""
        self._pointer.cancel()
        at = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self._place_of_selection()
        point = self.mapToScene(at)
        block = self.canvas.block_at(point)
        wire = self.canvas.wire_at(point) if block is None else None
        note = self.canvas.note_at(point) if block is None and wire is None else None
        if block is not None and block not in self.selected:
            self.select((block,))
        elif wire is not None:
            self.select_wire(wire)
        elif note is not None and note not in self.selected_notes:
            self.select((), (note,))
        menu = CanvasMenu(self, point, block, wire, note)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))

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
            name = self.canvas.block_at(self.mapToScene(event.pos()))
            tip = wrapped(block_tip(self.canvas.blocks[name])) if name else ""
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
        names = [*self.names_in_order(), *self.network.notes]
        aiming = self._pointer.gesture if isinstance(self._pointer.gesture, ConnectGesture) else None
        if aiming is not None:
            names = [name for name in self.names_in_order() if name != aiming.anchor.block]
        current = aiming.aim if aiming else next(reversed((*self.selected, *self.selected_notes)), None)
        place = names.index(current) if current in names else -1 if forward else len(names)
        place += 1 if forward else -1
        if aiming is not None and names:
            place %= len(names)
        if not 0 <= place < len(names):
            return super().focusNextPrevChild(forward)
        if aiming is not None:
            aiming.aim_at(names[place])
        else:
            self.select((names[place],), (names[place],))
        self._bring_into_sight(names[place])
        return True

    # ---- Qt: painting and sight

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Invite to an empty canvas."""
        if not self.network.nodes:
            painter.save()
            painter.resetTransform()
            paint_invitation(painter, self.viewport().rect())
            painter.restore()

    def showEvent(self, event: QShowEvent) -> None:
        """Pictures are wanted again."""
        super().showEvent(event)
        self._watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """No picture is wanted, and nothing moves."""
        super().hideEvent(event)
        self._pointer.cancel()
        self._on_watch_timeout()

    def _on_watch_timeout(self) -> None:
        visible: tuple[str, ...] = ()
        if self.isVisible():
            area = self.visible_area()
            blocks = self.canvas.blocks.items()
            visible = tuple(n for n, b in blocks if has_picture(b.node.layer) and b.rect.intersects(area))
        if visible != self._visible:
            self._visible = visible
            self.visible_blocks_changed.emit(visible)
        self.mini_map.refresh()

    # ---- small helpers

    def _outputs(self) -> list[BlockItem]:
        return [block for block in self.canvas.blocks.values() if isinstance(block.node.layer, Output)]

    def _sizes(self, blocks: Iterable[BlockItem]) -> list[tuple[BlockItem, QRectF]]:
        return [(block, block.rect) for block in blocks]

    def _reroute_resized(self, before: list[tuple[BlockItem, QRectF]]) -> None:
        resized = [block.rect for block, rect in before if block.rect != rect]
        self.canvas.reroute_near(resized)
        if resized and self._pointer.gesture is None:
            self.keep_in_sight()

    def _place_of_selection(self) -> QPoint:
        """Where a menu opens that was asked for with a key."""
        rects = [self.canvas.blocks[name].rect for name in self.selected[-1:]]
        rects += [self.canvas.notes[name].rect for name in self.selected_notes[-1:]]
        at = self.mapFromScene(rects[0].center()) if rects else self.viewport().rect().center()
        return at if self.viewport().rect().contains(at) else self.viewport().rect().center()

    def _mark_wire(self, wire: Wire | None) -> None:
        before, self.selected_wire = self.selected_wire, wire
        for each in (before, wire):
            if each in self.canvas.wires:
                self.canvas.wires[each].set_state(selected=each == wire)

    def _bring_into_sight(self, name: str) -> None:
        rect = (self.canvas.blocks.get(name) or self.canvas.notes[name]).rect
        if not self.visible_area().contains(rect):
            self.ensureVisible(rect, 40, 40)
            self.looked_elsewhere.emit()

    def _hold_space(self, held: bool) -> None:
        if held != self._pointer.space_held:
            self._pointer.space_held = held
            self._pointer.show_cursor()

    def _describe(self) -> None:
        """Tell screen readers what is selected."""
        notes = [self.network.notes[name].text for name in self.selected_notes if name in self.network.notes]
        words = selection_words([self.canvas.blocks[name] for name in self.selected], notes)
        if words != self.accessibleName():
            self.setAccessibleName(words)
