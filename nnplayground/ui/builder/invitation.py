"""What an empty canvas says."""

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnplayground.ui.builder.card import RADIUS
from nnplayground.ui.builder.face import CARD_WIDTH
from nnplayground.ui.theme import font, theme

_CARD_HEIGHT = 76.0


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
    painter.drawRoundedRect(outline, RADIUS, RADIUS)
    painter.setFont(font("small"))
    painter.setPen(theme().color("muted"))
    painter.drawText(outline, Qt.AlignmentFlag.AlignCenter, QCoreApplication.translate("spec", "Input"))
    painter.setFont(font("title"))
    painter.setPen(theme().color("text"))
    line = QRectF(area.left(), outline.bottom() + 18, area.width(), 24)
    sentence = QCoreApplication.translate("Builder", "Drag Input from the left to begin, or choose a preset")
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, sentence)
    painter.setFont(font("body"))
    painter.setPen(theme().color("muted"))
    hint = QCoreApplication.translate("Builder", "Then drag from the port of one block to the next")
    painter.drawText(line.translated(0, 26), Qt.AlignmentFlag.AlignCenter, hint)
