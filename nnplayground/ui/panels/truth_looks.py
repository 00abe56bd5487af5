"""How the truth of a sample is shown: as the mark of a class, as dots for labels, as a colour for a number."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnplayground.spec.truth import Truth
from nnplayground.ui.texts import spec_text
from nnplayground.ui.theme import theme
from nnplayground.ui.views.pictures import color_at
from nnplayground.ui.widgets import say

_RADIUS = 2.6
_DOT_PX = 6
_CORNERS: tuple[tuple[int, float], ...] = ((0, 0.0), (4, 45.0), (4, 0.0), (3, -90.0))
"""Marks of the classes: a disc, a square, a diamond, a triangle, as corners and the angle of the first."""


@dataclass(frozen=True)
class TruthLook:
    """The truth of one sample: in words, in a few letters, as a mark of a point, and which labels are true of it."""

    words: str
    short: str
    paint: Callable[[QPainter, QPointF], None]
    flags: tuple[bool, ...] | None = None


class TruthLooks:
    """How the truths of a data set are shown.

    Args:
        ranges: Between what each number lies.
    """

    def __init__(self, truth: Truth, ranges: Sequence[tuple[float, float]] = ()) -> None:
        self.truth, self._ranges = truth, tuple(ranges)
        self.names = tuple(spec_text(name) for name in truth.names)
        self._look = {"class": self._of_class, "labels": self._of_labels, "numbers": self._of_numbers}[truth.kind]

    def look(self, value: np.ndarray) -> TruthLook:
        """That of one sample: the place of its class ``()``, or labels or numbers ``(names,)``."""
        return self._look(value)

    @property
    def ends(self) -> tuple[float, float]:
        """Those of the scale of colours of the first number, whose middle is zero where there are both signs."""
        low, high = self._ranges[0] if self._ranges else (-1.0, 1.0)
        reach = max(-low, high)
        return (-reach, reach) if low < 0 < high else (low, high)

    def number(self, index: int, value: float) -> str:
        """A value of one of the numbers in words."""
        return say.within(value, *self._ranges[index]) if index < len(self._ranges) else say.number(value)

    def share(self, value: float) -> float:
        """Where a value of the first number lies on the scale of colours; also of many values."""
        low, high = self.ends
        return (value - low) / ((high - low) or 1.0)

    def _of_class(self, value: np.ndarray) -> TruthLook:
        name, index = self.names[int(value)], int(value)
        return TruthLook(name, name, lambda painter, place: paint_mark(painter, place, index))

    def _of_labels(self, value: np.ndarray) -> TruthLook:
        flags = tuple(bool(each) for each in value >= 0.5)
        true = [name for name, yes in zip(self.names, flags, strict=True) if yes]
        words = ", ".join(true) or QCoreApplication.translate("TruthLooks", "no label is true")
        return TruthLook(words, words, lambda painter, place: paint_slices(painter, place, flags), flags)

    def _of_numbers(self, value: np.ndarray) -> TruthLook:
        texts = [self.number(index, float(v)) for index, v in enumerate(value)]
        words = ", ".join(f"{name} {text}" for name, text in zip(self.names, texts, strict=True))
        color = color_at(self.share(float(value[0])), "signed")
        return TruthLook(words, " · ".join(texts), lambda painter, place: _paint_disc(painter, place, color))


def class_color(index: int) -> QColor:
    """The colour of a class or a label."""
    tokens = theme().tokens
    families = ("dense", "pooling", "attention", "sequence", "normalisation", "shape")
    colors = (tokens.training, tokens.validation, *(tokens.families[name] for name in families))
    return QColor(colors[index % len(colors)])


def paint_mark(
    painter: QPainter,
    place: QPointF,
    class_index: int,
    radius: float = _RADIUS,
    edge: QPen | Qt.PenStyle = Qt.PenStyle.NoPen,
) -> None:
    """The mark of a class: colour and shape, with an edge where it lies on colours."""
    painter.setPen(edge)
    painter.setBrush(class_color(class_index))
    corners, first = _CORNERS[class_index % len(_CORNERS)]
    if not corners:
        painter.drawEllipse(place, radius, radius)
        return
    angles = [math.radians(first + 360 / corners * i) for i in range(corners)]
    far = radius * 1.25
    painter.drawPolygon(QPolygonF([place + QPointF(far * math.cos(a), far * math.sin(a)) for a in angles]))


def paint_slices(painter: QPainter, place: QPointF, flags: Sequence[bool], radius: float = 3.6) -> None:
    """A disc with a slice in the colour of each label that is true; an empty ring where none is."""
    true = [index for index, yes in enumerate(flags) if yes]
    if not true:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().color("muted"), 1))
        painter.drawEllipse(place, radius - 1, radius - 1)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    box = QRectF(place.x() - radius, place.y() - radius, 2 * radius, 2 * radius)
    whole = 360 * 16
    for turn, index in enumerate(true):
        painter.setBrush(class_color(index))
        start = 90 * 16 - whole * turn // len(true)
        painter.drawPie(box, start, -(whole // len(true)))


def paint_dots(painter: QPainter, centre: QPointF, flags: Sequence[bool]) -> None:
    """A dot for each label in a row, in its colour where it is true."""
    left = centre.x() - (len(flags) - 1) * _DOT_PX / 2
    for index, yes in enumerate(flags):
        place = QPointF(left + index * _DOT_PX, centre.y())
        painter.setPen(Qt.PenStyle.NoPen if yes else QPen(theme().color("hairline"), 1))
        painter.setBrush(class_color(index) if yes else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place, 2.2, 2.2)


def _paint_disc(painter: QPainter, place: QPointF, color: QColor) -> None:
    painter.setPen(QPen(theme().color("muted"), 0.5))
    painter.setBrush(color)
    painter.drawEllipse(place, 3.0, 3.0)
