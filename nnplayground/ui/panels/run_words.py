"""How far the run has come, or how it ended, in words."""

from PySide6.QtCore import QObject, Signal

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.spec.wording import fill
from nnplayground.ui.panels.play_tip import anew
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.views.chart_metrics import metric_of
from nnplayground.ui.widgets import say


class RunWords(QObject):
    """Follows the run that is shown, and what keeps Play from working."""

    changed = Signal()
    """There may be something else to say."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._progress: p.Progress | None = None
        self.started: p.RunStarted | None = None
        self.ended: p.RunEnded | None = None
        self._figure: float | None = None
        self._measure = datasets.measure_of(session.document.project)
        """What the run that is shown is measured by."""
        session.state_changed.connect(self._on_session_state_changed)
        session.blocked_changed.connect(self._on_session_blocked_changed)
        session.doing.changed.connect(self.changed)
        session.document.changed.connect(self._on_document_changed)
        session.run.outlook_changed.connect(self.changed)
        session.run.started.connect(self._on_session_run_started)
        session.run.metrics_arrived.connect(self._on_session_metrics_arrived)
        session.run.progressed.connect(self._on_session_progressed)
        session.run.ended.connect(self._on_session_run_ended)
        session.run.history_cleared.connect(self._on_session_history_cleared)

    @property
    def share(self) -> float | None:
        """How far the run has come, 0 to 1; None while there is none."""
        shown = self._progress if not self._is_over else None
        return shown.epoch / max(1, shown.epochs) if shown else None

    @property
    def _is_over(self) -> bool:
        """Whether it has ended, and on other data than those of now: what it reached says nothing about these."""
        return self._session.run.is_past

    def tip(self) -> str:
        """Why it ended early is there on hover where the words say which weights are in place."""
        ended = self.ended
        if ended is not None and ended.reason in ("diverged", "failed") and ended.problem and not self._is_over:
            return problem_text(ended.problem)
        if ended is None or not ended.kept_epoch or self._session.state != "idle":
            return ""
        kept = self.tr("The weights of epoch {0}, the best, are in place.").format(ended.kept_epoch)
        return f"{problem_text(ended.problem)}\n{kept}" if ended.problem else kept

    def words(self) -> tuple[str, ...]:
        """What stands out, what follows it, and the latter in ever fewer words for where there is little room."""
        session = self._session
        reason = problem_text(session.blocked) if session.blocked else ""
        if session.state == "starting":
            return self.tr("Starting the engine…"), ""
        if session.state == "training" and session.doing.what is not None:
            return problem_text(session.doing.what), ""
        if session.state == "training":
            lead, *rest = self._training_words()
            stale = "network" in self._changed
            return lead, *([f"· {problem_text(Problem(code='run_is_stale'))}"] if stale else rest)
        if session.state == "paused":
            rest = reason or (anew(self._changed) if self._changed else "")
            return self._paused_words(), f"· {rest}" if rest else ""
        if reason:
            return self._blocked_words(), reason
        return self._ended_words() if self.ended and not self._is_over else (self.tr("Ready"), "")

    def _blocked_words(self) -> str:
        if self._session.state != "dead":
            return self.tr("Cannot play yet:")
        return self.tr("Disconnected:") if self._session.place.away else self.tr("No engine:")

    @property
    def _changed(self) -> tuple[str, ...]:
        """What the run that goes on cannot follow."""
        outlook = self._session.run.outlook
        return outlook.changed if outlook is not None else ()

    def _training_words(self) -> tuple[str, ...]:
        now = self._progress
        if now is None:
            return self.tr("Training…"), ""
        epoch = min(int(now.epoch) + 1, now.epochs)
        parts = [self._speed_words(now.samples_per_s)] if now.samples_per_s > 0 else []
        if now.seconds_left is not None:
            parts.append(self.tr("{0} left").format(say.duration(max(now.seconds_left, 1))))
        return (
            self.tr("Epoch {0} of {1}").format(epoch, now.epochs),
            " ".join(f"· {part}" for part in parts),
            *(f"· {part}" for part in parts[1:]),
        )

    def _speed_words(self, samples_per_s: float) -> str:
        data = self._session.data
        pictures = data is not None and len(data.sample_shape) == 3
        text = self.tr("{0} pictures/s") if pictures else self.tr("{0} samples/s")
        return text.format(say.count(_three_digits(samples_per_s)))

    def _paused_words(self) -> str:
        now = self._progress
        if now is None:
            return self.tr("Paused")
        return self.tr("Paused at epoch {0} of {1}").format(_one_decimal(now.epoch), now.epochs)

    def _figure_words(self) -> tuple[str, ...]:
        """What was reached, the same with the measure's short name, and that alone."""
        metric = metric_of("measure", self._measure)
        brief = f"{self._measure.short} {metric.say(self._figure)}".strip()
        validated = self.tr("{0} on validation samples")
        return validated.format(metric.told(self._figure)), validated.format(brief), brief

    def _early_words(self, problem: Problem) -> str:
        """Why it ended early, in few words."""
        briefly = {
            "stopped_at_target": self.tr("target reached"),
            "stopped_without_improvement": self.tr("no progress for {epochs} epochs"),
            "stopped_in_time": self.tr("time limit over"),
        }
        return fill(briefly[problem.code], **problem.args) if problem.code in briefly else problem_text(problem)

    def _ended_words(self) -> tuple[str, ...]:
        ended = self.ended
        if ended.reason == "finished" and ended.kept_epoch:
            kept = self.tr("weights of epoch {0} kept").format(ended.kept_epoch)
            if ended.problem is None:
                return self.tr("Finished:"), kept
            briefly = f"{kept} · {self._early_words(ended.problem)}"
            return self.tr("Finished early:"), f"{kept} · {problem_text(ended.problem)}", briefly, kept
        if ended.reason == "finished" and ended.problem is not None:
            return self.tr("Finished early:"), problem_text(ended.problem), self._early_words(ended.problem)
        if ended.reason == "finished":
            if self._figure is None:
                return self.tr("Finished"), ""
            return self.tr("Finished:"), *self._figure_words()
        leads = {"stopped": self.tr("Stopped"), "diverged": self.tr("Diverged")}  # why is told below
        lead = leads.get(ended.reason, self.tr("Failed"))
        return lead, fill(self.tr("after {0} steps"), say.count(ended.step))

    # ---- the session

    def _on_session_state_changed(self, _state: str) -> None:
        self.changed.emit()

    def _on_session_blocked_changed(self, _problem: object) -> None:
        self.changed.emit()

    def _on_document_changed(self, _project: object) -> None:
        self.changed.emit()

    def _on_session_run_started(self, message: p.RunStarted) -> None:
        self.started, self._progress, self.ended = message, None, None
        self._measure = datasets.measure_of(self._session.document.project)
        self.changed.emit()

    def _on_session_metrics_arrived(self, message: p.Metrics) -> None:
        if message.validation:
            self._figure = message.validation[-1].measure

    def _on_session_progressed(self, message: p.Progress) -> None:
        self._progress = message
        self.changed.emit()

    def _on_session_run_ended(self, message: p.RunEnded) -> None:
        self.ended = message
        self.changed.emit()

    def _on_session_history_cleared(self) -> None:
        self.started = self._progress = self.ended = self._figure = None
        self.changed.emit()


def _three_digits(value: float) -> int:
    """A speed without digits that flicker: 9,417 becomes 9,420."""
    return int(float(f"{value:.3g}"))


def _one_decimal(epoch: float) -> str:
    return f"{epoch:.1f}".removesuffix(".0")
