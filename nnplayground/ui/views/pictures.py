"""Arrays become pictures: one ``QImage`` for a map, for all maps of a layer, or for a vector.

Three kinds of scale, each with one meaning: ``"signed"`` (orange, white, blue; symmetric about zero), ``"magnitude"``
(dark to bright, lightness rising evenly) and ``"grey"`` (black to white, for pictures themselves). A value that is not
finite is drawn in a pink that none of the scales contains.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

Kind = Literal["signed", "magnitude", "grey"]

_ANCHORS: dict[str, tuple[str, ...]] = {
    "signed": ("#c24e12", "#e8853f", "#f6bd97", "#f7f7f8", "#a3c4f2", "#5590e6", "#1d5ac2"),
    "magnitude": ("#0c1030", "#1d2a5c", "#1d5673", "#1f8a82", "#4dbb72", "#b4de55", "#fdf6a6"),
    "grey": ("#000000", "#ffffff"),
}
_NOT_FINITE = "#e6399b"
_EMPTY_INDEX = 257


def _channels(colours: tuple[str, ...]) -> np.ndarray:
    return np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours], np.float64)


def _table(colours: tuple[str, ...]) -> np.ndarray:
    """ARGB words, uint32 ``(258,)``: 256 steps between the anchors, the colour for "not finite", transparent."""
    anchors = _channels(colours)
    places = np.linspace(0, len(anchors) - 1, 256)
    steps = np.stack([np.interp(places, np.arange(len(anchors)), anchors[:, c]) for c in range(3)], 1)
    rgb = np.rint(np.concatenate([steps, _channels((_NOT_FINITE,))])).astype(np.uint32)
    words = 0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]
    return np.append(words, 0).astype(np.uint32)


TABLES: dict[str, np.ndarray] = {kind: _table(anchors) for kind, anchors in _ANCHORS.items()}


def color_at(share: float, kind: Kind) -> QColor:
    """The colour at a place of a scale, 0 its low end and 1 its high end."""
    return QColor.fromRgb(int(TABLES[kind][round(min(max(share, 0.0), 1.0) * 255)]))


def kind_for(array: np.ndarray) -> Kind:
    """The scale that fits values: signed as soon as one is negative."""
    return "signed" if np.asarray(array).size and np.nanmin(_finite(array), initial=0.0) < 0 else "magnitude"


def value_limits(array: np.ndarray, kind: Kind) -> tuple[float, float]:
    """What the two ends of a scale stand for, for its legend.

    Symmetric about zero when signed; otherwise from zero, or from the smallest value where that is negative, to the
    largest. Values that are not finite are left out; never empty: nothing but zeros gives an upper end of 1.
    """
    finite = _finite(array)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if kind == "signed":
        reach = max(-low, high) or 1.0
        return -reach, reach
    low = min(low, 0.0)
    return low, high if high > low else low + 1.0


def map_image(array: np.ndarray, kind: Kind = "magnitude", limit: tuple[float, float] | None = None) -> QImage:
    """Colour one map, one pixel per value.

    Args:
        array: Values, ``(H, W)``.
        kind: The scale.
        limit: What the ends of the scale stand for; taken from the values when not given.
    Returns: An opaque picture of H x W pixels; a null picture for an array without values.
    """
    return _to_image(_indices(np.asarray(array), kind, limit), kind)


def mosaic(
    array: np.ndarray,
    columns: int | None = None,
    gap: int = 1,
    kind: Kind = "magnitude",
    limit: tuple[float, float] | None = None,
) -> QImage:
    """Set all maps of a layer side by side in one picture, on one common scale.

    Args:
        array: Values, ``(C, H, W)``.
        columns: Maps in a row; nearly a square of maps when not given.
        gap: Transparent pixels between two maps.
        kind: The scale.
        limit: What the ends of the scale stand for; taken from all values together when not given.
    Returns: One picture, transparent in the gaps and behind the last map; null when there is nothing to show.
    """
    array = np.asarray(array)
    if not array.size:
        return QImage()
    count, height, width = array.shape
    columns = min(columns or near_square_columns(count), count)
    rows = -(-count // columns)
    cells = np.full((rows * columns, height + gap, width + gap), _EMPTY_INDEX, np.uint16)
    cells[:count, :height, :width] = _indices(array, kind, limit)
    sheet = cells.reshape(rows, columns, height + gap, width + gap).swapaxes(1, 2)
    sheet = sheet.reshape(rows * (height + gap), columns * (width + gap))
    return _to_image(sheet[: sheet.shape[0] - gap, : sheet.shape[1] - gap], kind)


def vector_image(
    array: np.ndarray, kind: Kind = "magnitude", limit: tuple[float, float] | None = None, columns: int | None = None
) -> QImage:
    """Lay a vector ``(N,)`` out, row by row, as a nearly square grid of cells, one pixel each."""
    return mosaic(np.asarray(array).reshape(-1, 1, 1), columns, 0, kind, limit)


def near_square_columns(count: int) -> int:
    """Columns of the nearly square grid that holds ``count`` cells; never 0."""
    return max(math.ceil(math.sqrt(count)), 1)


def fitted(target: QRectF, image: QImage) -> QRectF:
    """The largest rectangle of the picture's aspect ratio in the middle of ``target``."""
    if image.isNull() or target.isEmpty():
        return QRectF(target.center(), target.center())
    scale = min(target.width() / image.width(), target.height() / image.height())
    inner = QRectF(0, 0, image.width() * scale, image.height() * scale)
    inner.moveCenter(target.center())
    return inner


def draw_crisp(painter: QPainter, target: QRectF, image: QImage) -> None:
    """Draw a picture with hard pixel edges when it is enlarged, and averaged when it is made smaller."""
    if image.isNull() or target.isEmpty():
        return
    ratio = painter.device().devicePixelRatioF()
    shrinks = target.width() * ratio < image.width()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    if shrinks:
        size = (target.size() * ratio).toSize()
        image = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    painter.drawImage(target, image)
    painter.restore()


def _finite(array: np.ndarray) -> np.ndarray:
    array = np.asarray(array)
    finite = np.isfinite(array)
    return array if finite.all() else array[finite]


def _indices(array: np.ndarray, kind: Kind, limit: tuple[float, float] | None) -> np.ndarray:
    """Place of each value in the colour table, uint16, same shape."""
    low, high = limit or value_limits(array, kind)
    # Halves keep high - low finite for values up to the largest double.
    span = max(high / 2 - low / 2, np.finfo(np.float64).tiny)
    with np.errstate(over="ignore", invalid="ignore"):
        places = (array.astype(np.float64) / 2 - low / 2) * (1 / span) if span > 1e-300 else array * 0.0
    finite = np.isfinite(array)
    scaled = np.clip(np.where(finite, places, 0.0), 0.0, 1.0) * 255 + 0.5
    return np.where(finite, scaled.astype(np.uint16), np.uint16(256))


def _to_image(indices: np.ndarray, kind: Kind) -> QImage:
    if not indices.size:
        return QImage()
    words = np.ascontiguousarray(TABLES[kind][indices])
    height, width = words.shape
    # Every colour is opaque or fully transparent, so premultiplied words are the same, and faster to paint.
    image = QImage(words.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
