"""What a block shows, and how much room that takes."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSizeF

from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import say_shape
from nnplayground.spec.layers.base import Layer
from nnplayground.ui.builder.pen import text_width
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets.answer_style import Bar
from nnplayground.ui.widgets.say import short_count

CARD_WIDTH, CHIP_HEIGHT = 116.0, 24.0
TITLE_HEIGHT, PICTURE_TOP, PICTURE_GAP, FOOTER_HEIGHT = 31.0, 36.0, 7.0, 26.0
NOTE_HEIGHT = 24.0
MOST_BARS, LABEL_WIDTH, LEAST_TRACK = 10, 84.0, 44.0
_TIGHT_PITCH, _PITCH, _FEW_BARS = 11.0, 14.0, 6
_USUAL_NUMBER, _NUMBER_GAP = "−0.0000", 6.0
"""Room that is always kept, so that the block does not change its size with each answer."""
SIDE = 9.0
LOCK = QSizeF(8, 10)
_PLAIN_FAMILIES = ("shape",)


@dataclass(frozen=True)
class Face:
    """The texts of a block, and the bars of an answer."""

    title: str
    telling: str
    family: str
    chip: bool
    left: str = ""
    right: str = ""
    bars: tuple[Bar, ...] = ()
    frozen: bool = False
    """Whether a lock says that training leaves it as it is."""
    share: float = 0.0
    """Its part of the multiply-adds of the network, 0 to 1."""
    note: str = ""
    """A line between title and footer."""
    stacked: bool = False
    """Drawn as several cards, one behind the other."""


def face_of(layer: Layer, facts: BlockFacts | None = None) -> Face:
    """The texts for a layer of which this much is known."""
    shape = say_shape(facts.shape) if facts and facts.shape else "–"
    parameters = short_count(facts.parameters) if facts and facts.parameters else ""
    return Face(spec_text(layer.title), layer.telling(), layer.family, layer.chip, shape, parameters)


def work_shares(blocks: Mapping[str, BlockFacts]) -> dict[str, float]:
    """Which part of the network's multiply-adds each block does; of its parameters where nothing is multiplied."""
    for field in ("multiply_adds", "parameters"):
        total = sum(getattr(facts, field) for facts in blocks.values())
        if total:
            return {name: getattr(facts, field) / total for name, facts in blocks.items()}
    return {}


def has_picture(layer: Layer) -> bool:
    """Whether a live picture belongs on the block: chips are too small, and a new shape shows no new numbers."""
    return not layer.chip and layer.family not in _PLAIN_FAMILIES


def top_bars(bars: tuple[Bar, ...]) -> tuple[Bar, ...]:
    """The bars that fit: all in their order, or the longest where there are too many."""
    return bars if len(bars) <= MOST_BARS else tuple(sorted(bars, key=lambda bar: -bar.length)[:MOST_BARS])


def size_of(face: Face, picture: QSizeF | None = None) -> QSizeF:
    """The size of a block; even numbers, so that its centre lies on a pixel."""
    if face.chip:
        return QSizeF(_even(text_width(_chip_text(face), "chip") + 21 + lock_width(face)), CHIP_HEIGHT)
    head = text_width(face.title, "title") + text_width(face.telling, "small") + 2 * SIDE + 10 + lock_width(face)
    foot = text_width(face.left, "small") + text_width(face.right, "small") + 2 * SIDE + 12
    width = _even(max(CARD_WIDTH, head, foot))
    if face.bars:
        width = max(width, _even(label_width(face.bars) + 6 + LEAST_TRACK + number_width(face.bars) + 2 * SIDE))
        return QSizeF(width, _even(PICTURE_TOP + len(face.bars) * bar_pitch(face.bars) + 5 + FOOTER_HEIGHT))
    if face.note:
        return QSizeF(width, _even(TITLE_HEIGHT + NOTE_HEIGHT + FOOTER_HEIGHT))
    if picture is not None and not picture.isEmpty():
        return QSizeF(width, _even(PICTURE_TOP + picture.height() + PICTURE_GAP + FOOTER_HEIGHT))
    return QSizeF(width, _even(TITLE_HEIGHT + FOOTER_HEIGHT))


def bar_pitch(bars: tuple[Bar, ...]) -> float:
    """From one bar to the next: few of them leave room for letters that reach below the line."""
    return _PITCH if len(bars) <= _FEW_BARS else _TIGHT_PITCH


def label_width(bars: tuple[Bar, ...]) -> float:
    """The width of the column of names beside the bars."""
    return min(LABEL_WIDTH, max((text_width(bar.label, "small") for bar in bars), default=0.0))


def number_width(bars: tuple[Bar, ...]) -> float:
    """The width of the column of numbers behind the bars, with the gap before it; 0 without numbers."""
    numbers = [bar.number for bar in bars if bar.number]
    return max(text_width(text, "small") for text in (*numbers, _USUAL_NUMBER)) + _NUMBER_GAP if numbers else 0.0


def lock_width(face: Face) -> float:
    """What the lock needs, with the gap before it."""
    return LOCK.width() + 5 if face.frozen else 0.0


def _chip_text(face: Face) -> str:
    return f"{face.title} {face.telling}" if face.telling else face.title


def _even(value: float) -> float:
    return 2.0 * -(-value // 2)
