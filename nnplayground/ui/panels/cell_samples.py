"""The validation samples behind a cell of the confusion matrix, page by page."""

import numpy as np
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nnplayground import protocol as p
from nnplayground.spec.truth import Truth
from nnplayground.ui.gaze import Gaze
from nnplayground.ui.panels.sample_rows import SampleRows
from nnplayground.ui.panels.samples import PointCloud, SampleGrid, SampleView
from nnplayground.ui.panels.truth_looks import TruthLooks
from nnplayground.ui.widgets.pager import Pager

PAGE = 120
REST_MS = 1000
"""While a network learns, the list changes at most so often: it can still be pointed at."""


class CellSamples(QWidget):
    """Fetches the samples of a page from the engine and lists them.

    ``sample_chosen`` carries the values of the one that was clicked, float32 ``(*shape,)``.
    """

    sample_chosen = Signal(object)

    def __init__(self, gaze: Gaze, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gaze = gaze
        self._label = ""
        self._places = np.zeros(0, np.int64)
        self._wanted: tuple[int, ...] = ()
        """Places of the samples that were asked for."""
        self._listed: tuple[int, ...] = ()
        self._request = 0
        self._values = np.zeros(0, np.float32)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask)
        self._build()
        self.pager.turned.connect(self._on_pager_turned)
        gaze.samples_arrived.connect(self._on_samples_arrived)
        self._retranslate()

    def _build(self) -> None:
        self.pager = Pager(PAGE, self)
        pictures, points, rows = _Page(self), PointCloud(self), SampleRows(PAGE, self)
        pictures.setObjectName("confusion_pictures")
        points.setObjectName("confusion_points")
        rows.setObjectName("confusion_rows")
        self._lists = {samples: _Scroll(samples, self) for samples in (pictures, points, rows)}
        self._pictures, self._points, self._rows = pictures, points, rows
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for samples, scroll in self._lists.items():
            samples.sample_chosen.connect(self._on_sample_chosen)
            scroll.hide()
            column.addWidget(scroll, 1)
        column.addWidget(self.pager)
        column.addStretch()

    def clear(self) -> None:
        """List nothing."""
        self._label = ""
        self._take(np.zeros(0, np.int64))
        self._ask()

    def list_cell(self, label: str, places: np.ndarray, *, another: bool) -> None:
        """List samples of one class.

        Args:
            label: The name of the class.
            places: Which of the validation samples, int64 ``(N,)``.
            another: Whether this is another cell than before: its list begins at the first page, and at once.
        """
        self._label = label
        self._take(places)
        if another:
            self.pager.begin()
            self._ask()
        elif not self._rest.isActive():
            self._rest.start()

    def _take(self, places: np.ndarray) -> None:
        self._places = places
        self.pager.set_count(len(places))

    def _on_pager_turned(self) -> None:
        for scroll in self._lists.values():
            scroll.verticalScrollBar().setValue(0)
        self._ask()

    def _ask(self) -> None:
        """Have the samples of the page, if they are others than those that were asked for last."""
        self._rest.stop()
        places = tuple(self._places[self.pager.part].tolist())
        if places == self._wanted:
            return
        self._wanted = places
        if places:
            self._request = self._gaze.ask_samples(places)
        else:
            self._listed, self._values = (), np.zeros(0, np.float32)
            self._show()

    def _on_samples_arrived(self, samples: p.Samples) -> None:
        if samples.request == self._request and samples.places == self._wanted:
            self._values = samples.values.numpy()
            chosen = self._chosen()
            self._listed = samples.places
            self._show()
            if chosen in self._listed:
                self._fitting().set_current(self._listed.index(chosen))

    def _chosen(self) -> int | None:
        """The place of the sample with the ring."""
        view = self._fitting()
        return self._listed[view.current()] if view and 0 <= view.current() < len(self._listed) else None

    def _show(self) -> None:
        view, values = self._fitting(), self._values
        for samples, scroll in self._lists.items():
            scroll.setVisible(samples is view)
        if view is not None:
            shown = np.round(np.clip(values[:, 0], 0, 1) * 255).astype(np.uint8) if view is self._pictures else values
            view.set_samples(shown, np.zeros(len(shown), np.int64), TruthLooks(Truth("class", (self._label,))))
            self._lists[view].fit()

    def _fitting(self) -> SampleView | None:
        """What can show such samples: pictures ``(C, H, W)``, points ``(2,)``, or other numbers."""
        if not len(self._values):
            return None
        if self._values.ndim == 4:
            return self._pictures
        return self._points if self._values.shape[1:] == (2,) else self._rows

    def _on_sample_chosen(self, index: int) -> None:
        self.sample_chosen.emit(np.ascontiguousarray(self._values[index], np.float32))

    # ---- texts

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        for samples in self._lists:
            samples.setAccessibleName(self.tr("Samples of the cell; choose one to look at"))


class _Page(SampleGrid):
    """All of a page: the list scrolls."""

    ROWS = PAGE


class _Scroll(QScrollArea):
    """As wide as there is room, as high as the samples need."""

    def __init__(self, samples: SampleView, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(samples)

    def fit(self) -> None:
        """Give the samples the height that they need now."""
        width = self.viewport().width() - 4
        self.widget().resize(width, self.widget().heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
