"""Leading a wire from block to block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsPathItem

from nnplayground.spec import strands
from nnplayground.spec.graph import Network, Wire
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.builder.gesture import THRESHOLD_PX, Gesture
from nnplayground.ui.builder.ports import Port
from nnplayground.ui.builder.routes import route
from nnplayground.ui.theme import theme

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class ConnectGesture(Gesture):
    """A wire between a port and the pointer, until it is dropped on a block.

    Args:
        anchor: The port at which the wire stays fast.
        detached: The wire whose end was pulled off; dropped on the empty canvas, it is gone.
        pressed: The port and the place that were pressed; None to follow the pointer without a button until the next
            click.
    """

    def __init__(
        self,
        view: BuilderView,
        anchor: Port,
        detached: Wire | None = None,
        pressed: tuple[Port, QPoint] | None = None,
    ) -> None:
        super().__init__(view)
        self.sticky = pressed is None
        self._pressed = pressed
        self._moved = False
        self._anchor = anchor
        self._detached = detached
        self._target: Port | None = None
        self._result: Network | None = None
        self._refusal: Problem | None = None
        self._line = QGraphicsPathItem()
        self._line.setZValue(900)
        self.scene.addItem(self._line)
        self._show_ports(True)
        if detached is not None:
            self.scene.wires[detached].setVisible(False)

    def move(self, point: QPointF, at: QPoint) -> None:
        """Follow the pointer; say at once whether the block below it will do."""
        if self._pressed and (at - self._pressed[1]).manhattanLength() < THRESHOLD_PX:
            return
        self._moved = True
        self._aim(self._port_below(point))
        self._draw(self._place_of(self._target) or point)
        self.view.say_at(self._refusal, at)

    def aim_at(self, name: str) -> None:
        """Aim at a block without the pointer, from the keyboard."""
        self._moved = True
        self._aim(Port(name, "in" if self._anchor.side == "out" else "out", -1))
        self._draw(self.scene.blocks[name].pos())

    @property
    def aim(self) -> str | None:
        """The block that the wire now points at."""
        return self._target.block if self._target else None

    @property
    def anchor(self) -> Port:
        """Where the wire is fast."""
        return self._anchor

    def release(self, point: QPointF, at: QPoint) -> None:
        """Connect, detach, or let it be."""
        target, result, refusal = self._target, self._result, self._refusal
        self.cancel()
        if self._pressed and not self._moved:
            self.view.select((self._pressed[0].block,))
        elif refusal is not None:
            self.view.refuse(refusal, at)
        elif target is not None and result is not None and result != self.view.network:
            ends = (self._anchor.block, target.block) if self._anchor.side == "out" else (
                target.block, self._anchor.block)  # fmt: skip
            self.view.ask(result, self.view.tr("Connect {0} to {1}").format(*ends), selected=(ends[1],))
        elif target is None and self._detached is not None:
            self.view.ask(strands.disconnect(self.view.network, self._detached), self.view.tr("Disconnect"))

    def cancel(self) -> None:
        """Take the wire away."""
        self._aim(None)
        self.view.say_at(None, QPoint())
        self._show_ports(False)
        if self._line.scene() is not None:
            self.scene.removeItem(self._line)
        if self._detached in self.scene.wires:
            self.scene.wires[self._detached].setVisible(True)

    # ---- the block below the pointer

    def _port_below(self, point: QPointF) -> Port | None:
        side = "in" if self._anchor.side == "out" else "out"
        port = self.scene.port_at(point, self.view.port_reach * 1.6)
        if port is not None and port.side == side and port.block != self._anchor.block:
            return port
        name = self.scene.block_at(point)
        return Port(name, side, -1) if name is not None and name != self._anchor.block else None

    def _aim(self, target: Port | None) -> None:
        if target == self._target:
            return
        if self._target is not None and self._target.block in self.scene.blocks:
            self.scene.blocks[self._target.block].set_mood(target=False, refused=False)
        self._target = target
        self._result, self._refusal = self._try(target) if target else (None, None)
        if target is not None:
            refused = self._refusal is not None
            self.scene.blocks[target.block].set_mood(target=not refused, refused=refused)

    def _try(self, target: Port) -> tuple[Network | None, Problem | None]:
        """The network with the wire, or why there can be none."""
        ends = (self._anchor, target) if self._anchor.side == "out" else (target, self._anchor)
        source, sink = ends
        network = self.view.network
        try:
            if self._detached is not None:
                if (sink.block, sink.index) == (self._detached.target, self._detached.port):
                    return network, None
                network = strands.disconnect(network, self._detached)
            port = sink.index if sink.index >= 0 else None
            return strands.connect(network, source.block, sink.block, port), None
        except PlaygroundError as error:
            return None, error.problem

    # ---- what is seen

    def _place_of(self, port: Port | None) -> QPointF | None:
        if port is None or self._refusal is not None or port.block not in self.scene.blocks:
            return None
        block = self.scene.blocks[port.block]
        if port.side == "out":
            return block.output_point()
        points = block.input_points()
        if port.index >= 0:
            return points[min(port.index, len(points) - 1)] if points else None
        free = [i for i, fed in enumerate(block.fed()) if not fed]
        return points[free[0] if free else -1] if points else None

    def _draw(self, end: QPointF) -> None:
        start = self._place_of_anchor()
        ends = (start, end) if self._anchor.side == "out" else (end, start)
        self._line.setPath(route(*ends, ()).path)
        color = theme().color("error" if self._refusal else "accent")
        pen = QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        if self._target is None or self._refusal is not None:
            pen.setDashPattern([3, 3])
        self._line.setPen(pen)

    def _place_of_anchor(self) -> QPointF:
        block = self.scene.blocks[self._anchor.block]
        if self._anchor.side == "out":
            return block.output_point() or block.pos()
        points = block.input_points()
        return points[min(self._anchor.index, len(points) - 1)]

    def _show_ports(self, wiring: bool) -> None:
        """Let every block that could be the other end offer its ports."""
        touched = []
        for name, block in self.scene.blocks.items():
            offers = block.takes if self._anchor.side == "out" else block.gives
            before = len(block.input_points())
            block.set_ports(wiring and (offers or name == self._anchor.block), wiring and self._anchor.side == "out")
            if len(block.input_points()) != before:
                touched += self.scene.wires_of(name)
        self.scene.reroute(touched)
