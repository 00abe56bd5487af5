"""The plotting area of a chart: curves over epochs with a fixed range, a cross-hair, zooming along the time axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsItem, QGraphicsView, QWidget

from nnplayground.ui.theme import faded, font, theme
from nnplayground.ui.views.chart_scale import LogScale, Scale
from nnplayground.ui.views.plot_box import EpochBox
from nnplayground.ui.views.plot_items import AxisUnit, Best, Curve, Grid, Marks
from nnplayground.ui.views.run_looks import RunLook

_SHORT_CURVE = 1200
_DIMMED = 0.75
_RIGHT_PX, _BELOW_PX = 12, 22
_AXIS_PX = (50, 66, 82, 110)
"""Widths of the left axis: the curves shall not move sideways with each text."""
_TEXT_OFFSET_PX = 6
_PLAIN = (1e-6, 1e6)
"""Values between these are drawn as they are."""


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
        self._unit_y = 1.0
        """Values are drawn in this unit: Qt takes a transform with a factor of 1e-15 for none."""
        self._build_axes()
        self._build_items()
        self.restyle()
        self._box.zoom_requested.connect(self.zoom_requested)
        self.scene().sigMouseMoved.connect(self._on_mouse_moved)

    def _build_axes(self) -> None:
        self._box = EpochBox()
        self._axes = {"left": pg.AxisItem("left"), "bottom": pg.AxisItem("bottom")}
        for axis in self._axes.values():
            axis.linkToView(self._box)
            axis.setStyle(tickLength=0, tickFont=font("small"), tickTextOffset=_TEXT_OFFSET_PX)
            axis.setStyle(hideOverlappingLabels=False, autoExpandTextSpace=False)
            axis.setTicks([[]])
            # Texts change with the range only, and drawing them costs as much as a curve.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._axes["left"].setWidth(_AXIS_PX[0])
        self._axes["bottom"].setHeight(_BELOW_PX)
        area = pg.GraphicsWidget()
        grid = QGraphicsGridLayout(area)
        grid.setContentsMargins(0, 6, _RIGHT_PX, 0)
        grid.setSpacing(0)
        grid.addItem(self._axes["left"], 0, 0)
        grid.addItem(self._box, 0, 1)
        grid.addItem(self._axes["bottom"], 1, 1)
        self.unit = AxisUnit()
        self.unit.setMaximumHeight(_BELOW_PX)
        grid.addItem(self.unit, 1, 0)
        self.setCentralItem(area)

    def _build_items(self) -> None:
        self.steps, self.smoothed, self.validation = (Curve(self._box) for _ in range(3))
        self.best = Best(self._box)
        self.marks = Marks(self._box)
        self._others: list[Curve] = []
        self._grid = Grid(self._box)
        self.cross = pg.InfiniteLine(angle=90, movable=False)
        self.cross.setVisible(False)
        self.steps.setZValue(-7)  # further runs would vanish behind it
        for item in (self._grid, self.steps, self.marks, self.smoothed, self.validation, self.best, self.cross):
            self._box.addItem(item, ignoreBounds=True)

    def add_item(self, item: pg.GraphicsObject) -> None:
        """Draw something more over the plane."""
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
        for item in (self.best, self.marks, self.unit):
            item.update()
        self.cross.setPen(pg.mkPen(tokens.muted, width=1, style=Qt.PenStyle.DashLine))

    def set_range(
        self,
        time: Scale | LogScale,
        values: Scale | LogScale,
        say_time: Callable[[Any, float], str],
        say_value: Callable[[Any, float], str],
    ) -> None:
        """Show a part of the plane and name its grid lines."""
        unit = self._unit_y = _unit(values)
        ends = (values.low / unit, values.high / unit)
        self._box.setRange(xRange=(time.low, time.high), yRange=ends, padding=0, update=False)
        ticks = [(value / unit, say_value(values, value)) for value in values.ticks()]
        self._grid.signed = isinstance(values, Scale)
        self._grid.set_lines([place for place, _ in ticks])
        self._axes["left"].setWidth(_axis_px([text for _, text in ticks]))
        self._axes["left"].setTicks([ticks])
        texts = [(place, say_time(time, place)) for place in time.ticks()]
        self._axes["bottom"].setTicks([[(place, text) for place, text in texts if self._fits(text, place, time)]])

    def _fits(self, text: str, place: float, time: Scale | LogScale) -> bool:
        """Whether an axis text, centred below its place, ends inside the widget."""
        right = (place - time.low) / (time.high - time.low) * self.plot_pixels
        return right + QFontMetricsF(font("small")).horizontalAdvance(text) / 2 <= self.plot_pixels + _RIGHT_PX

    def set_others(self, lines: Sequence[Line], within: Scale | LogScale) -> None:
        """Draw further runs, dimmed, behind the curves of the present one, but before the band of its steps."""
        while len(self._others) < len(lines):
            item = Curve(self._box)
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
        if len(x) == 1:  # a line of no length is not drawn, a very short one is a dot
            x, y = np.repeat(x, 2), np.repeat(y, 2)
            x[0] -= 5e-3 * (self._box.viewRange()[0][1] - self._box.viewRange()[0][0])
        joined = "finite" if np.isnan(y).any() else "all"
        item.setData(x, y / self._unit_y, antialias=smooth, connect=joined, skipFiniteCheck=True)

    @property
    def shown(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The part of the plane that is shown: first and last epoch, lowest and highest value."""
        (x0, x1), (y0, y1) = self._box.viewRange()
        return (x0, x1), (y0 * self._unit_y, y1 * self._unit_y)

    @property
    def plot_pixels(self) -> int:
        """Width of the area inside the axes."""
        return max(int(self._box.width()), 1)

    def epoch_at(self, x: float) -> float:
        """The epoch at a horizontal place in the widget."""
        return float(self._box.mapSceneToView(self.mapToScene(int(x), 0)).x())

    def pixel_of(self, x: float) -> float:
        """The horizontal place of a drawn unit in the widget."""
        return float(self.mapFromScene(self._box.mapViewToScene(QPointF(x, self._box.viewRange()[1][0]))).x())

    def set_best(self, place: tuple[float, float] | None) -> None:
        """Move the diamond at the best validation, or hide it."""
        self.best.set_place(None if place is None else (place[0], place[1] / self._unit_y))

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


def _unit(values: Scale | LogScale) -> float:
    """A power of ten by which very large and very small values are divided."""
    reach = max(abs(values.low), abs(values.high))
    if isinstance(values, LogScale) or _PLAIN[0] <= reach <= _PLAIN[1]:
        return 1.0
    return 10.0 ** math.floor(math.log10(reach))


def _axis_px(texts: Sequence[str]) -> int:
    """Width of the left axis for these texts."""
    metrics = QFontMetricsF(font("small"))
    wanted = max((metrics.horizontalAdvance(text) for text in texts), default=0.0) + 2 * _TEXT_OFFSET_PX
    return next((width for width in _AXIS_PX if width >= wanted), _AXIS_PX[-1])
