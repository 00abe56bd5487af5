"""What is drawn on a plot, made once and fed; each takes all of the view for its bounds."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_legend import diamond


class Curve(pg.PlotCurveItem):
    """A curve that takes all of the view for its bounds: pyqtgraph would search all points for them on each update."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box

    def boundingRect(self) -> QRectF:
        return self._box.viewRect()

    def dataBounds(self, *args: Any, **named: Any) -> tuple[None, None]:
        return None, None

    def pixelPadding(self) -> float:
        return 0.0

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()


class Overlay(pg.GraphicsObject):
    """Something drawn over the whole view."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box

    def boundingRect(self) -> QRectF:
        return self._box.viewRect()

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()


class Grid(Overlay):
    """Hairlines at the values of the left axis; pyqtgraph's own grid cuts off the first and last axis text."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._values: list[float] = []
        self.signed = False
        """Whether zero is emphasised: on a linear axis with both signs."""
        self.setZValue(-10)

    def set_lines(self, values: list[float]) -> None:
        """Choose where the lines lie."""
        self._values = values
        self.update()

    def paint(self, painter: QPainter, *args: Any) -> None:
        view = self._box.viewRect()
        painter.setPen(pg.mkPen(theme().tokens.hairline, width=1))
        # The outermost lines would lie half outside, where they are clipped.
        inset = self._box.viewPixelSize()[1]
        inside = [min(max(value, view.top() + inset), view.bottom() - inset) for value in self._values]
        painter.drawLines([QLineF(view.left(), value, view.right(), value) for value in inside])
        if self.signed and view.top() < 0 < view.bottom():
            painter.setPen(pg.mkPen(theme().tokens.muted, width=1))
            painter.drawLine(QLineF(view.left(), 0.0, view.right(), 0.0))


class Best(Overlay):
    """The diamond at the best validation; one shape, at a fifth of the cost of a scatter plot of one point."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._place: tuple[float, float] | None = None

    @property
    def place(self) -> tuple[float, float] | None:
        """Epoch and value, None before the first validation."""
        return self._place

    def set_place(self, place: tuple[float, float] | None) -> None:
        """Move the diamond, or hide it."""
        if place != self._place:
            self._place = place
            self.update()

    def paint(self, painter: QPainter, *args: Any) -> None:
        view = self._box.viewRect()
        if self._place is None or not view.left() <= self._place[0] <= view.right():
            return
        center = painter.transform().map(QPointF(*self._place))
        painter.resetTransform()
        # The best is often the latest, and half of it would lie beyond the end of the axis. (Without clipping an SVG
        # would go on with the clip of the item before.)
        painter.setClipRect(painter.window())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("surface"), 1.5))
        painter.setBrush(theme().color("validation"))
        painter.drawPolygon(diamond(center, 6))


class Marks(Overlay):
    """Thin lines where something was changed while the run went on, each with a small flag at the top."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self.places: list[float] = []

    def set_places(self, places: list[float]) -> None:
        """Choose where the lines stand, in drawn units."""
        if places != self.places:
            self.places = places
            self.update()

    def paint(self, painter: QPainter, *args: Any) -> None:
        view, transform = self._box.viewRect(), painter.transform()
        painter.resetTransform()
        painter.setPen(QPen(theme().color("muted"), 1, Qt.PenStyle.DotLine))
        painter.setBrush(theme().color("muted"))
        for place in self.places:
            if view.left() <= place <= view.right():
                # The view is upside down: its bottom is the top of the plot.
                top, foot = transform.map(QPointF(place, view.bottom())), transform.map(QPointF(place, view.top()))
                painter.drawLine(top, foot)
                painter.drawPolygon([top, top + QPointF(7, 3.5), top + QPointF(0, 7)])


class AxisUnit(pg.GraphicsWidget):
    """What the time axis counts, in the corner between both axes."""

    _TOP_PX, _RIGHT_PX = 5, 14

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.update()

    def paint(self, painter: QPainter, *args: Any) -> None:
        painter.setClipRect(self.rect())  # an SVG would go on with the clip of the axis
        painter.setFont(font("small"))
        painter.setPen(theme().color("muted"))
        place = self.rect().adjusted(0, self._TOP_PX, -self._RIGHT_PX, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, self._text)
