"""A view on a large plane: zoom at the pointer, pan, fit, and a dot grid behind."""

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from nnplayground.ui.builder.wheel import by_fingers, notches, scrolled_px
from nnplayground.ui.theme import theme

LEAST_ZOOM, MOST_ZOOM = 0.1, 4.0
STEP = 1.2
GRID_PX = 20.0
MARGIN_PX = 24.0


class ZoomView(QGraphicsView):
    """Shows a scene. Until somebody zooms or pans, everything stays in sight when the window changes its size."""

    looked_elsewhere = Signal()
    """Another part of the scene came into view."""

    def __init__(self, scene: QGraphicsScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self._fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        theme().changed.connect(self._on_theme_changed)

    @property
    def zoom(self) -> float:
        """Pixels of the screen for one of the scene."""
        return self.transform().m11()

    def content_rect(self) -> QRectF:
        """What ``fit`` brings into sight; empty for nothing."""
        return QRectF()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a point of the viewport, its middle if none is given."""
        at = QPointF(self.viewport().rect().center()) if at is None else at
        self._zoom_to(min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM), at)
        self._fitted = False

    def zoom_in(self) -> None:
        """A step nearer."""
        self.zoom_by(STEP)

    def zoom_out(self) -> None:
        """A step back."""
        self.zoom_by(1 / STEP)

    def zoom_reset(self) -> None:
        """One pixel for one pixel, around the middle of what is seen."""
        self.zoom_by(1 / self.zoom)

    def pan(self, by: QPoint) -> None:
        """Move the picture by pixels of the viewport."""
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - by.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() - by.y())
        self._fitted = False
        self.looked_elsewhere.emit()

    def look_at(self, place: QPointF) -> None:
        """Bring a place of the scene into the middle."""
        self.centerOn(place)
        self._fitted = False
        self.looked_elsewhere.emit()

    def fit(self) -> None:
        """Bring everything into sight, never larger than it is."""
        rect = self.content_rect()
        room = self.viewport().size()
        self._fitted = True
        if rect.isEmpty() or room.isEmpty():
            self.setTransform(self.transform().fromScale(1, 1))
            self.centerOn(rect.center())
        else:
            width, height = rect.width() + 2 * MARGIN_PX, rect.height() + 2 * MARGIN_PX
            scale = max(min(1.0, room.width() / width, room.height() / height), LEAST_ZOOM)
            self.setTransform(self.transform().fromScale(scale, scale))
            self.centerOn(rect.center())
        self.looked_elsewhere.emit()

    def keep_in_sight(self) -> None:
        """Fit again if something was pushed out of sight, unless somebody chose where to look."""
        if self._fitted and not self.visible_area().contains(self.content_rect()):
            self.fit()

    def visible_area(self) -> QRectF:
        """What is in sight, in the scene."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    # ---- Qt

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel zooms at the pointer; two fingers on a touchpad pan, with Ctrl they zoom."""
        if by_fingers(event) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.pan(scrolled_px(event))
        else:
            self.zoom_by(math.pow(STEP, notches(event)), event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching zooms about the pointer."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight, or at least what was in the middle."""
        before = self.mapToScene(QPoint(event.oldSize().width() // 2, event.oldSize().height() // 2))
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            self.centerOn(before)
            self.looked_elsewhere.emit()

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        """Canvas and dots; kept by Qt until the view moves."""
        painter.fillRect(rect, theme().color("canvas"))
        step = GRID_PX
        while step * self.zoom < 12:
            step *= 2
        left, top = math.floor(rect.left() / step) * step, math.floor(rect.top() / step) * step
        columns, rows = int(rect.width() / step) + 2, int(rect.height() / step) + 2
        pen = QPen(theme().color("grid"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawPoints([QPointF(left + i * step, top + j * step) for j in range(rows) for i in range(columns)])

    def _zoom_to(self, zoom: float, at: QPointF) -> None:
        """Set the zoom so that the point of the scene at ``at`` stays there."""
        fast = at.toPoint()
        fixed = self.mapToScene(fast)
        self.setTransform(self.transform().fromScale(zoom, zoom))
        drift = self.mapFromScene(fixed) - fast
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + drift.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + drift.y())
        self.looked_elsewhere.emit()

    def _on_theme_changed(self) -> None:
        self.resetCachedContent()
        self.viewport().update()
