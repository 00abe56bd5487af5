"""How a block is painted: a card with its picture, or a chip on the wire."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from nnplayground.ui.builder import face as f
from nnplayground.ui.builder.pen import text_font, text_width
from nnplayground.ui.theme import theme
from nnplayground.ui.views.pictures import draw_crisp

RADIUS, CHIP_RADIUS, STRIPE = 10.0, 7.0, 4.0
_SHARE_PX = 3.0
_FINE, _LEGIBLE = 0.35, 0.22
"""Device pixels for one pixel of the block: below, small print and shadow are left out; then the titles too."""
_PALE = 0.45
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass
class Mood:
    """What a block says beside its content, through its border."""

    selected: bool = False
    hovered: bool = False
    target: bool = False
    refused: bool = False
    severity: Literal["", "warning", "error"] = ""
    fixable: bool = False
    found: bool = False
    """Ringed, because it is being looked for."""
    muted: bool = False
    """Dashed and pale, because it hands its value on unchanged."""

    def border(self) -> tuple[QColor, float]:
        """Colour and width: what happens under the pointer first, then selection, then what is wrong."""
        colors = theme()
        if self.refused:
            return colors.color("error"), 2.0
        if self.target or self.selected:
            return colors.color("accent"), 2.0
        if self.severity:
            return colors.color(self.severity), 1.5
        return colors.color("muted" if self.hovered else "hairline"), 1.0


def paint_block(
    painter: QPainter, size: QSizeF, face: f.Face, mood: Mood, image: QImage | None, picture: QSizeF, detail: float
) -> None:
    """Paint a block around the origin.

    Args:
        picture: The size of the image on the card.
        detail: Device pixels for one pixel of the block; small print is left out where nobody could read it.
    """
    rect = QRectF(-size.width() / 2, -size.height() / 2, size.width(), size.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = CHIP_RADIUS if face.chip else RADIUS
    if mood.found:
        _ring(painter, rect, radius)
    if face.stacked:
        _stack(painter, rect, radius)
    if detail >= _FINE:
        _shadow(painter, rect, radius)
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    painter.fillPath(shape, theme().color("surface"))
    painter.setOpacity(_PALE if mood.muted else 1.0)
    if face.chip:
        _chip(painter, rect, shape, face, detail)
    else:
        _card(painter, rect, shape, face, image, picture, detail)
    painter.setOpacity(1.0)
    color, width = mood.border()
    if mood.muted:
        color, width = QColor(theme().color("muted")) if width == 1.0 else color, max(width, 1.5)
    pen = QPen(color, width)
    if mood.muted:
        pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = width / 2 - 0.5 if width > 1 else 0.0
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)
    if mood.severity:
        _badge(painter, QPointF(rect.right() - 3, rect.top() + 3), mood.severity)
    # A block that only waits for its wires is no mistake: what it is offered shows when somebody is at it.
    if mood.fixable and (mood.severity or mood.selected or mood.hovered) and detail >= _FINE:
        _handle(painter, fix_place(size))


def fix_place(size: QSizeF) -> QRectF:
    """Where the handle hangs that offers repairs: at the lower edge, on a block of this size around the origin."""
    width = text_width(_fix_text(), "small") + 16
    return QRectF(size.width() / 2 - width - 6, size.height() / 2 - 5, width, 18)


def picture_place(size: QSizeF, picture: QSizeF) -> QRectF:
    """Where the picture stands on a card of this size around the origin."""
    top = f.PICTURE_TOP - size.height() / 2
    return QRectF(-picture.width() / 2, top, picture.width(), picture.height())


def paint_picture(painter: QPainter, place: QRectF, image: QImage, detail: float) -> None:
    """Paint the picture, with its corners rounded, over the surface of the card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(place, theme().color("surface"))
    if detail < _FINE:
        painter.drawImage(place, image)
        return
    draw_crisp(painter, place, image)
    corners, rounded = QPainterPath(), QPainterPath()
    corners.addRect(place)
    rounded.addRoundedRect(place, 3, 3)
    painter.fillPath(corners.subtracted(rounded), theme().color("surface"))


def _ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """A wide ring around what is being looked for."""
    color = QColor(theme().color("warning"))
    painter.setPen(QPen(color, 3))
    color.setAlphaF(0.35)
    painter.setBrush(color)
    painter.drawRoundedRect(rect.adjusted(-6, -6, 6, 6), radius + 6, radius + 6)


def _shadow(painter: QPainter, rect: QRectF, radius: float) -> None:
    """A soft edge below: two rings, since a blur effect would repaint everything below it."""
    painter.setPen(Qt.PenStyle.NoPen)
    strength = 56 if theme().tokens.dark else 11
    for grow in (3.5, 1.5):
        painter.setBrush(QColor(10, 16, 32, strength))
        ring = rect.adjusted(-grow + 1, -grow + 2, grow - 1, grow + 0.5)
        painter.drawRoundedRect(ring, radius + grow, radius + grow)


def _stack(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The upper edges of two cards behind this one."""
    painter.setPen(QPen(theme().color("muted"), 1))
    painter.setBrush(theme().color("surface"))
    for step in (8.0, 4.0):
        painter.drawRoundedRect(rect.adjusted(step, -step, -step, -step), radius, radius)


def _chip(painter: QPainter, rect: QRectF, shape: QPainterPath, face: f.Face, detail: float) -> None:
    bar = QPainterPath()
    bar.addRect(QRectF(rect.left(), rect.top(), 3, rect.height()))
    painter.fillPath(shape.intersected(bar), theme().family(face.family))
    if detail < _LEGIBLE:
        return
    text = rect.adjusted(11, 0, -8 - f.lock_width(face), 0)
    _text(painter, text, _LEFT, face.title, "chip", "text")
    if face.frozen:
        _lock(painter, rect.right() - 8 - f.LOCK.width(), rect.center().y())
    if face.telling:
        _text(painter, text, _RIGHT, face.telling, "chip", "muted")


def _card(
    painter: QPainter,
    rect: QRectF,
    shape: QPainterPath,
    face: f.Face,
    image: QImage | None,
    picture: QSizeF,
    detail: float,
) -> None:
    stripe = QPainterPath()
    stripe.addRect(QRectF(rect.left(), rect.top(), rect.width(), STRIPE))
    painter.fillPath(shape.intersected(stripe), theme().family(face.family))
    inner = rect.adjusted(f.SIDE, 0, -f.SIDE, 0)
    head = QRectF(inner.left(), rect.top() + STRIPE, inner.width(), 28)
    if detail >= _LEGIBLE:
        _text(painter, head, _LEFT, face.title, "title", "text")
    line = rect.bottom() - f.FOOTER_HEIGHT
    painter.fillRect(QRectF(rect.left(), line, rect.width(), 1), theme().color("hairline"))
    if image is not None and not picture.isEmpty() and not face.bars:
        paint_picture(painter, picture_place(rect.size(), picture), image, detail)
    if detail < _FINE:
        return
    if face.share:
        _share(painter, shape, QRectF(rect.left(), rect.bottom() - _SHARE_PX, rect.width(), _SHARE_PX), face)
    _text(painter, head, _RIGHT, face.telling, "small", "muted")
    if face.frozen:
        _lock(painter, head.left() + text_width(face.title, "title") + 5, head.center().y())
    foot = QRectF(inner.left(), line + 1, inner.width(), f.FOOTER_HEIGHT - 1)
    _text(painter, foot, _LEFT, face.left, "small", "muted")
    _text(painter, foot, _RIGHT, face.right, "small", "muted")
    note = QRectF(inner.left(), rect.top() + f.TITLE_HEIGHT, inner.width(), f.NOTE_HEIGHT - 4)
    _text(painter, note, _LEFT, face.note, "small", "muted")
    if face.bars:
        _bars(painter, inner.adjusted(0, f.PICTURE_TOP, 0, 0), face)


def _lock(painter: QPainter, left: float, middle: float) -> None:
    """A small padlock: training leaves this block as it is."""
    color = theme().color("muted")
    top = middle - f.LOCK.height() / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.3))
    painter.drawArc(QRectF(left + 1.6, top, f.LOCK.width() - 3.2, 8), 0, 180 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(left, top + 4, f.LOCK.width(), f.LOCK.height() - 4), 1.5, 1.5)


def _share(painter: QPainter, shape: QPainterPath, track: QRectF, face: f.Face) -> None:
    """A thin bar along the lower edge, as long as the part of the network's work that the block does."""
    bar = QPainterPath()
    bar.addRect(QRectF(track.left(), track.top(), max(2.0, track.width() * face.share), track.height()))
    painter.fillPath(shape.intersected(bar), theme().family(face.family))


def _bars(painter: QPainter, area: QRectF, face: f.Face) -> None:
    """One bar a class, label or number; what counts is in the accent colour."""
    names, numbers, pitch = f.label_width(face.bars), f.number_width(face.bars), f.bar_pitch(face.bars)
    for row, (label, score, wins, number) in enumerate(face.bars):
        top = area.top() + row * pitch
        place = QRectF(area.left(), top, names + 1, pitch)
        shown = QFontMetricsF(text_font("small")).elidedText(label, Qt.TextElideMode.ElideRight, names)
        _text(painter, place, _LEFT, shown, "small", "accent" if wins else "text")
        _text(painter, QRectF(area.left(), top, area.width(), pitch), _RIGHT, number, "small", "text")
        track = QRectF(area.left() + names + 6, top + pitch / 2 - 3, area.width() - names - numbers - 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("canvas"))
        painter.drawRoundedRect(track, 3, 3)
        painter.setBrush(theme().color("accent" if wins else "muted"))
        track.setWidth(max(2.0, track.width() * min(score, 1.0)))
        end = min(3.0, track.width() / 2)
        painter.drawRoundedRect(track, end, end)


def _badge(painter: QPainter, centre: QPointF, severity: str) -> None:
    painter.setPen(QPen(theme().color("surface"), 1.5))
    painter.setBrush(theme().color(severity))
    painter.drawEllipse(centre, 8.5, 8.5)
    place = QRectF(centre.x() - 8, centre.y() - 8, 16, 16)
    _text(painter, place, Qt.AlignmentFlag.AlignCenter, "!", "title", "surface")


def _handle(painter: QPainter, place: QRectF) -> None:
    painter.setPen(QPen(theme().color("surface"), 1.5))
    painter.setBrush(theme().color("accent"))
    painter.drawRoundedRect(place, 9, 9)
    _text(painter, place, Qt.AlignmentFlag.AlignCenter, _fix_text(), "small", "on_accent")


def _fix_text() -> str:
    return QCoreApplication.translate("Builder", "Repair")


def _text(painter: QPainter, place: QRectF, align: Qt.AlignmentFlag, text: str, style: str, color: str) -> None:
    if text:
        painter.setFont(text_font(style))
        painter.setPen(theme().color(color))
        painter.drawText(place, align | Qt.TextFlag.TextSingleLine, text)
