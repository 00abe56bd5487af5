"""What a chart says of the step that is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.series import AT_ONCE, Series
from nnplayground.ui.widgets import say

_ASIDE = 14
_MARK_PX = 6


class ChartReading(QLabel):
    """Lies over the plot beside the cross-hair; the mouse goes through."""

    def __init__(self, board: ChartBoard, picture: ChartPicture, parent: QWidget) -> None:
        super().__init__(parent)
        self._board, self._picture = board, picture
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(font("small"))
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

    def show_step(self, step: float, x: float, y: int, unit_px: float) -> None:
        """Say what there is at a step.

        Args:
            x: Where the cross-hair stands in the parent, in pixels.
            y: Height to lie at.
            unit_px: Pixels of one drawn unit of the time axis.
        """
        lines = self._lines(step, unit_px)
        if not lines:
            self.hide()
            return
        self.setText("\n".join(lines))
        self.adjustSize()
        self._place(int(x), y)
        self.show()

    def _place(self, x: int, y: int) -> None:
        room = self.parentWidget()
        left = x + _ASIDE
        if left + self.width() > room.width() - 8:
            left = x - _ASIDE - self.width()
        top = min(max(y, 4), room.height() - self.height() - 26)
        self.move(QPoint(max(left, 4), max(top, 2)))

    def _lines(self, step: float, unit_px: float) -> list[str]:
        place = self._board.curves.place_of_cursor(step, "step")
        if place is None:
            return []
        epoch, number, second = place
        parts = [self.tr("epoch {epoch}").format(epoch=f"{epoch:.3f}"), self.tr("step {0}").format(say.count(number))]
        if second > 0:
            parts.append(say.duration(second))
        own = [] if self._picture.other is not None else self._own_lines(step)
        return [" · ".join(parts), *own, *self._other_lines(step), *self._marks(epoch, unit_px)]

    def _own_lines(self, step: float) -> list[str]:
        picture, history = self._picture, self._picture.history
        lines = []
        if len(history.training):
            if picture.decay:
                lines.append(self._line(self.tr("training {value}"), history.smoothed(picture.decay, AT_ONCE), step))
            lines.append(self._line(self.tr("this step {value}"), history.training, step))
        if len(history.validation):
            text = self.tr("validation {value} (epoch {epoch})")
            lines.append(self._line(text, history.validation, step))
        if history.best is not None:
            text = self.tr("best {value} (epoch {epoch})")
            lines.append(self._at(text, history.validation, history.best))
        return lines

    def _other_lines(self, step: float) -> list[str]:
        picture, axis = self._picture, self._board.choices.axis
        here = self._board.curves.place_of_cursor(step, "step")
        x = dict(zip(("epoch", "step", "seconds"), here, strict=True))[axis]
        if picture.other is not None:
            series = picture.course()
            at = series.nearest(x, axis)
            return [] if at < 0 else [f"{self.tr('difference')} {picture.metric.say(float(series.y[at]))}"]
        lines = []
        for run in self._picture.others():
            history = run.curves.metrics[picture.metric.name]
            series = history.smoothed(picture.decay, AT_ONCE) if picture.decay else history.training
            at = series.nearest(x, axis)
            if at >= 0:
                lines.append(f"{run.name} {picture.metric.say(float(series.y[at]))}")
        return lines

    def _marks(self, epoch: float, unit_px: float) -> list[str]:
        """What was changed close to here."""
        picture, axis = self._picture, self._board.choices.axis
        here = picture.drawn(self._board.curves.place_of(epoch, axis))
        marks = self._board.curves.marks
        there = [picture.drawn(self._board.curves.place_of(mark.epoch, axis)) for mark in marks]
        return [mark.text for mark, x in zip(marks, there, strict=True) if abs(x - here) * unit_px <= _MARK_PX]

    def _line(self, text: str, series: Series, step: float) -> str:
        return self._at(text, series, series.nearest(step, "step"))

    def _at(self, text: str, series: Series, index: int) -> str:
        return text.format(value=self._picture.metric.say(float(series.y[index])), epoch=f"{series.x[index]:.3g}")
