"""What every block on the canvas is: a card with ports, which can be lit, marked and moved."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.card import Mood, paint_block
from nnplayground.ui.builder.face import Face, size_of
from nnplayground.ui.builder.ports import offsets
from nnplayground.ui.theme import theme

MARGIN = 14.0
"""Room around the card for shadow, ports and badge."""


class CardItem(QGraphicsItem):
    """Paints a card; its position is the card's centre. Each ``set_`` repaints only if something changed.

    What stands on it and how many ports it has, the kinds of it say (a block, a folded group).
    """

    def __init__(self, name: str, face: Face) -> None:
        super().__init__()
        self.name = name
        self.members: tuple[str, ...] = (name,)
        """The blocks that it shows or stands for."""
        self.problems: tuple[Problem, ...] = ()
        self.mood = Mood()
        self.wiring = False
        self.ports_shown = False
        self._image: QImage | None = None
        self._picture = QSizeF()
        self._face = face
        self.size = size_of(face)
        # The pixels of a block are kept, so that moving it, or what lies below it, costs no painting.
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    # ---- what it is

    @property
    def face(self) -> Face:
        """The texts as they now stand."""
        return self._face

    @property
    def image(self) -> QImage | None:
        """The live picture, or None before the first one came."""
        return self._image

    @property
    def pictured(self) -> bool:
        """Whether a live picture belongs on it."""
        return False

    @property
    def gives(self) -> bool:
        """Whether something may follow."""
        raise NotImplementedError

    @property
    def takes(self) -> bool:
        """Whether wires may lead to it."""
        raise NotImplementedError

    @property
    def wire_text(self) -> str:
        """What is written on the wires that leave it."""
        raise NotImplementedError

    def fed(self) -> list[bool]:
        """Of each input that is shown: whether a wire leads there."""
        raise NotImplementedError

    # ---- what it shows

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
        """Mark it as guilty of these, or as sound; what only waits for its wires is not guilty."""
        self.problems = problems
        tones = {problem.tone for problem in problems}
        self.set_mood(severity=next((tone for tone in ("error", "warning") if tone in tones), ""))

    def set_mood(self, **changes: object) -> None:
        """Change some of selected, hovered, target, refused and severity."""
        mood = replace(self.mood, **changes)
        if mood != self.mood:
            self.mood = mood
            self.update()

    def set_ports(self, shown: bool, wiring: bool = False) -> None:
        """Show the ports; ``wiring`` offers a free one where more inputs are taken."""
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
        return QPointF(self.x() + self.size.width() / 2, self.y()) if self.gives else None

    def input_points(self) -> list[QPointF]:
        """Where wires enter, in the scene."""
        left = self.x() - self.size.width() / 2
        return [QPointF(left, self.y() + dy) for dy in offsets(len(self.fed()), self.size.height())]

    def open_points(self) -> list[QPointF]:
        """Where wires are still wanted, in the scene; these are shown at all times, as an invitation."""
        return [point for point, fed in zip(self.input_points(), self.fed(), strict=True) if not fed]

    # ---- Qt

    def boundingRect(self) -> QRectF:
        """The card with shadow, ports and badge."""
        width, height = self.size.width() + 2 * MARGIN, self.size.height() + 2 * MARGIN
        return QRectF(-width / 2, -height / 2, width, height)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint card or chip, then the ports."""
        detail = option.levelOfDetailFromTransform(painter.worldTransform())
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

    def _show_face(self, face: Face, picture: QSizeF | None = None) -> None:
        """Show other texts; the scene notices another size by comparing."""
        self._face = face
        size = size_of(face, picture)
        if size != self.size:
            self.prepareGeometryChange()
            self.size = size
        self.update()
