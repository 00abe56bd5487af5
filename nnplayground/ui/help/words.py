"""What the help says of a kind besides its own texts: what it takes, and the bounds of its parameters."""

from PySide6.QtCore import QCoreApplication

from nnplayground.spec.fields import Field
from nnplayground.spec.layers.base import KINDS_OF_VALUE, Layer
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets.say import number

_SIZES = {1: "(N)", 2: "(L, F)", 3: "(C, H, W)"}


def ports_words(layer: type[Layer]) -> str:
    """How many inputs of what shape it takes: ``1 input: a picture (C, H, W)``."""
    least, most = layer.ports
    if not most:
        return _tr("No input: the data set comes in here")
    if least == most == 1:
        count = _tr("1 input")
    else:
        count = _tr("{0} inputs").format(least) if least == most else _tr("{0} to {1} inputs").format(least, most)
    return f"{count}: {_shapes(layer.ranks)}"


def range_words(field: Field) -> str:
    """What a parameter may be: ``1 to 64 px``, ``on or off``, the choices."""
    if field.kind == "choice":
        return " · ".join(spec_text(str(choice)) for choice in field.choices)
    if field.kind == "bool":
        return _tr("on or off")
    if field.minimum is None or field.maximum is None:
        return ""
    template = _tr("above {0} to {1}") if field.exclusive_minimum else _tr("{0} to {1}")
    words = template.format(_plain(field.minimum, field), _plain(field.maximum, field))
    return f"{words} {spec_text(field.unit)}".strip()


def default_words(field: Field) -> str:
    """What a parameter is to begin with."""
    if field.kind == "bool":
        return _tr("on") if field.default else _tr("off")
    if field.kind in ("int", "float"):
        return f"{_plain(field.default, field)} {spec_text(field.unit)}".strip()
    return spec_text(str(field.default))


def _shapes(ranks: tuple[int, ...]) -> str:
    if not ranks:
        return _tr("any shape")
    return _tr(" or ").join(
        f"{spec_text(KINDS_OF_VALUE[rank])} {_SIZES[rank]}" if rank in _SIZES else _tr("{0} sizes").format(rank)
        for rank in ranks
    )


def _plain(value: float, field: Field) -> str:
    """Whole numbers as they are, others without zeros at their end."""
    return f"{int(value):,}" if field.kind == "int" else _trimmed(number(value))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text and "×" not in text else text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Help", text)
