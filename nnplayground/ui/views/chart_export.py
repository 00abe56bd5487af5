"""A chart as a picture or as numbers, in a file or on the clipboard."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog

from nnplayground.paths import write_atomic
from nnplayground.spec.problems import Problem
from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.positions import AXES

if TYPE_CHECKING:
    from nnplayground.ui.views.charts import MetricChart

FORMS = ("png", "svg", "csv")
_PIXELS = 2
"""Pixels of a picture for one of the window."""
_HEAD_PX, _SIDE_PX = 34, 14


class ChartExport(QObject):
    """Pictures show what the chart shows; numbers are every value of the metric, whatever part is shown.

    ``done`` carries a sentence, ``refused`` a ``Problem``.
    """

    done = Signal(str)
    refused = Signal(object)

    def __init__(self, chart: MetricChart) -> None:
        super().__init__(chart)
        self._chart = chart

    def ask_and_save(self, form: str) -> None:
        """Ask for a file and write it."""
        chart = self._chart
        kinds = f"{form.upper()} (*.{form})"
        path, _ = QFileDialog.getSaveFileName(chart, chart.title, f"{self._key()}.{form}", kinds)
        if path:
            self.save(Path(path) if path.endswith(f".{form}") else Path(f"{path}.{form}"))

    def save(self, path: Path) -> None:
        """Write the form of this suffix; answered by ``done`` or ``refused``."""
        content = {".png": self.png, ".svg": self.svg, ".csv": self.csv}[path.suffix]()
        try:
            write_atomic(path, content)
        except OSError as error:
            args = {"name": path.name, "detail": error.strerror or str(error)}
            self.refused.emit(Problem(code="file_unwritable", args=args))
            return
        self.done.emit(self.tr("Exported: {0}").format(path.name))

    def copy_picture(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self._image())

    def copy_values(self) -> None:
        """Put the numbers on the clipboard."""
        QGuiApplication.clipboard().setText(self.csv().decode())

    def png(self) -> bytes:
        """The chart as PNG, in the colours of the window."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._image().save(buffer, "PNG")
        return buffer.data().data()

    def svg(self) -> bytes:
        """The chart as SVG: lines as lines, texts as texts."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # a tiny one knows no clipping
        generator.setOutputDevice(buffer)
        generator.setTitle(self._chart.title)
        generator.setResolution(96)
        generator.setSize(self._size())
        generator.setViewBox(QRect(QPoint(), self._size()))
        self._paint(QPainter(generator))
        return buffer.data().data()

    def csv(self) -> bytes:
        """Every value: a row for each training step, each check on validation samples and each further run."""
        text = io.StringIO(newline="")
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["run", "curve", *AXES, self._key()])
        runs = [("this", self._chart.board.curves), *((run.name, run.curves) for run in self._chart.picture.others())]
        for name, curves in runs:
            history = curves.metrics[self._chart.metric]
            for kind, series in (("training", history.training), ("validation", history.validation)):
                columns = np.stack([*(series.along(axis) for axis in AXES), series.y], 1).tolist()
                table.writerows([name, kind, epoch, int(step), f"{s:.6g}", y] for epoch, step, s, y in columns)
        return text.getvalue().encode()

    def _key(self) -> str:
        """What the metric is called in output for programs."""
        metric = self._chart.metric
        return self._chart.board.measure.key if metric == "measure" else metric

    def _size(self) -> QSize:
        return self._chart.plot.size() + QSize(0, self._head_px())

    def _head_px(self) -> int:
        """The title, and beside it as many lines of the legend as there are."""
        lines = self._chart.legend.height_at(self._legend_area(0).width())
        return max(_HEAD_PX, round(lines) + 12)

    def _legend_area(self, height: float) -> QRectF:
        left = 2 * _SIDE_PX + QFontMetricsF(font("title")).horizontalAdvance(self._chart.title)
        return QRectF(left, 6, self._chart.plot.width() - _SIDE_PX - left, height)

    def _image(self) -> QImage:
        image = QImage(self._size() * _PIXELS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_PIXELS)
        self._paint(QPainter(image))
        return image

    def _paint(self, painter: QPainter) -> None:
        chart, size = self._chart, self._size()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme().color("surface"))
        painter.setFont(font("title"))
        painter.setPen(theme().color("text"))
        painter.drawText(_SIDE_PX, 23, chart.title)
        head = self._head_px()
        chart.legend.draw(painter, self._legend_area(head - 10))
        chart.plot.without_caches(True)
        area = QRectF(0, head, chart.plot.width(), chart.plot.height())
        chart.plot.scene().render(painter, area, chart.plot.sceneRect())
        chart.plot.without_caches(False)
        painter.end()
