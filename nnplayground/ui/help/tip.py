"""The hover card of a layer: its picture, title, tip and formula, as rich text for Qt's own tool-tip."""

import html

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPixmap

from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import theme
from nnplayground.ui.widgets.formula import formula_pixmap, formula_size
from nnplayground.ui.widgets.layer_picture import layer_pixmap

_PICTURE_PX, _TEXT_PX = 72, 250


def layer_tip(layer: Layer, hint: str, ratio: float) -> str:
    """The card as HTML, pictures included.

    Args:
        layer: What is explained.
        hint: What one can do with it, in small print.
        ratio: Device pixels of a logical one, so that the pictures are sharp.
    """
    tag, muted = tag_of(layer), theme().tokens.muted
    picture = _image(layer_pixmap(layer, _PICTURE_PX, ratio))
    formula = ""
    if not formula_size(tag).isEmpty():
        formula = f"<tr><td colspan=2 style='padding-top: 10px'>{_image(formula_pixmap(tag, ratio))}</td></tr>"
    return (
        f"<qt><table cellspacing=0 cellpadding=4><tr><td width={_PICTURE_PX + 12}>{picture}</td>"
        f"<td width={_TEXT_PX} valign=middle><b>{html.escape(spec_text(layer.title))}</b><br>"
        f"{html.escape(spec_text(layer.tip))}</td></tr>{formula}"
        f"<tr><td colspan=2 style='color: {muted}; font-size: 11px; padding-top: 6px'>{html.escape(hint)}</td></tr>"
        "</table></qt>"
    )


def _image(pixmap: QPixmap) -> str:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    size = pixmap.deviceIndependentSize().toSize()
    coded = data.toBase64().data().decode("ascii")
    return f"<img src='data:image/png;base64,{coded}' width={size.width()} height={size.height()}>"
