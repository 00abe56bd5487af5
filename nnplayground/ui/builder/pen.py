"""The fonts of the canvas and how wide texts are in them; measured once per text, since a block asks on each paint."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF

from nnplayground.ui.theme import font

Style = str
"""``title``, ``chip`` or ``small``."""


@lru_cache(maxsize=8)
def text_font(style: Style) -> QFont:
    """The font for a kind of text on a block."""
    result = font("small" if style == "small" else "body")
    if style == "title":
        result.setWeight(QFont.Weight.DemiBold)
    if style == "chip":
        result.setPixelSize(12)
        result.setWeight(QFont.Weight.Medium)
    return result


@lru_cache(maxsize=4096)
def text_width(text: str, style: Style) -> float:
    """The width of a text in pixels at zoom 1."""
    return QFontMetricsF(text_font(style)).horizontalAdvance(text)
