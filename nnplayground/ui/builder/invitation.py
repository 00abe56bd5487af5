"""What an empty canvas says."""

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnplayground.ui.builder.card import RADIUS
from nnplayground.ui.builder.face import CARD_WIDTH
from nnplayground.ui.theme import font, theme

_CARD_HEIGHT = 76.0
_LEAST_PX, _MARGIN_PX = 250, 12
"""How high the canvas must be for the outline too, and what is left free beside the words."""


def room_below(area: QRect) -> int:
    """Where, below the middle, the words end and there is room for a button."""
    return 84 if area.height() >= _LEAST_PX else 34


def paint_invitation(painter: QPainter, area: QRect) -> None:
    """Say, in the middle of the viewport, how to begin; a dashed outline shows where the first block may go."""
    centre = QPointF(area.center())
    outline = QRectF(0, 0, CARD_WIDTH, _CARD_HEIGHT)
    outline.moveCenter(centre - QPointF(0, 52))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme().color("muted"), 1.5)
    pen.setDashPattern([4, 4])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font("small"))
    if area.height() >= _LEAST_PX:
        painter.drawRoundedRect(outline, RADIUS, RADIUS)
        painter.setPen(theme().color("muted"))
        painter.drawText(outline, Qt.AlignmentFlag.AlignCenter, QCoreApplication.translate("spec", "Input"))
    painter.setFont(font("title"))
    painter.setPen(theme().color("text"))
    middle = centre.y() + room_below(area)  # the words stand upon this, the title upon the hint
    line = QRectF(area.left() + _MARGIN_PX, middle - 94, area.width() - 2 * _MARGIN_PX, 46)
    sentence = QCoreApplication.translate("Builder", "Drag Input from the left to begin, or choose a preset")
    wrapped = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom) | Qt.TextFlag.TextWordWrap
    painter.drawText(line, wrapped, sentence)
    painter.setFont(font("body"))
    painter.setPen(theme().color("muted"))
    hint = QCoreApplication.translate("Builder", "Then drag from the port of one block to the next")
    painter.drawText(QRectF(line.left(), line.bottom() + 2, line.width(), 30), wrapped, hint)
