"""What a chart says of the step that is pointed at."""

from __future__ import annotations

import re
from html import escape, unescape

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.curves import Place, RunCurves
from nnplayground.ui.views.series import AT_ONCE, Series
from nnplayground.ui.widgets import say

_ASIDE = 14
_MARK_PX = 6
_AROUND_PX = 42
_TAGS = re.compile("<[^>]*>")


class ChartReading(QLabel):
    """Lies over the plot beside the cross-hair; the mouse goes through."""

    def __init__(self, board: ChartBoard, picture: ChartPicture, parent: QWidget) -> None:
        super().__init__(parent)
        self._board, self._picture = board, picture
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(font("small"))
        self.setTextFormat(Qt.TextFormat.RichText)
        self.hide()
        theme().changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take the colours of the theme."""
        tokens = theme().tokens
        self.setStyleSheet(
            f"color: {tokens.text}; background: {tokens.surface}; border: 1px solid {tokens.hairline};"
            "border-radius: 6px; padding: 4px 7px;"
        )

    def show_place(self, place: Place, x: float, y: int, unit_px: float) -> None:
        """Say what there is at a step.

        Args:
            x: Where the cross-hair stands in the parent, in pixels.
            y: Height to lie at.
            unit_px: Pixels of one drawn unit of the time axis.
        """
        self.setText("<br>".join(self._fitting(self._lines(place, unit_px))))
        self.adjustSize()
        self._move_to(int(x), y)
        self.raise_()  # what lies beyond the plot is said there too
        self.show()

    def _fitting(self, lines: list[str]) -> list[str]:
        """As many as the plot has the height for, and how many there are besides."""
        most = max((self.parentWidget().height() - _AROUND_PX) // self.fontMetrics().lineSpacing(), 2)
        if len(lines) <= most:
            return lines
        return [*lines[: most - 1], escape(self.tr("and {0} more").format(len(lines) - most + 1))]

    def said(self) -> str:
        """What it says, without marks and colours."""
        return unescape(_TAGS.sub("", self.text().replace("<br>", "\n")))

    def _move_to(self, x: int, y: int) -> None:
        room = self.parentWidget()
        left = x + _ASIDE
        if left + self.width() > room.width() - 8:
            left = x - _ASIDE - self.width()
        top = min(max(y, 4), room.height() - self.height() - 26)
        self.move(QPoint(max(left, 4), max(top, 2)))

    def _lines(self, place: Place, unit_px: float) -> list[str]:
        epoch = self.tr("epoch {epoch}").format(epoch=f"{place.epoch:.3f}")
        parts = [epoch, self.tr("step {0}").format(say.count(place.step))]
        if place.seconds > 0:
            parts.append(say.duration(place.seconds))
        x = place.along(self._board.choices.axis)
        if self._picture.other is not None:
            values = self._difference_line(x)
        else:
            values = [*self._own_lines(x), *self._other_lines(x)]
        return [" · ".join(parts), *values, *map(escape, self._marks(x, unit_px))]

    def _own_lines(self, x: float) -> list[str]:
        picture, history = self._picture, self._picture.history
        training, lines = theme().tokens.training, []
        if _reaches(self._board.curves, history.training, x, self._axis):
            if picture.decay:
                smoothed = history.smoothed(picture.decay, AT_ONCE)
                lines.append(self._line(self.tr("training {value}"), smoothed, x, training))
            lines.append(self._line(self.tr("this step {value}"), history.training, x, ""))
        validation = theme().tokens.validation
        if len(history.validation) and lines:
            text = self.tr("validation {value} (epoch {epoch})")
            lines.append(self._line(text, history.validation, x, validation))
        if history.best is not None:
            text = self.tr("best {value} (epoch {epoch})")
            lines.append(self._at(text, history.validation, history.best, validation, "◆"))
        return lines

    def _difference_line(self, x: float) -> list[str]:
        series = self._picture.course()
        at = series.nearest(x, self._axis)
        if at < 0:
            return []
        return [f"{escape(self.tr('difference'))} {escape(self._picture.metric.say(float(series.y[at])))}"]

    def _other_lines(self, x: float) -> list[str]:
        picture, lines = self._picture, []
        for run in picture.others():
            history = run.curves.metrics[picture.metric.name]
            series = history.smoothed(picture.decay, AT_ONCE) if picture.decay else history.training
            if _reaches(run.curves, series, x, self._axis):
                said = f"{run.name} {self._value(series, x)}"
                if len(history.validation):
                    said = self.tr("{run}, validation {value}").format(
                        run=said, value=self._value(history.validation, x)
                    )
                lines.append(_marked(run.look.color, "╌", said))
        return lines

    def _value(self, series: Series, x: float) -> str:
        return self._picture.metric.say(float(series.y[series.nearest(x, self._axis)]))

    @property
    def _axis(self) -> str:
        return self._board.choices.axis

    def _marks(self, x: float, unit_px: float) -> list[str]:
        """What was changed close to here."""
        picture, axis = self._picture, self._axis
        here = picture.drawn(x)
        marks = self._board.curves.marks
        there = [picture.drawn(self._board.curves.place_of(mark.epoch, axis)) for mark in marks]
        return [mark.text for mark, at in zip(marks, there, strict=True) if abs(at - here) * unit_px <= _MARK_PX]

    def _line(self, text: str, series: Series, x: float, color: str) -> str:
        return self._at(text, series, series.nearest(x, self._axis), color)

    def _at(self, text: str, series: Series, index: int, color: str, mark: str = "━") -> str:
        value = self._picture.metric.say(float(series.y[index]))
        return _marked(color, mark if color else "", text.format(value=value, epoch=f"{series.x[index]:.3g}"))


def _reaches(curves: RunCurves, series: Series, x: float, axis: str) -> bool:
    """Whether a run has come so far: beyond its end it says nothing."""
    return len(series) > 0 and x <= curves.last_along(axis) * 1.001


def _marked(color: str, mark: str, text: str) -> str:
    """A line of text behind a mark in the colour of its curve."""
    return f'<span style="color: {color}">{mark}</span> {escape(text)}' if mark else escape(text)
