"""One block on the canvas."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QSizeF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import say_shape
from nnplayground.spec.graph import Node
from nnplayground.spec.layers.output import Output
from nnplayground.ui.builder.card import paint_picture, picture_place
from nnplayground.ui.builder.card_item import CardItem
from nnplayground.ui.builder.face import face_of, has_picture, top_bars
from nnplayground.ui.builder.ports import gives, inputs_shown
from nnplayground.ui.builder.thumbnail import thumbnail
from nnplayground.ui.widgets.answer_style import Bar


class BlockItem(CardItem):
    """A block of the network: its layer, what the engine knows of it, and its live picture."""

    def __init__(self, name: str, node: Node) -> None:
        super().__init__(name, face_of(node.layer))
        self.node = node
        self.facts: BlockFacts | None = None
        self.mood.muted = node.bypassed
        self._loss_name = ""
        self._share = 0.0
        self._gives_back = False
        """Whether its picture is a sample that an auto-encoder gives back."""
        self._answer: tuple[Bar, ...] = ()
        self.setPos(node.x, node.y)
        self._refresh()

    # ---- what it is

    @property
    def pictured(self) -> bool:
        """Whether a live picture belongs on it."""
        return has_picture(self.node.layer)

    @property
    def gives(self) -> bool:
        """Whether something may follow."""
        return gives(self.node.layer)

    @property
    def takes(self) -> bool:
        """Whether wires may lead to it."""
        return self.node.layer.ports[1] > 0

    @property
    def wire_text(self) -> str:
        """The shape of its output; behind a chip it would be that of the block before."""
        shape = self.facts.shape if self.facts and not self.node.layer.chip else None
        return say_shape(shape) if shape else ""

    def fed(self) -> list[bool]:
        """Of each input that is shown: whether a wire leads there."""
        inputs = self.node.inputs
        return [i < len(inputs) and inputs[i] is not None for i in range(inputs_shown(self.node, self.wiring))]

    # ---- what it shows

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

    def set_loss_name(self, name: str) -> None:
        """Say in the footer of an Output what is measured there."""
        if name != self._loss_name:
            self._loss_name = name
            self._refresh()

    def set_answer(self, bars: tuple[Bar, ...]) -> None:
        """Show bars."""
        self._gives_back = False
        answer = top_bars(bars)
        if answer != self._answer:
            self._answer = answer
            self._refresh()

    def set_sample(self, values: np.ndarray) -> None:
        """Show the sample that an auto-encoder gives back, values in [0, 1], in the place of bars."""
        self._gives_back = True
        if self._answer:
            self._answer = ()
            self._refresh()
        self._draw(values, raw=True)

    def clear_answer(self) -> None:
        """Empty the bars, or take the picture away."""
        if self._gives_back:
            self._gives_back, self._image, self._picture = False, None, QSizeF()
            self._refresh()
        self.set_answer(tuple(Bar(bar.label, 0.0, False) for bar in self._answer))

    def set_activation(self, values: np.ndarray) -> None:
        """Show the newest picture of the block's output."""
        if self.pictured and values.size and not self._gives_back:
            self._draw(values, raw=self.node.layer.ports[1] == 0)

    def _draw(self, values: np.ndarray, raw: bool) -> None:
        self._image, picture = thumbnail(values, raw)
        if picture != self._picture:
            self._picture = picture
            self._refresh()
        else:
            self.update(picture_place(self.size, self._picture))

    # ---- Qt

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint card or chip; nothing but the picture where only that is new."""
        place = picture_place(self.size, self._picture)
        plain = self._image is not None and not self._face.bars and not self.mood.muted
        if plain and place.contains(option.exposedRect):
            detail = option.levelOfDetailFromTransform(painter.worldTransform())
            paint_picture(painter, place, self._image, detail)
            return
        super().paint(painter, option, widget)

    def _refresh(self) -> None:
        """Work the texts out again."""
        frozen = _is_frozen(self.node)
        face = replace(face_of(self.node.layer, self.facts), share=self._share, frozen=frozen)
        if not all(self.fed()) and not (self.facts and self.facts.shape):
            face = replace(face, left=QCoreApplication.translate("Builder", "needs input"))
        if isinstance(self.node.layer, Output):
            face = replace(face, left=self._loss_name or face.left, bars=self._answer)
        self._show_face(face, self._picture if self.pictured else None)


def _is_frozen(node: Node) -> bool:
    """Whether training leaves weights of it as they are."""
    return node.weights.frozen and bool(node.layer.learned())
