"""Offers to go on: with a run that was interrupted, that went wrong, or that found no more memory."""

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.spec.problems import Problem
from nnplayground.ui.notices import Notices, Offer
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets import say


class GoingOn(QObject):
    """Puts an offer into the banner when there is something to go on with. One click each; edits can be undone."""

    def __init__(self, session: Session, notices: Notices) -> None:
        super().__init__(session)
        self._session, self.notices = session, notices
        self._interrupted: records.Run | None = None
        """The run of a former start that is being offered."""
        self._ended: p.RunEnded | None = None
        session.engine_died.connect(self._on_engine_died)
        session.run.ended.connect(self._on_run_ended)
        session.analysed.connect(self._on_analysed)
        session.document.opened.connect(self._on_opened)
        notices.refused.connect(self._on_refused)
        self._looked = False

    # ---- the engine died

    def _on_engine_died(self, code: int, _log: str) -> None:
        steps = self._session.record.steps
        if not steps:
            return
        text = self.tr("The engine has ended unexpectedly (code {code}). Your project and its last weights are safe.")
        offers = [
            Offer("resume", self.tr("Go on from step {0}").format(say.count(steps[-1])), self.restart_and_resume),
            Offer("restart", self.tr("Restart the engine"), self._session.start_engine),
        ]
        self.notices.offer("error", text.format(code=code), offers, until="ready")

    def restart_and_resume(self) -> None:
        """Start the engine again, and let it go on with the run that is shown."""
        record = self._session.record.record
        self._session.start_engine()
        self._session.record.resume(record)

    # ---- an earlier start was interrupted

    def _on_opened(self) -> None:
        self._looked = False
        self._interrupted = None

    def _on_analysed(self, _analysis: p.Analysis) -> None:
        """Once after opening, as soon as the engine could go on. Data that it has already are not told again."""
        if self._looked or self._session.data is None or self._session.place.away:
            return
        self._looked = True
        self._interrupted = records.interrupted(self._session.document.project)
        steps = tuple(self._interrupted.snapshots().sizes()) if self._interrupted else ()
        if not steps or self._session.state in ("training", "paused"):
            return
        text = problem_text(Problem(code="run_interrupted", args={"step": say.count(steps[-1])}, severity="note"))
        self.notices.offer("info", text, [Offer("resume", self.tr("Go on with it"), self._resume_interrupted)])

    def _resume_interrupted(self) -> None:
        if self._interrupted is not None:
            self._session.record.resume(str(self._interrupted.folder))

    def _on_refused(self) -> None:
        """Who closes the banner does not want to be asked again."""
        if self._interrupted is not None and not self._session.record.record:
            records.give_up(self._interrupted)
        self._interrupted = None

    # ---- a run went wrong

    def _on_run_ended(self, ended: p.RunEnded) -> None:
        self._ended = ended
        if ended.problem is None or ended.rewind is None:
            return
        if ended.reason == "diverged":
            label = self.tr("Rewind to step {0} and halve the learning rate").format(say.count(ended.rewind))
            self._offer("warning", Offer("rewind", label, self._rewind))
        elif "smaller" in ended.problem.args and self._session.document.project.recipe.schooling.batch_size > 1:
            label = self.tr("Go on with batches of {0}").format(ended.problem.args["smaller"])
            self._offer("error", Offer("smaller", label, self._use_smaller_batches))

    def _offer(self, kind: str, offer: Offer) -> None:
        self.notices.offer(kind, problem_text(self._ended.problem), [offer])

    def _rewind(self) -> None:
        document, recipe = self._session.document, self._session.document.project.recipe
        optimizer = replace(recipe.optimizer, lr=recipe.optimizer.lr / 2)
        document.edit_recipe(replace(recipe, optimizer=optimizer), self.tr("halve the learning rate"))
        self._go_back()

    def _use_smaller_batches(self) -> None:
        document, recipe = self._session.document, self._session.document.project.recipe
        schooling = replace(recipe.schooling, batch_size=self._ended.problem.args["smaller"])
        document.edit_recipe(replace(recipe, schooling=schooling), self.tr("use smaller batches"))
        self._go_back()

    def _go_back(self) -> None:
        self._session.record.resume(self._session.record.record, self._ended.rewind)
