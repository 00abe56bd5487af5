"""One wire on the canvas."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsPathItem, QGraphicsPolygonItem, QGraphicsSimpleTextItem

from nnplayground.spec.graph import Wire
from nnplayground.ui.builder.pen import text_font, text_width
from nnplayground.ui.builder.routes import Route
from nnplayground.ui.theme import faded, theme

HIT_WIDTH = 16.0
DOT_RADIUS = 2.6
_ARROW = QPolygonF([QPointF(0, 0), QPointF(-7, -4), QPointF(-7, 4)])


class WireItem(QGraphicsPathItem):
    """A path with an arrow at its end and the shape that flows through it; painted wholly by Qt."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.setZValue(-2)
        self._arrow = QGraphicsPolygonItem(_ARROW, self)
        self._arrow.setPen(Qt.PenStyle.NoPen)
        self._label = QGraphicsSimpleTextItem(self)
        self._label.setFont(text_font("small"))
        self._dot: QGraphicsEllipseItem | None = None
        self._room = 0.0
        self._place = QPointF()
        self._hovered = self._selected = self._dim = False
        self._hit: QPainterPath | None = None
        self.bounds = QRectF()
        self.restyle()

    def set_route(self, route: Route) -> None:
        """Lie along another path."""
        self.setPath(route.path)
        self._arrow.setPos(route.path.currentPosition())
        self._place, self._room, self._hit = route.label, route.room, None
        # A straight wire has no height, and to Qt a rectangle of no height intersects nothing.
        self.bounds = route.path.boundingRect().adjusted(-1, -1, 1, 1)
        self._place_label()

    def set_text(self, text: str) -> None:
        """What is written on the wire where there is room; empty for nothing."""
        if text != self._label.text():
            self._label.setText(text)
            self._place_label()

    def set_state(self, *, hovered: bool | None = None, selected: bool | None = None, dim: bool | None = None) -> None:
        """Light the wire up, or fade it."""
        before = (self._hovered, self._selected, self._dim)
        self._hovered = before[0] if hovered is None else hovered
        self._selected = before[1] if selected is None else selected
        self._dim = before[2] if dim is None else dim
        if before != (self._hovered, self._selected, self._dim):
            self.restyle()

    @property
    def lit(self) -> bool:
        """Whether it is hovered or selected."""
        return self._hovered or self._selected

    @property
    def text(self) -> str:
        """What is now to be read on the wire."""
        return self._label.text() if self._label.isVisible() else ""

    def restyle(self) -> None:
        """Take the colours of the theme."""
        tokens = theme().tokens
        color = QColor(tokens.accent) if self.lit else faded(tokens.muted, tokens.canvas, 0.35 if self._dim else 0.8)
        self.setPen(QPen(color, 2.5 if self.lit else 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        self._arrow.setBrush(color)
        self._label.setBrush(QColor(tokens.accent if self.lit else tokens.muted))
        if self._dot is not None:
            self._dot.setBrush(QColor(tokens.accent))

    def hit_by(self, point: QPointF, width: float) -> bool:
        """Whether a point lies within half of ``width`` of the wire."""
        half = width / 2
        if not self.bounds.adjusted(-half, -half, half, half).contains(point):
            return False
        if width != HIT_WIDTH:
            return _stroked(self.path(), width).contains(point)
        if self._hit is None:
            self._hit = _stroked(self.path(), width)
        return self._hit.contains(point)

    def flow_to(self, share: float) -> None:
        """Put the dot that flows along the wire at a share of its length, 0 to 1."""
        if self._dot is None:
            self._dot = QGraphicsEllipseItem(-DOT_RADIUS, -DOT_RADIUS, 2 * DOT_RADIUS, 2 * DOT_RADIUS, self)
            self._dot.setPen(Qt.PenStyle.NoPen)
            self._dot.setBrush(theme().color("accent"))
        self._dot.setPos(self.path().pointAtPercent(share))

    def still(self) -> None:
        """Take the flowing dot away."""
        if self._dot is not None:
            self.scene().removeItem(self._dot)
            self._dot = None

    def _place_label(self) -> None:
        width = text_width(self._label.text(), "small")
        self._label.setVisible(0 < width <= self._room - 10)
        self._label.setPos(self._place - QPointF(width / 2, 18))


def _stroked(path: QPainterPath, width: float) -> QPainterPath:
    stroker = QPainterPathStroker()
    stroker.setWidth(width)
    return stroker.createStroke(path)
