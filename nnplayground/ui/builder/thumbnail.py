"""The live picture of a block: which image, and how large it stands on the card."""

import math

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from nnplayground.ui.views.pictures import kind_for, map_image, mosaic, value_limits, vector_image

ROOM = QSizeF(104, 84)
"""What a picture may fill on a card of usual width."""
LARGEST_CELL_PX = 20.0


def thumbnail(values: np.ndarray, raw: bool) -> tuple[QImage, QSizeF]:
    """The picture of a block's output and its size on the card.

    Args:
        values: ``(C, H, W)``, or ``(N,)``; anything else is laid out as one vector.
        raw: The values are the data itself, shown in grey. Otherwise maps are the brighter, the larger, and what is
            not positive is dark, so that one sees where a filter matches before an activation as well as after; a
            vector with negative values, as the last layer gives, shows their sign as it does in the inspector.
    """
    if values.ndim == 3:
        count, height, width = values.shape
        columns = best_columns(count, width / max(height, 1))
        image = _maps(values, columns, raw)
        return image, _fitted(columns * width, -(-count // columns) * height, 1000.0)
    values = values.ravel()
    columns = best_columns(values.size, 1.0, LARGEST_CELL_PX)
    kind = "grey" if raw else kind_for(values)
    image = vector_image(values, kind, value_limits(values, kind) if kind == "signed" else _limit(values), columns)
    return image, _fitted(columns, -(-values.size // columns), LARGEST_CELL_PX)


def best_columns(count: int, aspect: float, largest: float = 1000.0) -> int:
    """How many maps of an aspect ratio (width / height) stand in a row: large ones, and few empty places."""

    def filling(columns: int) -> float:
        rows = -(-count // columns)
        cell = min(ROOM.width() / columns / aspect, ROOM.height() / rows, largest)
        return cell * (count / (columns * rows)) ** 2

    middle = max(1, round(math.sqrt(count)))
    return max(range(max(1, middle // 2), max(count, 1) + 1 if count < 40 else 2 * middle), key=filling, default=1)


def _maps(values: np.ndarray, columns: int, raw: bool) -> QImage:
    if raw and values.shape[0] == 1:
        return map_image(values[0], "grey")
    return mosaic(values, columns, 0, "grey" if raw else "magnitude", _limit(values))


def _limit(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    high = float(finite.max()) if finite.size else 0.0
    return 0.0, high if high > 0 else 1.0


def _fitted(width: float, height: float, largest: float) -> QSizeF:
    if not width or not height:
        return QSizeF()
    scale = min(ROOM.width() / width, ROOM.height() / height, largest)
    return QSizeF(round(width * scale), round(height * scale))
