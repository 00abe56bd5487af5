"""One block on the canvas."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnplayground.protocol import BlockFacts
from nnplayground.spec.graph import Node
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.card import Mood, paint_block, paint_picture, picture_place
from nnplayground.ui.builder.face import Face, face_of, has_picture, size_of, top_bars
from nnplayground.ui.builder.ports import gives, inputs_shown, offsets
from nnplayground.ui.builder.thumbnail import thumbnail
from nnplayground.ui.theme import theme

MARGIN = 14.0
"""Room around the card for shadow, ports and badge."""


class BlockItem(QGraphicsItem):
    """Paints a block; its position is the block's centre. Each ``set_`` repaints only if something changed."""

    def __init__(self, name: str, node: Node) -> None:
        super().__init__()
        self.name = name
        self.node = node
        self.facts: BlockFacts | None = None
        self.problems: tuple[Problem, ...] = ()
        self.mood = Mood(muted=node.bypassed)
        self.wiring = False
        self.ports_shown = False
        self._loss_name = ""
        self._share = 0.0
        self._answer: tuple[tuple[str, ...], tuple[float, ...]] = ((), ())
        self._image: QImage | None = None
        self._picture = QSizeF()
        self._face = face_of(node.layer)
        self.size = size_of(self._face)
        self._refresh()
        # The pixels of a block are kept, so that moving it, or what lies below it, costs no painting.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setPos(node.x, node.y)

    # ---- what it shows

    @property
    def face(self) -> Face:
        """The texts as they now stand."""
        return self._face

    @property
    def image(self) -> QImage | None:
        """The live picture, or None before the first one came."""
        return self._image

    def set_node(self, node: Node) -> None:
        """Show other parameters or inputs; the place is set apart, since it may slide."""
        if (node.layer, node.inputs, node.weights) != (self.node.layer, self.node.inputs, self.node.weights):
            self.node = node
            self._refresh()
        self.node = node
        self.set_mood(muted=node.bypassed)

    def set_facts(self, facts: BlockFacts | None) -> None:
        """Show shape and number of parameters; a picture of another shape is gone."""
        if facts != self.facts:
            if facts and self.facts and facts.shape != self.facts.shape:
                self._image, self._picture = None, QSizeF()
            self.facts = facts
            self._refresh()

    def set_share(self, share: float) -> None:
        """Show which part of the network's work this block does, 0 to 1."""
        if abs(share - self._share) > 0.002 or (share == 0) != (self._share == 0):
            self._share = share
            self._refresh()

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark the block as guilty of these, or as sound; one that only waits for its wires is not guilty."""
        self.problems = problems
        tones = {problem.tone for problem in problems}
        self.set_mood(severity=next((tone for tone in ("error", "warning") if tone in tones), ""))

    def set_loss_name(self, name: str) -> None:
        """Say in the footer of an Output what is measured there."""
        if name != self._loss_name:
            self._loss_name = name
            self._refresh()

    def set_answer(self, labels: tuple[str, ...], scores: tuple[float, ...]) -> None:
        """Show bars; no scores leaves the names with empty bars."""
        answer = top_bars(labels, scores)
        if answer != self._answer:
            self._answer = answer
            self._refresh()

    def clear_answer(self) -> None:
        """Empty the bars."""
        labels, scores = self._answer
        self.set_answer(labels, (0.0,) * len(scores))

    def set_activation(self, values: np.ndarray) -> None:
        """Show the newest picture of the block's output."""
        if not has_picture(self.node.layer) or not values.size:
            return
        self._image, picture = thumbnail(values, raw=self.node.layer.ports[1] == 0)
        if picture != self._picture:
            self._picture = picture
            self._refresh()
        else:
            self.update(picture_place(self.size, self._picture))

    def set_mood(self, **changes: object) -> None:
        """Change some of selected, hovered, target, refused and severity."""
        mood = replace(self.mood, **changes)
        if mood != self.mood:
            self.mood = mood
            self.update()

    def set_ports(self, shown: bool, wiring: bool = False) -> None:
        """Show the ports; ``wiring`` offers a free one where the layer takes more inputs."""
        if (shown, wiring) != (self.ports_shown, self.wiring):
            self.ports_shown, self.wiring = shown, wiring
            self.update()

    # ---- where it is

    @property
    def rect(self) -> QRectF:
        """The card in the scene."""
        width, height = self.size.width(), self.size.height()
        return QRectF(self.x() - width / 2, self.y() - height / 2, width, height)

    def output_point(self) -> QPointF | None:
        """Where wires leave, in the scene; None if nothing may follow."""
        return QPointF(self.x() + self.size.width() / 2, self.y()) if gives(self.node.layer) else None

    def input_points(self) -> list[QPointF]:
        """Where wires enter, in the scene."""
        left = self.x() - self.size.width() / 2
        count = inputs_shown(self.node, self.wiring)
        return [QPointF(left, self.y() + dy) for dy in offsets(count, self.size.height())]

    def open_points(self) -> list[QPointF]:
        """Where wires are still wanted, in the scene; these are shown at all times, as an invitation."""
        inputs = self.node.inputs
        points = enumerate(self.input_points())
        return [point for port, point in points if port >= len(inputs) or inputs[port] is None]

    # ---- Qt

    def boundingRect(self) -> QRectF:
        """The card with shadow, ports and badge."""
        width, height = self.size.width() + 2 * MARGIN, self.size.height() + 2 * MARGIN
        return QRectF(-width / 2, -height / 2, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint card or chip, then the ports; nothing but the picture where only that is new."""
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
        place = picture_place(self.size, self._picture)
        plain = self._image is not None and not self._face.labels and not self.mood.muted
        if plain and place.contains(option.exposedRect):
            paint_picture(painter, place, self._image, detail)
            return
        paint_block(painter, self.size, self._face, self.mood, self._image, self._picture, detail)
        if self.ports_shown:
            output = self.output_point()
            self._paint_ports(painter, "accent", [*self.input_points(), *([output] if output else [])])
        else:
            self._paint_ports(painter, "muted", self.open_points())

    def _paint_ports(self, painter: QPainter, color: str, points: list[QPointF]) -> None:
        painter.setPen(QPen(theme().color(color), 1.5))
        painter.setBrush(theme().color("surface"))
        for point in points:
            painter.drawEllipse(point - self.pos(), 4.5, 4.5)

    def _refresh(self) -> None:
        """Work the texts out again, and the size, which the scene notices by comparing."""
        frozen = _is_frozen(self.node)
        face = replace(face_of(self.node.layer, self.facts), share=self._share, frozen=frozen)
        if self.open_points() and not (self.facts and self.facts.shape):
            face = replace(face, left=QCoreApplication.translate("Builder", "needs input"))
        if isinstance(self.node.layer, Output):
            labels, scores = self._answer
            face = replace(face, left=self._loss_name or face.left, labels=labels, scores=scores)
        self._face = face
        size = size_of(face, self._picture if has_picture(self.node.layer) else None)
        if size != self.size:
            self.prepareGeometryChange()
            self.size = size
        self.update()


def _is_frozen(node: Node) -> bool:
    """Whether training leaves weights of it as they are."""
    return node.weights.frozen and bool(node.layer.learned())
