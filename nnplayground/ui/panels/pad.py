"""The panel in which one draws a digit and watches the network answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from nnplayground import drawing
from nnplayground.ui.panels.closed_pad import ClosedPad
from nnplayground.ui.panels.trying_panel import TryingPanel
from nnplayground.ui.theme import font, theme
from nnplayground.ui.views import pictures
from nnplayground.ui.widgets.answer_bars import AnswerBars
from nnplayground.ui.widgets.answer_style import AnswerStyle
from nnplayground.ui.widgets.digit_canvas import DigitCanvas
from nnplayground.ui.widgets.given_back import GivenBack

Rasterise = Callable[[Sequence[np.ndarray]], np.ndarray]

_SPACE = 12
_CAPTION = 16
_SMALLEST, _TINY = 76, 44
_LEAST_PAD, _LEAST_BARS = 150, 150
_DIGITS = tuple("0123456789")


def centred_picture(strokes: Sequence[np.ndarray]) -> np.ndarray:
    """The 28 x 28 picture of strokes in the unit square, centred as MNIST's are; float32 in [0, 1]."""
    return drawing.rasterise(strokes, pad_size=1.0)


class ReceivedPicture(QWidget):
    """The picture that the network receives, pixel by pixel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("received_picture")
        self._array = np.zeros((28, 28), np.float32)
        self._image = pictures.map_image(self._array, "grey", (0.0, 1.0))

    @property
    def array(self) -> np.ndarray:
        """What is shown, float32 ``(28, 28)``."""
        return self._array

    def set_picture(self, array: np.ndarray) -> None:
        """Show another picture, values in [0, 1]."""
        self._array = array
        self._image = pictures.map_image(array, "grey", (0.0, 1.0))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QPainterPath()
        sheet.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(sheet)
        painter.fillRect(self.rect(), QColor("#000000"))
        pictures.draw_crisp(painter, QRectF(self.rect()), self._image)


class PadPanel(TryingPanel):
    """Pad, the picture made of it, and the answer beside each other, or below each other where it is narrow.

    ``picture_drawn(object)`` carries the picture, float32 ``(28, 28)`` in [0, 1], after each movement of the pen;
    ``pad_cleared()`` follows when no ink is left.
    """

    picture_drawn = Signal(object)
    pad_cleared = Signal()

    def __init__(self, parent: QWidget | None = None, rasterise: Rasterise = centred_picture) -> None:
        super().__init__(parent)
        self.setObjectName("pad_panel")
        self._rasterise = rasterise
        self._build_title_row()
        self._build_body()
        self._retranslate()
        self._wire()
        self._on_theme_changed()

    def _build_title_row(self) -> None:
        self.undo_button = self._quiet_button("undo_stroke_button")
        self.clear_button = self._quiet_button("clear_pad_button")
        self._title_row.setContentsMargins(14, 4, 8, 0)
        self._title_row.setSpacing(2)
        self._title_row.addWidget(self.clear_button)
        self._title_row.addWidget(self.undo_button)

    def _quiet_button(self, object_name: str) -> QPushButton:
        button = QPushButton(self)
        button.setObjectName(object_name)
        button.setProperty("flat", True)
        # The pad keeps the focus, so that Ctrl+Z goes on meaning the drawing.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setEnabled(False)
        return button

    def _build_body(self) -> None:
        self.canvas = DigitCanvas(self._body)
        self.received = ReceivedPicture(self._body)
        self._caption = QLabel(self._body)
        self._caption.setFont(font("small"))
        self._caption.setWordWrap(True)
        self.bars = AnswerBars(self._body)
        self.bars.set_labels(_DIGITS)
        self.given = GivenBack(self._body)
        self.given.hide()
        self.closed = ClosedPad(self)
        self.closed.hide()
        self._rows.addWidget(self.closed, 1)
        self.setFocusProxy(self.canvas)

    def _wire(self) -> None:
        self.canvas.strokes_changed.connect(self._on_canvas_strokes_changed)
        self.clear_button.clicked.connect(self.canvas.clear)
        self.undo_button.clicked.connect(self.canvas.undo_stroke)
        theme().changed.connect(self._on_theme_changed)

    def show_answer(self, labels: Sequence[str], values: Sequence[float] | np.ndarray, answer: int = -1) -> None:
        """Show what the network says (``AnswerBars.set_scores``), unless the drawing is gone meanwhile."""
        if self.canvas.strokes:
            self.bars.set_scores(labels, values, answer)

    def show_sample(self, array: np.ndarray) -> None:
        """Show what an auto-encoder makes of the drawing, float ``(H, W)``; it is 0 to 1 that can be seen."""
        if self.canvas.strokes:
            self.given.set_picture(array)

    def show_no_answer(self) -> None:
        """Show empty bars, or no picture."""
        self.bars.clear()
        self.given.set_picture(None)

    def set_style(self, style: AnswerStyle) -> None:
        """Make room for what answers now are: bars, or a sample."""
        self.bars.set_style(style)
        gives_back = style.reading == "sample"
        if self.given.isHidden() == gives_back:
            self.bars.setVisible(not gives_back)
            self.given.setVisible(gives_back)
            self.show_no_answer()

    def set_labels(self, labels: Sequence[str]) -> None:
        """Name what another data set knows of its samples; its answer is still to come."""
        self.bars.set_labels(labels)

    def set_hint(self, reason: str) -> None:
        """Close the pad and say why, translated; an empty reason opens it again."""
        self.canvas.set_hint(reason)
        self.closed.why.setText(reason)
        for part in (self._body, self.clear_button, self.undo_button):
            part.setHidden(bool(reason))
        self.closed.setVisible(bool(reason))
        self._retitle()
        if reason:
            self.show_no_answer()
        self._update_buttons()

    def invite(self) -> None:
        """Let the pad ask for a drawing."""
        self.canvas.invite()

    def picture(self) -> np.ndarray | None:
        """The picture of the drawing, float32 ``(28, 28)``; None without ink."""
        return self.received.array if self.canvas.strokes else None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.tr("Draw a digit") if self.closed.isHidden() else self.tr("Ask the network")

    def _retranslate(self) -> None:
        super()._retranslate()
        self.clear_button.setText(self.tr("Clear"))
        self.clear_button.setToolTip(self.tr("Take all ink away (Esc)"))
        self.clear_button.setAccessibleName(self.tr("Clear the drawing"))
        self.undo_button.setText(self.tr("Undo"))
        self.undo_button.setToolTip(self.tr("Take the last stroke away (Ctrl+Z)"))
        self.undo_button.setAccessibleName(self.tr("Undo the last stroke"))
        self._caption.setText(self.tr("what it receives"))
        tip = self.tr("28 × 28 pixels, scaled and centred as the digits it learned from")
        self.received.setToolTip(tip)
        self.received.setAccessibleName(self.tr("What the network receives"))
        self.received.setAccessibleDescription(tip)

    def _arrange(self, room: QRect) -> None:
        """Give the pad the largest square that leaves its neighbours room to be read; one answer or the other."""
        self._share_out(room)
        self.given.setGeometry(self.bars.geometry())

    def _share_out(self, room: QRect) -> None:
        room = room.adjusted(14, 2, -14, -12 if room.height() > 180 else -4)
        bars = min(max(self.bars.sizeHint().width(), _LEAST_BARS), 230)
        beside = min(room.height(), room.width() - 2 * _SPACE - _SMALLEST - bars, round(room.width() * 0.5))
        cornered = min(room.height(), room.width() - _SPACE - bars)
        above = min(room.width(), room.height() - _SPACE - 120)
        if beside >= min(_LEAST_PAD, round(room.height() * 0.75)):
            self._arrange_beside(room, beside, bars)
        elif cornered >= above:
            self._arrange_cornered(room, max(cornered, _SMALLEST))
        else:
            self._arrange_below(room, above, bars)

    def _arrange_beside(self, room: QRect, pad: int, bars: int) -> None:
        """Pad, received picture and bars in a row; the picture grows only into what the bars leave."""
        small = min(max(pad * 2 // 5, _SMALLEST), 168, room.width() - pad - 2 * _SPACE - bars)
        self.canvas.setGeometry(room.x(), room.y(), pad, pad)
        x = room.x() + pad + _SPACE
        self._place_received(QRect(x, room.y(), small, small))
        x += small + _SPACE
        self.bars.setGeometry(x, room.y(), room.right() + 1 - x, min(room.height(), max(pad, 340)))

    def _arrange_cornered(self, room: QRect, pad: int) -> None:
        """A low room: a small received picture above the bars, with its caption at its right."""
        self.canvas.setGeometry(room.x(), room.y(), pad, pad)
        x, small = room.x() + pad + _SPACE, _TINY
        width = max(room.right() + 1 - x, 40)
        self.received.setGeometry(x, room.y(), small, small)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._caption.setGeometry(x + small + 8, room.y(), max(width - small - 8, 0), small)
        below = small + 8
        self.bars.setGeometry(x, room.y() + below, width, max(room.height() - below, 40))

    def _arrange_below(self, room: QRect, pad: int, bars: int) -> None:
        """A narrow room: the pad above the two others."""
        self.canvas.setGeometry(room.x() + (room.width() - pad) // 2, room.y(), pad, pad)
        y = room.y() + pad + _SPACE
        small = max(min(room.bottom() - y - _CAPTION, 112, room.width() - _SPACE - bars), 56)
        self._place_received(QRect(room.x(), y, small, small))
        x = room.x() + small + _SPACE
        self.bars.setGeometry(x, y, max(room.right() - x, 40), max(room.bottom() - y, 40))

    def _place_received(self, place: QRect) -> None:
        self.received.setGeometry(place)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._caption.setGeometry(place.x() - 8, place.bottom() + 4, place.width() + 16, _CAPTION)

    def _on_canvas_strokes_changed(self, strokes: list[np.ndarray]) -> None:
        self._update_buttons()
        picture = self._rasterise(strokes)
        self.received.set_picture(picture)
        if strokes:
            self.picture_drawn.emit(picture)
        else:
            self.show_no_answer()
            self.pad_cleared.emit()

    def _update_buttons(self) -> None:
        usable = bool(self.canvas.strokes) and self.canvas.isEnabled()
        self.clear_button.setEnabled(usable)
        self.undo_button.setEnabled(usable)

    def _on_theme_changed(self) -> None:
        self._caption.setStyleSheet(f"color: {theme().tokens.muted};")
        self.received.update()
