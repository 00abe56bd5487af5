"""The plotting area of a chart: curves over epochs with a fixed range, a cross-hair, zooming along the time axis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QGraphicsView, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.views.chart_legend import diamond
from nnplayground.ui.views.chart_scale import LogScale, Scale
from nnplayground.ui.views.run_looks import RunLook

_SHORT_CURVE = 1200
_DIMMED = 0.75
_RIGHT_PX = 12


class Line(NamedTuple):
    """A curve of a further run, in drawn units, with its look and the width of its pen in pixels."""

    x: np.ndarray
    y: np.ndarray
    look: RunLook
    width: float


class EpochPlot(pg.GraphicsView):
    """Items are made once and fed; the owner sets every range, pyqtgraph's automatic range stays off.

    Laid out here instead of by ``PlotItem``, which brings five menus of its own that no window owns.

    ``zoom_requested(x0, x1)`` asks for a part of the time axis, ``follow_requested()`` for all of it again, and
    ``hovered(object)`` tells the epoch under the pointer, or None once it has left.
    """

    zoom_requested = Signal(float, float)
    follow_requested = Signal()
    hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        # Each update moves every curve: working out which parts changed costs more than painting all.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self._by_keyboard = False
        self._build_axes()
        self._build_items()
        self.restyle()
        self._box.zoom_requested.connect(self.zoom_requested)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def _build_axes(self) -> None:
        self._box = _EpochBox()
        self._axes = {"left": pg.AxisItem("left"), "bottom": pg.AxisItem("bottom")}
        for axis in self._axes.values():
            axis.linkToView(self._box)
            axis.setStyle(tickLength=0, tickFont=font("small"), tickTextOffset=6, hideOverlappingLabels=False)
            axis.setStyle(autoExpandTextSpace=False)
            axis.setTicks([[]])
            # Texts change with the range only, and drawing them costs as much as a curve.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._axes["left"].setWidth(50)
        self._axes["bottom"].setHeight(22)
        area = pg.GraphicsWidget()
        grid = QGraphicsGridLayout(area)
        grid.setContentsMargins(0, 6, _RIGHT_PX, 0)
        grid.setSpacing(0)
        grid.addItem(self._axes["left"], 0, 0)
        grid.addItem(self._box, 0, 1)
        grid.addItem(self._axes["bottom"], 1, 1)
        self.setCentralItem(area)

    def _build_items(self) -> None:
        self.steps, self.smoothed, self.validation = (_Curve(self._box) for _ in range(3))
        self.best = _Best(self._box)
        self.marks = _Marks(self._box)
        self._others: list[_Curve] = []
        self._grid = _Grid(self._box)
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.setVisible(False)
        for item in (self._grid, self.steps, self.marks, self.smoothed, self.validation, self.best, self.cross):
            self._box.addItem(item, ignoreBounds=True)

    def restyle(self) -> None:
        """Take the colours of the theme."""
        tokens = theme().tokens
        self.setBackground(tokens.surface)
        for axis in self._axes.values():
            axis.setPen(pg.mkPen(None))
            axis.setTextPen(pg.mkPen(tokens.muted))
        # Mixed instead of transparent: Qt draws an opaque thin line several times faster.
        self.steps.setPen(pg.mkPen(faded(tokens.training, tokens.surface, 0.32), width=1))
        self.smoothed.setPen(pg.mkPen(tokens.training, width=2))
        self.validation.setPen(pg.mkPen(tokens.validation, width=2))
        self.best.update()
        self.marks.update()
        self.cross.setPen(pg.mkPen(tokens.muted, width=1, style=Qt.PenStyle.DashLine))

    def set_range(
        self,
        time: Scale | LogScale,
        values: Scale | LogScale,
        say_time: Callable[[Any, float], str],
        say_value: Callable[[Any, float], str],
    ) -> None:
        """Show a part of the plane and name its grid lines."""
        self._box.setRange(xRange=(time.low, time.high), yRange=(values.low, values.high), padding=0, update=False)
        self._grid.set_lines(values.ticks())
        self._axes["left"].setTicks([[(value, say_value(values, value)) for value in values.ticks()]])
        texts = [(place, say_time(time, place)) for place in time.ticks()]
        self._axes["bottom"].setTicks([[(place, text) for place, text in texts if self._fits(text, place, time)]])

    def _fits(self, text: str, place: float, time: Scale | LogScale) -> bool:
        """Whether an axis text, centred below its place, ends inside the widget."""
        right = (place - time.low) / (time.high - time.low) * self.plot_pixels
        return right + QFontMetricsF(font("small")).horizontalAdvance(text) / 2 <= self.plot_pixels + _RIGHT_PX

    def set_others(self, lines: Sequence[Line], within: Scale | LogScale) -> None:
        """Draw further runs, dimmed, behind the present one."""
        while len(self._others) < len(lines):
            item = _Curve(self._box)
            item.setZValue(-5)
            self._others.append(item)
            self._box.addItem(item, ignoreBounds=True)
        for item, line in zip(self._others, lines, strict=False):
            color = faded(line.look.color, theme().tokens.surface, _DIMMED)
            item.setPen(pg.mkPen(color, width=line.width, dash=list(line.look.dashes)))
            self.set_curve(item, line.x, line.y, within)
        for item in self._others[len(lines) :]:
            item.setData([], [])

    def set_curve(self, item: pg.PlotCurveItem, x: np.ndarray, y: np.ndarray, within: Scale | LogScale) -> None:
        """Feed a curve; what lies far outside the range is moved near to it, still outside."""
        reach = 4 * (within.high - within.low)
        smooth = item is not self.steps and len(x) <= _SHORT_CURVE
        y = np.clip(y, within.low - reach, within.high + reach)
        item.setData(x, y, antialias=smooth, connect="finite" if np.isnan(y).any() else "all", skipFiniteCheck=True)

    @property
    def shown(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The part of the plane that is shown: first and last epoch, lowest and highest value."""
        (x0, x1), (y0, y1) = self._box.viewRange()
        return (x0, x1), (y0, y1)

    @property
    def plot_pixels(self) -> int:
        """Width of the area inside the axes."""
        return max(int(self._box.width()), 1)

    def epoch_at(self, x: float) -> float:
        """The epoch at a horizontal place in the widget."""
        return float(self._box.mapSceneToView(self.mapToScene(int(x), 0)).x())

    def pixel_of(self, x: float) -> float:
        """The horizontal place of a drawn unit in the widget."""
        return float(self.mapFromScene(self._box.mapViewToScene(QPointF(x, self.shown[1][0]))).x())

    def set_enlarged(self, enlarged: bool) -> None:
        """Say whether a part is shown: then dragging moves it."""
        self._box.enlarged = enlarged
        if enlarged:
            self._box.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self._box.unsetCursor()

    def without_caches(self, without: bool) -> None:
        """Draw axis texts as texts, for a picture that is made of lines."""
        mode = QGraphicsItem.CacheMode
        for axis in self._axes.values():
            axis.setCacheMode(mode.NoCache if without else mode.DeviceCoordinateCache)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys belong to the chart; a graphics view would scroll."""
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus when it came by the keyboard; a click shows where it is itself."""
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        self._by_keyboard = event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self._by_keyboard:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().color("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(3, 1, -3, -1), 6, 6)
            painter.end()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.follow_requested.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    def _on_mouse_moved(self, position: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(position)
        self.hovered.emit(float(self._box.mapSceneToView(position).x()) if inside else None)


class _Curve(pg.PlotCurveItem):
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


class _Overlay(pg.GraphicsObject):
    """Something drawn over the whole view."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__()
        self._box = box

    def boundingRect(self) -> QRectF:
        return self._box.viewRect()

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()


class _Grid(_Overlay):
    """Hairlines at the values of the left axis; pyqtgraph's own grid cuts off the first and last axis text."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._values: list[float] = []
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


class _Best(_Overlay):
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
        if self._place is None:
            return
        center = painter.transform().map(QPointF(*self._place))
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("surface"), 1.5))
        painter.setBrush(theme().color("validation"))
        painter.drawPolygon(diamond(center, 6))


class _Marks(_Overlay):
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


class _EpochBox(pg.ViewBox):
    """Dragging moves an enlarged part; of the whole, or with Shift, it marks a stretch to enlarge. The wheel zooms.

    Nothing here touches a range: requests go to the chart, which also chooses the values that fit.
    """

    zoom_requested = Signal(float, float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.disableAutoRange()
        self.setDefaultPadding(0)
        self.enlarged = False
        """Whether a part of the time axis is shown, which can be moved along it."""
        self._moved_from: tuple[float, float] | None = None
        self._marks = False

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        if event.isStart():  # what it begins as it stays, also if the Shift key is let go
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._marks = event.button() == Qt.MouseButton.LeftButton and (bool(shift) or not self.enlarged)
        if self._marks:
            self._mark(event)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._move(event)

    def _move(self, event: Any) -> None:
        if event.isStart() or self._moved_from is None:
            self._moved_from = tuple(self.viewRange()[0])
        low, high = self._moved_from
        shift = (event.buttonDownPos().x() - event.pos().x()) / max(self.width(), 1) * (high - low)
        self.zoom_requested.emit(low + shift, high + shift)
        if event.isFinish():
            self._moved_from = None

    def _mark(self, event: Any) -> None:
        start, end = event.buttonDownPos(), event.pos()
        if not event.isFinish():
            self.updateScaleBox(QPointF(start.x(), 0), QPointF(end.x(), self.height()))
            return
        self.rbScaleBox.hide()
        if abs(start.x() - end.x()) >= 6:
            first, last = sorted((self.mapToView(start).x(), self.mapToView(end).x()))
            self.zoom_requested.emit(first, last)

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        low, high = self.viewRange()[0]
        middle = self.mapToView(event.pos()).x()
        factor = 0.8 ** (event.delta() / 120)
        self.zoom_requested.emit(middle - (middle - low) * factor, middle + (high - middle) * factor)
