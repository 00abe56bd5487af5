"""Draws the small curve of a run, in the look that it has on the charts."""

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnplayground.ui.runs.run_table import ENTRY, LOOK
from nnplayground.ui.theme import theme


class CurveDelegate(QStyledItemDelegate):
    """Loss from zero to its largest value, over the steps."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground of the cell, and the curve on it."""
        super().paint(painter, option, index)
        entry, look = index.data(ENTRY), index.data(LOOK)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        tokens = theme().tokens
        pen = QPen(QColor(tokens.on_accent if chosen else look.color if look else tokens.training), 1.4)
        if look:
            pen.setDashPattern(look.dashes)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawPolyline(_line(entry.summary.curve, QRectF(option.rect).adjusted(6, 5, -6, -5)))
        painter.restore()


def _line(curve: np.ndarray, area: QRectF) -> QPolygonF:
    if len(curve) < 2:
        return QPolygonF()
    # A first value far above all others would press the rest flat.
    top = max(float(np.quantile(curve, 0.95)) * 1.1, 1e-12)
    across = np.linspace(area.left(), area.right(), len(curve))
    up = area.bottom() - np.clip(curve / top, 0, 1) * area.height()
    return QPolygonF([QPointF(x, y) for x, y in zip(across.tolist(), up.tolist(), strict=True)])
