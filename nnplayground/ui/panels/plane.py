"""The panel that shows what a network learns in the plane, for data whose samples are points of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.spec.project import Project
from nnplayground.ui.panels.plane_colors import PlaneColors, colors_of
from nnplayground.ui.panels.plane_key import PlaneKey
from nnplayground.ui.panels.plane_map import BELOW, PlaneMap
from nnplayground.ui.panels.trying_panel import TryingPanel
from nnplayground.ui.session import Session
from nnplayground.ui.texts import spec_text
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.answer_bars import AnswerBars
from nnplayground.ui.widgets.answer_style import style_of
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.in_sight import InSight
from nnplayground.ui.widgets.section import muted_label
from nnplayground.ui.widgets.segmented import SegmentedTabs

VIEW, SIDE = "plane", 80
_BESIDE, _GAP = 150, 14
"""What the answer needs at least, beside or below the map."""
_VALIDATION = 1
"""The tab of the validation samples."""


class PlanePanel(TryingPanel):
    """The map, and beside it the answer at the cross: live while the network trains, and of the step looked at."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_panel")
        self._session = session
        self._points: p.Points | None = None
        self._colors: PlaneColors | None = None
        self._pointed: tuple[float, float] | None = None
        self._build_title_row()
        self._build_body()
        self._wire()
        self._retranslate()

    # ---- building

    def _build_title_row(self) -> None:
        self.choice = ChoiceField(parent=self)
        self.choice.setObjectName("plane_choice")
        self.parts = SegmentedTabs(("", ""), self)
        self.parts.setObjectName("plane_parts")
        self._title_row.addWidget(self.choice)
        self._title_row.addWidget(self.parts)

    def _build_body(self) -> None:
        self.map = PlaneMap(self._body)
        self._beside = QWidget(self._body)
        self.reading = QLabel(self._beside)
        self.reading.setObjectName("plane_reading")
        self.reading.setWordWrap(True)
        self.hint = muted_label(parent=self._beside)
        self.hint.setWordWrap(True)
        self.bars = AnswerBars(self._beside)
        self.bars.setObjectName("plane_bars")
        self.key = PlaneKey(self._beside)
        column = QVBoxLayout(self._beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.reading)
        column.addWidget(self.bars, 1)
        column.addWidget(self.key)
        column.addWidget(self.hint)
        self.setFocusProxy(self.map)

    def _wire(self) -> None:
        session = self._session
        self.map.point_chosen.connect(self._on_map_point_chosen)
        self.map.pointed.connect(self._on_map_pointed)
        self.choice.value_edited.connect(self._on_choice_value_edited)
        self.parts.current_changed.connect(self._on_parts_current_changed)
        session.data_known.connect(self._on_session_data_known)
        session.data_missing.connect(self._on_session_data_missing)
        session.analysed.connect(self._on_session_analysed)
        session.document.changed.connect(self._on_document_changed)
        session.gaze.frame_arrived.connect(self._on_frame_arrived)
        session.gaze.answered.connect(self._on_answered)
        session.gaze.picture_chosen.connect(self._on_picture_chosen)
        self._in_sight = InSight(self.map)
        self._in_sight.changed.connect(self._watch)

    # ---- the data

    def _on_session_data_known(self, data: p.DataFacts) -> None:
        self._points = data.points
        self._watch()
        if self._points is not None:
            self._offer_names(data)
            self._show_samples()
            self._show_surface(None)
            self._show_style()
            self._look_again()

    def _on_session_data_missing(self, _message: p.DataMissing) -> None:
        self._points = None
        self._watch()

    def _offer_names(self, data: p.DataFacts) -> None:
        """Of several labels or numbers one is shown."""
        self.choice.set_choices(enumerate(self._names()))
        self.choice.set_value(0)
        self.choice.setVisible(data.truth.kind != "class" and data.truth.size > 1)

    def _look_again(self) -> None:
        """Engine and window look at the same point: that of before, or the first sample, which the engine takes."""
        picture = self._session.gaze.picture
        kept = picture is not None and picture.values.shape == (2,)
        values = picture.values.numpy() if kept else self._points.validation.numpy()[0]
        self._session.gaze.look_at(p.Array.of(values))

    def _show_samples(self) -> None:
        data, points = self._session.data, self._points
        self._colors = colors_of(data.truth, self._names(), self.choice.value(), data.ranges)
        x, truth = points.training, points.training_truth
        if self.parts.currentIndex() == _VALIDATION:
            x, truth = points.validation, points.validation_truth
        self.map.set_samples(points.extent, x.numpy(), truth.numpy(), self._colors)
        self._arrange(self._body.rect())
        self.key.set_colors(self._colors)
        self.bars.set_colors(self._colors.each)
        self._say()

    def _names(self) -> list[str]:
        return [spec_text(name) for name in self._session.data.truth.names]

    # ---- what the engine says

    def _watch(self, _seen: bool = False) -> None:
        """While nobody looks, or there is no plane, the engine need not ask the network."""
        if self._in_sight and self._points is not None:
            self._session.gaze.watch(p.View(view=VIEW, probe="plane", limit=SIDE))
        else:
            self._session.gaze.unwatch(VIEW)

    def _on_frame_arrived(self, frame: p.Frame) -> None:
        if frame.view != VIEW or self._points is None:
            return
        arrays = {name: array.numpy() for name, array in frame.arrays.get("", {}).items()}
        surface = arrays.get("surface")
        # A run that goes on with the data that it began with answers elsewhere in the plane, or of other names.
        fits = surface is not None and surface.shape[2] == self._session.data.truth.size
        self._show_surface(surface if fits and tuple(arrays["extent"].tolist()) == self._points.extent else None)

    def _show_surface(self, surface: np.ndarray | None) -> None:
        self.map.set_surface(surface, "" if surface is not None else self._why_not())
        self._say()

    def _why_not(self) -> str:
        """Why there is no surface; empty while it is only on its way."""
        if self._session.document.project.recipe.task.reading == "sample":
            return self.tr("An auto-encoder answers with a point: the ring shows where the cross goes.")
        if self._session.state in ("training", "paused"):
            return self.tr("The run goes on with the data that it began with.")
        return self.tr("Shown as soon as the network can run.") if self._session.blocked is not None else ""

    def _on_session_analysed(self, analysis: p.Analysis) -> None:
        if self._points is not None and analysis.errors and self._session.state != "training":
            self._show_surface(None)  # there is no network that could have said it
            self.bars.clear()

    def _on_answered(self, answer: p.Answer) -> None:
        picture = self._session.gaze.picture
        if self._points is None or picture is None or answer.seq != picture.seq:
            return
        if answer.sample is not None:
            self.map.set_given_back(tuple(answer.sample.numpy().tolist()))
        elif answer.problem is None and answer.labels == self._session.data.truth.names:
            self.bars.set_style(style_of(answer.reading, self._session.data))
            self.bars.set_scores(self._names(), answer.scores, answer.chosen)
        else:
            self.bars.clear()

    def _on_document_changed(self, _project: Project) -> None:
        if self._points is not None:
            self._show_style()

    def _show_style(self) -> None:
        """Make room for what answers now are."""
        reading = self._session.document.project.recipe.task.reading
        self.bars.setHidden(reading == "sample")
        self.bars.set_style(style_of(reading, self._session.data))
        self.bars.set_labels(self._names())
        self.map.set_given_back(None)

    # ---- what the user does

    def _on_map_point_chosen(self, point: np.ndarray) -> None:
        """The cross was moved: what is told is its place, until the pointer moves again."""
        self._pointed = None
        self._session.gaze.look_at(p.Array.of(point))

    def _on_picture_chosen(self, picture: p.Picture) -> None:
        """Another point is looked at, a sample of the Data page say."""
        if self._points is not None and picture.values.shape == (2,):
            self.map.set_point(tuple(picture.values.numpy().tolist()))
            self._say()

    def _on_map_pointed(self, place: tuple[float, float] | None) -> None:
        self._pointed = place
        self._say()

    def _on_choice_value_edited(self, _index: int) -> None:
        self._show_samples()

    def _on_parts_current_changed(self, _index: int) -> None:
        if self._points is not None:
            self._show_samples()

    # ---- words and places

    def _say(self) -> None:
        """The place under the pointer and the answer there, else that of the cross, whose answer the bars tell."""
        place = self._pointed or self.map.point
        if place is None or self._points is None:
            self.reading.clear()
            return
        words = self._place_words(*place)
        cross = self.map.point
        at_cross = cross is not None and (self.map.place(*place) - self.map.place(*cross)).manhattanLength() < 1
        answer = None if at_cross else self.map.answer_at(*place)
        if answer is not None and self._colors is not None:
            words = f"{words} · {self._colors.words(answer)}"
        self.reading.setText(words)

    def _place_words(self, x: float, y: float) -> str:
        left, right, bottom, top = self._points.extent
        data = self._session.document.project.data
        dataset = datasets.known(data.kind, data.options)
        across, up = dataset.columns[:2] if dataset and len(dataset.columns) > 1 else ("x", "y")
        return f"{across} {say.fixed(x, right - left)}, {up} {say.fixed(y, top - bottom)}"

    def _arrange(self, room: QRect) -> None:
        """The largest square that leaves the answer room at its side, or below it where that makes it larger."""
        room = room.adjusted(6, 4, -14, -8)
        around, under = self.map.left - BELOW, 120
        flat = min(room.height() + around, room.width() - _GAP - _BESIDE)
        upright = min(room.width(), room.height() - _GAP - under)
        if flat >= upright:
            self.map.setGeometry(room.x(), room.y(), flat, room.height())
            left = room.x() + flat + _GAP
            self._beside.setGeometry(left, room.y(), room.right() + 1 - left, room.height())
        else:
            self.map.setGeometry(room.x(), room.y(), upright, upright - around)
            below = room.y() + upright - around + _GAP
            self._beside.setGeometry(room.x() + 8, below, room.width() - 8, room.bottom() + 1 - below)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.tr("The plane")

    def _retranslate(self) -> None:
        super()._retranslate()
        self.map.setAccessibleName(self.tr("What the network answers all over the plane"))
        self.choice.setAccessibleName(self.tr("Which answer is shown"))
        self.parts.setAccessibleName(self.tr("Which samples are shown"))
        self.parts.set_labels((self.tr("Training"), self.tr("Validation")))
        self.hint.setText(self.tr("Click or drag to ask elsewhere."))
        if self._points is not None:
            self._show_samples()
