"""Which part of the time axis a chart shows: all of the run as far as it has come, or a stretch of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QToolButton

from nnplayground.ui.theme import font
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.chart_plot import EpochPlot

_SMALLEST = 1e-5
"""A stretch is at least so much of the whole, else arithmetic would no longer tell its ends apart."""


class ChartPart(QObject):
    """Enlarges and follows. While a stretch is shown, a button on the plot leads back; ``changed``: another part.

    Args:
        picture: Draws the part; holds it as ``zoom``.
        name: Object name of the button.
    """

    changed = Signal()

    def __init__(self, picture: ChartPicture, plot: EpochPlot, name: str) -> None:
        super().__init__(plot)
        self._picture, self._plot = picture, plot
        self.button = QToolButton(plot)
        self.button.setObjectName(name)
        self.button.setFont(font("small"))
        self.button.hide()
        self.button.clicked.connect(self.follow)
        plot.zoom_requested.connect(self.show)
        plot.follow_requested.connect(self.follow)
        self.retitle()

    @property
    def following(self) -> bool:
        """Whether the whole run is shown, as far as it has come."""
        return self._picture.zoom is None

    def show(self, first: float, last: float) -> None:
        """Enlarge a stretch of the axis and stay there; all of the run or more means to follow it again.

        Args:
            first: Where it begins, in drawn units: the axis or its logarithm to the base ten.
            last: Where it ends.
        """
        low, high = self._picture.full()
        if last - first >= (high - low) * 0.999:
            self.follow()
            return
        span = max(last - first, (high - low) * _SMALLEST)
        first = min(max(first, low), high - span)
        self._set((first, first + span))

    def follow(self) -> None:
        """Show the whole run and keep showing it."""
        self._set(None)

    def place(self, area: QRect) -> None:
        """Put the button into the upper right corner of an area of the plot."""
        self.button.adjustSize()
        self.button.move(area.right() - self.button.width(), area.top())

    def retitle(self) -> None:
        """Write all texts in the present language."""
        self.button.setText(self.tr("Follow"))
        self.button.setToolTip(self.tr("Show the whole run again and follow it (double-click the chart)"))
        self.button.setAccessibleName(self.tr("Show the whole run again"))

    def _set(self, zoom: tuple[float, float] | None) -> None:
        if zoom == self._picture.zoom:
            return
        self._picture.zoom = zoom
        self._picture.forget_range()
        self.button.setVisible(zoom is not None)
        self._plot.set_enlarged(zoom is not None)
        self.changed.emit()
