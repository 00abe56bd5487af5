"""Single-colour icons that follow the theme."""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from nnplayground.paths import resource
from nnplayground.ui.theme import faded, theme


@cache
def icon(name: str, color: str = "text") -> QIcon:
    """A single-colour icon in the colour of a token; it follows the theme by itself.

    Each is made once and kept: PySide 6.11 crashes now and then where the last ``QIcon`` of an engine in Python ends.

    Args:
        name: File ``resources/icons/NAME.svg``.
        color: The token of its normal colour, ``"on_accent"`` on a filled button. Disabled it is muted, checked accent.
    """
    return QIcon(_TintedIcon(name, color))


_clones: list[QIconEngine] = []


class _TintedIcon(QIconEngine):
    """Renders an SVG file, in black, through the colour of the theme that holds while painting."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name = name
        self._color = color

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._pixmap(rect.size() * ratio, mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._pixmap(size, mode, state)

    def clone(self) -> QIconEngine:
        """Called where a ``QIcon`` is altered after it was copied, which nobody here does.

        PySide 6.11 leaves the result to Python, which would delete it under the icon: it is kept for good.
        """
        copy = _TintedIcon(self._name, self._color)
        _clones.append(copy)
        return copy

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        tokens = theme().tokens
        if mode == QIcon.Mode.Disabled:
            return faded(tokens.muted, tokens.surface, 0.65)
        if state == QIcon.State.On and self._color == "text":
            return QColor(tokens.accent)
        return theme().color(self._color)

    def _pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon in ``size`` device pixels; kept in Qt's own cache, which ends before the application does."""
        tint = self._tint(mode, state)
        key = f"nnplayground/{self._name}/{tint.name()}/{size.width()}x{size.height()}"
        pixmap = QPixmap()
        if not QPixmapCache.find(key, pixmap):
            pixmap = _rendered(self._name, tint, size)
            QPixmapCache.insert(key, pixmap)
        return pixmap


def _rendered(name: str, tint: QColor, size: QSize) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    side = min(size.width(), size.height())
    place = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
    QSvgRenderer(QByteArray(_svg(name))).render(painter, place)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), tint)
    painter.end()
    return pixmap


@cache
def _svg(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()
