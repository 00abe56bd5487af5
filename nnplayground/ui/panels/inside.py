"""Inside the selected block: what it has learned, and what it makes of the current picture."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.wording import fill
from nnplayground.ui.panels.column import small_print
from nnplayground.ui.session import Session
from nnplayground.ui.views.histogram import HistogramView, MosaicView
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import SectionHeading

LIMIT = 64
"""How many filters, units or maps are asked for."""
_LONG = 12
"""A matrix so many times wider than high is folded."""


@dataclass(frozen=True, eq=False)
class _Picture:
    """What ``MosaicView`` shows, and the words above it."""

    maps: np.ndarray
    caption: str
    columns: int | None = None
    heading: str = ""


class InsideView(QWidget):
    """A view of one block that asks the engine for frames only while it can be seen."""

    VIEW = ""
    PROBE = ""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._node = ""
        self._copy = -1
        self._arrays: dict[str, np.ndarray] | None = None
        self._heading = SectionHeading("", self)
        self._mosaic = MosaicView(self, f"{self.VIEW}_mosaic")
        self._caption = small_print(f"{self.VIEW}_caption", self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        for part in (self._heading, self._caption, self._mosaic):
            self._column.addWidget(part)
        session.gaze.frame_arrived.connect(self._on_session_frame_arrived)
        session.blocked_changed.connect(self._on_session_blocked_changed)
        self._in_sight = InSight(self)
        self._in_sight.changed.connect(self._wish)

    def node(self) -> str:
        """The block that is shown; empty for none."""
        return self._node

    def set_node(self, name: str) -> None:
        """Look at another block; an empty name looks at none."""
        if name != self._node:
            self._node = name
            self._arrays = None
            self._wish()
            self._show()

    def set_copy(self, copy: int) -> None:
        """Look at another copy of the block, from 0; -1 is the last."""
        if copy != self._copy:
            self._copy = copy
            self._arrays = None
            self._wish()
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _wish(self) -> None:
        """Frames are wanted while somebody looks; else the engine need not measure."""
        if self._in_sight and self._node:
            view = p.View(view=self.VIEW, probe=self.PROBE, nodes=(self._node,), limit=LIMIT, copy=self._copy)
            self._session.gaze.watch(view)
        else:
            self._session.gaze.unwatch(self.VIEW)

    def _on_session_frame_arrived(self, frame: p.Frame) -> None:
        """Take a frame; one of the block or the copy that was looked at before comes too late."""
        if frame.view == self.VIEW and self._node in frame.arrays and frame.copy == self._copy:
            self._arrays = {name: array.numpy() for name, array in frame.arrays[self._node].items()}
            self._show()

    def _on_session_blocked_changed(self, _problem: object) -> None:
        if self._arrays is None:
            self._show()

    def _show(self) -> None:
        """Draw what is known; ``_arrays`` is None until the first frame of the block."""
        raise NotImplementedError

    def _say_instead(self, text: str) -> None:
        """Words in the place of a picture; before the first frame a network that cannot run is a better reason."""
        blocked = self._session.blocked
        if self._arrays is None and blocked is not None and blocked.code != "engine_starting":
            text = self.tr("Shown as soon as the network can run.")
        self._put_caption(text)
        self._mosaic.hide()

    def _put_caption(self, text: str) -> None:
        self._caption.setText(text)
        self._caption.setVisible(bool(text))

    def _count_words(self, shown: int, total: int) -> str:
        return say.count(total) if shown == total else self.tr("{0} of {1}").format(shown, say.count(total))


class WeightsView(InsideView):
    """Filters as small pictures, units of a first layer as pictures of the input, others as a matrix; a histogram."""

    VIEW = "selected"
    PROBE = "weights"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setObjectName("weights_view")
        self._spread_heading = SectionHeading("", self)
        self._histogram = HistogramView(self, "weights_histogram")
        self._bias = small_print("bias_caption", self)
        self._column.addSpacing(4)
        for part in (self._spread_heading, self._histogram, self._bias):
            self._column.addWidget(part)
        self._show()

    def _show(self) -> None:
        self._mosaic.setAccessibleName(self.tr("Weights as pictures"))
        self._histogram.setAccessibleName(self.tr("Histogram of the weights"))
        self._spread_heading.setText(self.tr("Spread of the weights"))
        weight = (self._arrays or {}).get("weight")
        known = weight is not None and weight.size > 0
        for part in (self._spread_heading, self._histogram, self._bias):
            part.setVisible(known)
        if known:
            self._show_weights(weight)
            self._show_spread()
            return
        self._heading.setText(self.tr("What it learned"))
        waiting = self._arrays is None
        none = self.tr("This block has no weights; nothing to learn here.")
        self._say_instead(self.tr("Waiting for the engine…") if waiting else none)

    def _show_weights(self, weight: np.ndarray) -> None:
        total = int(self._arrays["total"]) if "total" in self._arrays else len(weight)
        shown = self._count_words(len(weight), total)
        if weight.ndim == 1:
            picture = _Picture(weight, self.tr("One weight for each of {0} maps").format(shown))
        elif weight.ndim > 2:
            picture = self._filters(weight, shown)
        elif "picture" in self._arrays:
            picture = self._units(weight, shown)
        else:
            picture = self._matrix(weight, shown)
        self._heading.setText(picture.heading or self.tr("What it learned"))
        self._put_caption(picture.caption)
        self._mosaic.show()
        self._mosaic.set_maps(picture.maps, "signed", picture.columns)

    def _filters(self, weight: np.ndarray, shown: str) -> _Picture:
        """Each filter as a picture; where it looks at several maps, the first few stand side by side."""
        maps, columns, inputs = _side_by_side(weight)
        if inputs == 1:
            return _Picture(maps, "", columns, fill(self.tr("{0} filters"), shown))
        text = self.tr("{0} filters, the first {1} inputs of each side by side")
        return _Picture(maps, text.format(shown, inputs), columns, self.tr("Filters"))

    def _units(self, weight: np.ndarray, shown: str) -> _Picture:
        """Each unit of a layer that looks at the input as a picture."""
        maps, columns, _inputs = _side_by_side(weight.reshape(-1, *self._arrays["picture"]))
        text = self.tr("{0} units: what each looks for in the picture")
        return _Picture(maps, text.format(shown), columns, self.tr("Units"))

    def _matrix(self, weight: np.ndarray, shown: str) -> _Picture:
        """All weights at once: a row per unit; very long rows are folded into one picture per unit."""
        units, inputs = weight.shape
        height = _fold(inputs) if inputs > _LONG * units else 1
        if height > 1:
            text = self.tr("{0} units, each with its {1} weights as one picture")
            return _Picture(weight.reshape(units, height, -1), text.format(shown, say.count(inputs)))
        text = self.tr("A row for each of {0} units, a column for each of {1} inputs")
        return _Picture(weight[None], text.format(shown, say.count(inputs)))

    def _show_spread(self) -> None:
        counts, edges = self._arrays.get("counts"), self._arrays.get("edges")
        if counts is not None and edges is not None:
            self._histogram.set_histogram(counts, edges)
        bias = self._arrays.get("bias")
        self._bias.setVisible(bias is not None and bias.size > 0)
        if bias is not None and bias.size > 0:
            low, high = say.number(float(bias.min())), say.number(float(bias.max()))
            self._bias.setText(self.tr("Biases from {0} to {1}").format(low, high))


class MapsView(InsideView):
    """What the block makes of the current picture: all its maps, or all its numbers as cells."""

    VIEW = "selected_maps"
    PROBE = "activations"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.setObjectName("maps_view")
        self._mosaic.setMaximumHeight(260)
        self._show()

    def _show(self) -> None:
        self._heading.setText(self.tr("Output for this sample"))
        self._mosaic.setAccessibleName(self.tr("Output of the block"))
        value = (self._arrays or {}).get("value")
        if value is None or not value.size:
            self._say_instead(self.tr("Draw a digit, or choose a sample in Data, to see what this block does."))
            return
        value = value.astype(np.float32)
        total = int(self._arrays["total"]) if "total" in self._arrays else len(value)
        maps = value if value.ndim in (1, 3) else value.reshape(1, -1, value.shape[-1])
        self._mosaic.show()
        self._mosaic.set_maps(maps)
        self._put_caption(self._words(value, total))

    def _words(self, value: np.ndarray, total: int) -> str:
        shown = self._count_words(len(value), total)
        if value.ndim != 3:
            return fill(self.tr("{0} numbers"), shown)
        size = "×".join(str(side) for side in value.shape[1:])
        text = fill(self.tr("{0} maps of {1}"), shown, size)
        silent = int((value == 0).all(axis=(1, 2)).sum())
        return text + (self.tr(", {0} of them silent").format(silent) if silent else "")


def _side_by_side(filters: np.ndarray) -> tuple[np.ndarray, int | None, int]:
    """Filters ``(N, C, H, W)`` or ``(N, C, L)`` as maps, the columns that keep each together, and maps per filter."""
    filters = filters.reshape(*filters.shape[:2], -1, filters.shape[-1])
    count, inputs, height, width = filters.shape
    inputs = min(inputs, 3)
    maps = filters[:, :inputs].reshape(count * inputs, height, width)
    return maps, _columns(count, inputs) if inputs > 1 else None, inputs


def _columns(count: int, inputs: int) -> int:
    """Maps in a row, so that rows are about twice as wide as high and no filter is split over two."""
    wide = max(1, round(math.sqrt(2 * count * inputs) / inputs))
    fits = next((n for n in range(wide, 2 * wide) if count % n == 0), wide)
    return fits * inputs


def _fold(length: int) -> int:
    """The height of the most nearly square picture of so many cells; 1 if there is none but a line."""
    return next(n for n in range(math.isqrt(length), 0, -1) if length % n == 0)
