"""Where session and views meet: each link carries facts one way and requests the other."""

import numpy as np
from PySide6.QtCore import QObject, QTimer

from nnplayground import protocol as p
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.panels.pad import PadPanel
from nnplayground.ui.panels.palette import PalettePanel
from nnplayground.ui.session import Session
from nnplayground.ui.texts import data_title, problem_text, spec_text
from nnplayground.ui.widgets.answer_style import style_of

CANVAS_CHANNELS = 8
"""How many maps of a block its picture shows."""
ANSWER_MS = 33
"""The Output block follows the pen at most so often; the bars beside the pad show each answer at once."""


class CanvasLink(QObject):
    """Keeps the canvas in step with the document, and shows on it what the engine says."""

    def __init__(self, session: Session, canvas: BuilderView) -> None:
        super().__init__(session)
        self._session, self._canvas = session, canvas
        self._answer: p.Answer | None = None
        self._data: tuple[str, dict] | None = None
        """The data for which the canvas shows a network."""
        self._answer_timer = QTimer(self, singleShot=True, interval=ANSWER_MS)
        self._answer_timer.timeout.connect(self._show_answer)
        document = session.document
        document.opened.connect(self._on_opened)
        document.changed.connect(self._on_changed)
        session.analysed.connect(self._on_analysed)
        session.data_known.connect(self._on_data_known)
        session.blocked_changed.connect(self._on_blocked_changed)
        session.gaze.frame_arrived.connect(self._on_frame)
        session.gaze.answered.connect(self._on_answered)
        session.state_changed.connect(self._on_state_changed)
        canvas.network_edited.connect(document.edit_network)
        canvas.sight.changed.connect(self._on_visible_blocks_changed)
        self._on_changed(document.project)

    def _on_opened(self) -> None:
        self._answer = None
        self._canvas.select(())
        self._canvas.set_network(Network())  # blocks of the same name have nothing to do with each other
        self._canvas.set_network(self._session.document.project.network)
        self._canvas.readings.clear_answer()
        self._canvas.fit()

    def _on_changed(self, project: Project) -> None:
        """Another network for other data is not the former one with a change: it is shown as a whole."""
        data, former = (project.data.kind, project.data.options), self._data
        self._data = data
        another = former not in (None, data) and project.network != self._canvas.network
        self._canvas.set_network(project.network)
        if another:
            self._canvas.fit()
        self._canvas.readings.set_loss_name(spec_text(project.recipe.loss.title))

    def _on_analysed(self, analysis: p.Analysis) -> None:
        self._canvas.readings.set_analysis(analysis.blocks, analysis.problems)
        if analysis.errors and self._session.state != "training":
            self._answer = None
            self._canvas.readings.clear_answer()

    def _on_blocked_changed(self, problem: Problem | None) -> None:
        """Of data that are missing there is nothing to answer to."""
        if problem is not None and self._session.state == "idle":
            self._answer = None
            self._canvas.readings.clear_answer()

    def _on_data_known(self, data: p.DataFacts) -> None:
        if self._session.state != "training":
            self._canvas.readings.name_answer([spec_text(name) for name in data.truth.names])

    def _on_frame(self, frame: p.Frame) -> None:
        if frame.view == "canvas":
            pictures = {name: arrays["value"].numpy() for name, arrays in frame.arrays.items()}
            self._canvas.readings.set_activations(pictures)

    def _on_answered(self, answer: p.Answer) -> None:
        self._answer = answer
        if not self._answer_timer.isActive():
            self._answer_timer.start()

    def _show_answer(self) -> None:
        if self._answer is None or self._answer.problem is not None:
            self._canvas.readings.clear_answer()
        elif self._answer.sample is not None:
            self._canvas.readings.set_sample(self._answer.sample.numpy().clip(0, 1))
        else:
            labels = [spec_text(label) for label in self._answer.labels]
            style = style_of(self._answer.reading, self._session.data)
            self._canvas.readings.set_answer(style.bars(labels, self._answer.scores, self._answer.chosen))

    def _on_state_changed(self, state: str) -> None:
        self._canvas.flow.set_running(state == "training")

    def _on_visible_blocks_changed(self, names: tuple[str, ...]) -> None:
        self._session.gaze.watch(p.View("canvas", "activations", names, CANVAS_CHANNELS))


class BuildingLink(QObject):
    """Shows in the inspector what is selected on the canvas, and does there what the panels beside it ask for."""

    def __init__(self, canvas: BuilderView, palette: PalettePanel, inspector: InspectorPanel) -> None:
        super().__init__(canvas)
        canvas.selection_changed.connect(inspector.set_selection)
        inspector.group_box.member_chosen.connect(canvas.show_block)
        palette.layer_requested.connect(canvas.commands.insert_layer)


class PadLink(QObject):
    """Sends what is drawn to the network, and its answer back to the pad."""

    def __init__(self, session: Session, pad: PadPanel) -> None:
        super().__init__(session)
        self._session, self._pad = session, pad
        self._seq = -1
        """Number of the drawing that is on the pad; answers to anything else are not shown there."""
        pad.picture_drawn.connect(self._on_picture_drawn)
        pad.pad_cleared.connect(self._on_pad_cleared)
        session.gaze.answered.connect(self._on_answered)
        session.analysed.connect(self._on_analysed)
        session.data_known.connect(self._on_data_known)
        session.data_missing.connect(self._on_data_missing)
        session.document.changed.connect(self._on_document_changed)
        self._on_document_changed(session.document.project)

    def _on_document_changed(self, project: Project) -> None:
        self._pad.set_style(style_of(project.recipe.task.reading, self._session.data))

    def _on_picture_drawn(self, picture: np.ndarray) -> None:
        self._seq = self._session.gaze.look_at(p.Array.of(picture[None]))

    def _on_pad_cleared(self) -> None:
        self._seq = -1
        self._pad.show_no_answer()
        data = self._session.data
        if data is not None and len(data.sample_shape) == 3:
            sample = data.pictures.numpy()[0].astype(np.float32) / 255
            self._session.gaze.look_at(p.Array.of(np.broadcast_to(sample, data.sample_shape)))

    def _on_answered(self, answer: p.Answer) -> None:
        if answer.seq != self._seq or self._is_late(answer):
            return
        if answer.problem is None:
            self._pad.set_style(style_of(answer.reading, self._session.data))
        if answer.sample is not None:
            self._pad.show_sample(answer.sample.numpy()[0])
        elif answer.problem is None:
            labels = [spec_text(label) for label in answer.labels]
            self._pad.show_answer(labels, answer.scores, answer.chosen)
        else:
            self._pad.show_no_answer()

    def _is_late(self, answer: p.Answer) -> bool:
        """Whether it is one for the task before; but a run goes on in the words of the task it began with."""
        of_task = answer.reading == self._session.document.project.recipe.task.reading
        return answer.problem is None and not of_task and self._session.state not in ("training", "paused")

    def _on_analysed(self, analysis: p.Analysis) -> None:
        if analysis.errors and self._session.state != "training":
            self._pad.show_no_answer()  # there is no network that could have said it

    def _on_data_known(self, data: p.DataFacts) -> None:
        drawable = data.sample_shape == (1, 28, 28)
        self._pad.set_style(style_of(self._session.document.project.recipe.task.reading, data))
        self._pad.set_labels([spec_text(label) for label in data.truth.names])
        args = {"data": data_title(self._session.document.project.data)}
        hint = "" if drawable else problem_text(Problem(code="nothing_to_draw", args=args))
        self._pad.set_hint(hint)
        picture = self._pad.picture()
        if drawable and picture is not None and self._seq >= 0:
            self._on_picture_drawn(picture)

    def _on_data_missing(self, _message: p.DataMissing) -> None:
        self._pad.set_hint("")  # it was that of the data before
