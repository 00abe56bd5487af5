"""How truth and answers of points in the plane are coloured: classes, one of several labels, or one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from nnplayground.spec.truth import Truth
from nnplayground.ui.panels.truth_looks import TruthLooks, class_color, paint_mark
from nnplayground.ui.theme import theme
from nnplayground.ui.views.pictures import TABLES, color_at, map_image
from nnplayground.ui.widgets import say

_RADIUS = 3.0
_FULL = 0.62
"""How strong a colour is where the network is sure: the samples on it are stronger."""
_OTHERS = 0.5
"""How strong the grey is where a label is not likely."""
_NOT_FINITE = 256


class PlaneColors:
    """The colours of one data set.

    Args:
        names: Of classes, labels or numbers, translated.
        shown: Which label or number is shown; of classes all are.
        ranges: Between what each number lies.
    """

    each: Callable[[int], QColor] | None = staticmethod(class_color)
    """The colour of each name; None where they have none of their own."""

    def __init__(self, names: Sequence[str], shown: int, ranges: Sequence[tuple[float, float]]) -> None:
        self.names, self.shown, self.ranges = tuple(names), shown, tuple(ranges)

    def image(self, surface: np.ndarray) -> QImage:
        """A picture of answers ``(H, W, names)``, a pixel each; what is not finite is pink."""
        raise NotImplementedError

    def paint_dot(self, painter: QPainter, place: QPointF, truth: np.ndarray) -> None:
        """A sample: the place of its class ``()``, or its labels or numbers ``(names,)``."""
        raise NotImplementedError

    def words(self, answer: np.ndarray) -> str:
        """The answer at one place, ``(names,)``."""
        raise NotImplementedError

    def key(self) -> list[tuple[str, np.ndarray]]:
        """What is told of the colours: names, and the truth of a sample that has such a dot."""
        raise NotImplementedError

    def scale(self) -> list[QColor] | None:
        """The scale of colours from one end to the other, where there is one; ``key`` then tells ends and middle."""
        return None


class ClassColors(PlaneColors):
    """The colour of the class with the largest share, paler the closer the others come."""

    def image(self, surface: np.ndarray) -> QImage:
        best, count = surface.argmax(2), surface.shape[2]
        share = np.take_along_axis(surface, best[..., None], 2)[..., 0]
        strength = (share * count - 1) / max(count - 1, 1)  # from as likely as all others to sure
        colors = np.array([_channels(class_color(index)) for index in range(count)])
        return _blended(colors[best], strength, np.isfinite(surface).all(2))

    def paint_dot(self, painter: QPainter, place: QPointF, truth: np.ndarray) -> None:
        paint_mark(painter, place, int(truth), _RADIUS, _edge())

    def words(self, answer: np.ndarray) -> str:
        best = int(answer.argmax())
        return _pair(self.names[best], say.percent(float(answer[best])))

    def key(self) -> list[tuple[str, np.ndarray]]:
        return [(name, np.array(index)) for index, name in enumerate(self.names)]


class LabelColors(PlaneColors):
    """The colour of the label where it is likely, grey where it is not, pale in between."""

    def image(self, surface: np.ndarray) -> QImage:
        share = surface[..., self.shown]
        side = (share >= 0.5).astype(int)
        colors = np.array([_channels(theme().color("muted")), _channels(class_color(self.shown))])
        strength = np.abs(2 * share - 1) * np.array([_OTHERS, 1.0])[side]
        return _blended(colors[side], strength, np.isfinite(share))

    def paint_dot(self, painter: QPainter, place: QPointF, truth: np.ndarray) -> None:
        painter.setPen(_edge())
        painter.setBrush(class_color(self.shown) if truth[self.shown] >= 0.5 else theme().color("muted"))
        radius = _RADIUS if truth[self.shown] >= 0.5 else _RADIUS - 0.8
        painter.drawEllipse(place, radius, radius)

    def words(self, answer: np.ndarray) -> str:
        return _pair(self.names[self.shown], say.percent(float(answer[self.shown])))

    def key(self) -> list[tuple[str, np.ndarray]]:
        yes, no = self.names[self.shown], QCoreApplication.translate("PlaneColors", "others")
        return [(yes, np.ones(len(self.names))), (no, np.zeros(len(self.names)))]


class NumberColors(PlaneColors):
    """Answers and truth on one scale of colours, whose middle is zero where there are both signs."""

    each = None

    def __init__(self, names: Sequence[str], shown: int, ranges: Sequence[tuple[float, float]]) -> None:
        super().__init__(names, shown, ranges)
        self.looks = TruthLooks(Truth("numbers", (self.names[shown],)), self.ranges[shown : shown + 1])

    def image(self, surface: np.ndarray) -> QImage:
        return map_image(self.looks.share(surface[..., self.shown].astype(np.float64)), "signed", (0.0, 1.0))

    def paint_dot(self, painter: QPainter, place: QPointF, truth: np.ndarray) -> None:
        painter.setPen(QPen(QColor(0, 0, 0, 150), 0.8))
        painter.setBrush(color_at(self.looks.share(float(truth[self.shown])), "signed"))
        painter.drawEllipse(place, _RADIUS, _RADIUS)

    def words(self, answer: np.ndarray) -> str:
        return _pair(self.names[self.shown], say.within(float(answer[self.shown]), *self.looks.ends))

    def key(self) -> list[tuple[str, np.ndarray]]:
        low, high = self.looks.ends
        values, like = (low, (low + high) / 2, high), len(self.names)
        return [(say.within(value, low, high), np.full(like, value)) for value in values]

    def scale(self) -> list[QColor]:
        return [color_at(step / 8, "signed") for step in range(9)]


_KINDS: dict[str, type[PlaneColors]] = {"class": ClassColors, "labels": LabelColors, "numbers": NumberColors}


def colors_of(
    truth: Truth, names: Sequence[str], shown: int = 0, ranges: Sequence[tuple[float, float]] = ()
) -> PlaneColors:
    """The colours for data with such a truth."""
    return _KINDS[truth.kind](names, shown, ranges)


def _pair(name: str, value: str) -> str:
    return f"{name} {value}"


def _edge() -> QPen:
    return QPen(theme().color("surface"), 1)


def _channels(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def _blended(colors: np.ndarray, strength: np.ndarray, finite: np.ndarray) -> QImage:
    """Colours ``(H, W, 3)`` over the surface of the window, as strong as ``(H, W)`` says, 0 to 1."""
    alpha = _FULL * np.where(finite, strength, 0.0).clip(0, 1)[..., None]
    mixed = np.rint(255 * (colors * alpha + np.array(_channels(theme().color("surface"))) * (1 - alpha)))
    red, green, blue = np.moveaxis(mixed.astype(np.uint32), 2, 0)
    words = np.where(finite, 0xFF000000 | red << 16 | green << 8 | blue, TABLES["signed"][_NOT_FINITE])
    words = np.ascontiguousarray(words, np.uint32)
    height, width = words.shape
    return QImage(words.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
