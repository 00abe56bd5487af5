"""The formulas of the layer kinds, in the colour of the text."""

from functools import cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnplayground.paths import resource
from nnplayground.ui.theme import theme


def formula_size(tag: str) -> QSize:
    """The size of a formula in logical pixels; empty where there is no file for it."""
    size = _renderer(tag).viewBoxF().size()
    return QSize(round(size.width()), round(size.height()))


def formula_pixmap(tag: str, ratio: float, color: str = "text") -> QPixmap:
    """A formula on nothing.

    Args:
        tag: The kind whose formula it is.
        ratio: Device pixels of a logical one.
        color: The token of its colour.
    """
    pixmap = QPixmap(formula_size(tag) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    place = QRectF(0, 0, pixmap.width() / ratio, pixmap.height() / ratio)
    _renderer(tag).render(painter, place)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(place, theme().color(color))
    painter.end()
    return pixmap


class FormulaView(QWidget):
    """A formula at its natural size, smaller where there is less room; screen readers get its LaTeX."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = ""
        self._pixmap = QPixmap()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._on_theme_changed)

    def set_formula(self, tag: str, latex: str) -> None:
        """Show the formula of another kind; without a file there is nothing to see."""
        self._tag, self._pixmap = tag, QPixmap()
        self.setAccessibleName(self.tr("Formula"))
        self.setAccessibleDescription(latex)
        self.setVisible(not formula_size(tag).isEmpty())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The formula."""
        return formula_size(self._tag) if self._tag else QSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The formula, at the left."""
        ratio = self.devicePixelRatioF()
        if not self._tag or formula_size(self._tag).isEmpty():
            return
        if self._pixmap.isNull() or self._pixmap.devicePixelRatioF() != ratio:
            self._pixmap = formula_pixmap(self._tag, ratio)
        size = self._pixmap.deviceIndependentSize()
        shrink = min(1.0, self.width() / size.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrink < 1)
        height = size.height() * shrink
        place = QRectF(0, round((self.height() - height) / 2), size.width() * shrink, height)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()

    def _on_theme_changed(self) -> None:
        self._pixmap = QPixmap()
        self.update()


@cache
def _renderer(tag: str) -> QSvgRenderer:
    file = resource("formulas", f"{tag}.svg")
    return QSvgRenderer(file.read_bytes()) if file.is_file() else QSvgRenderer()
