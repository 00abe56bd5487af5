"""The live picture of a block: which image, and how large it stands on the card."""

import math

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

from nnplayground.ui.views.pictures import kind_for, mosaic, vector_image

ROOM = QSizeF(104, 84)
"""What a picture may fill on a card of usual width."""
LARGEST_CELL_PX = 20.0
_LEAST_SIDE = 8


def thumbnail(values: np.ndarray, raw: bool) -> tuple[QImage, QSizeF]:
    """The picture of a block's output and its size on the card.

    Args:
        values: ``(C, H, W)``, or ``(N,)``; anything else is laid out as one vector.
        raw: The values are the data itself: pictures are shown in grey, numbers with their signs. All others are the
            brighter, the larger; where one is negative, the picture shows signs about a white zero, as it does in the
            inspector.
    """
    kind = ("grey" if values.ndim == 3 else "signed") if raw else kind_for(values)
    if values.ndim == 3:
        count, height, width = values.shape
        columns = best_columns(count, width / max(height, 1))
        image = mosaic(values, columns, 0, kind)
        return image, _fitted(columns * width, -(-count // columns) * height, 1000.0)
    values = values.ravel()
    side = math.isqrt(values.size)
    # What a picture was flattened into, or will be made of, shows that picture: 784 numbers are 28 rows of 28.
    columns = (
        side if side >= _LEAST_SIDE and side**2 == values.size else best_columns(values.size, 1.0, LARGEST_CELL_PX)
    )
    image = vector_image(values, kind, columns=columns)
    return image, _fitted(columns, -(-values.size // columns), LARGEST_CELL_PX)


def best_columns(count: int, aspect: float, largest: float = 1000.0) -> int:
    """How many maps of an aspect ratio (width / height) stand in a row: large ones, and few empty places."""

    def filling(columns: int) -> float:
        rows = -(-count // columns)
        cell = min(ROOM.width() / columns / aspect, ROOM.height() / rows, largest)
        return cell * (count / (columns * rows)) ** 2

    middle = max(1, round(math.sqrt(count)))
    return max(range(max(1, middle // 2), max(count, 1) + 1 if count < 40 else 2 * middle), key=filling, default=1)


def _fitted(width: float, height: float, largest: float) -> QSizeF:
    if not width or not height:
        return QSizeF()
    scale = min(ROOM.width() / width, ROOM.height() / height, largest)
    return QSizeF(round(width * scale), round(height * scale))
