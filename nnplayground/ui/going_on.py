"""Offers to go on: with a run that was interrupted, that went wrong, or that found no more memory."""

from msgspec.structs import replace
from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.notices import Notices, Offer
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets import say

NEAR_STEPS = 50
"""What goes wrong so soon after a place that was gone back to is the same trouble again."""


class GoingOn(QObject):
    """Puts an offer into the banner when there is something to go on with. One click each; edits can be undone."""

    def __init__(self, session: Session, notices: Notices) -> None:
        super().__init__(session)
        self._session, self.notices = session, notices
        self._interrupted: records.Run | None = None
        """The run of a former start that is being offered."""
        self._ended: p.RunEnded | None = None
        self._wild_rate = 0.0
        """The learning rate with which the last run diverged."""
        self._rewound: int | None = None
        """The step that was gone back to last, with a smaller learning rate."""
        session.engine_died.connect(self._on_engine_died)
        session.run.ended.connect(self._on_run_ended)
        session.analysed.connect(self._on_analysed)
        session.run.forgotten.connect(self._on_run_forgotten)
        session.record.resume_wished.connect(self._on_resume_wished)
        session.document.opened.connect(self._on_opened)
        session.document.changed.connect(self._on_document_changed)
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

    def _on_resume_wished(self) -> None:
        self._looked = True  # it is known what to go on with

    def _on_analysed(self, _analysis: p.Analysis) -> None:
        """Once after opening, as soon as the engine could go on. Data that it has already are not told again."""
        if self._looked or self._session.data is None or self._session.place.away:
            return
        self._looked = True
        self._interrupted = records.interrupted(self._session.document.project)
        steps = tuple(self._interrupted.snapshots().sizes()) if self._interrupted else ()
        if not steps or self._session.state in ("training", "paused"):
            return
        text = problem_text(Problem(code="run_interrupted", args={"step": steps[-1]}, severity="note"))
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
            self._wild_rate = self._rate
            self._offer_rewind()
        elif "smaller" in ended.problem.args and self._session.document.project.recipe.schooling.batch_size > 1:
            label = self.tr("Go on with batches of {0}").format(say.count(ended.problem.args["smaller"]))
            self._offer("error", Offer("smaller", label, self._use_smaller_batches))

    def _offer(self, kind: str, offer: Offer) -> None:
        self.notices.offer(kind, problem_text(self._ended.problem), [offer], until="forgotten")

    def _on_run_forgotten(self) -> None:
        self._rewound = None

    def _on_document_changed(self, _project: Project) -> None:
        """What is offered fits the learning rate that the recipe has now."""
        if self.notices.offers("rewind"):
            self._offer_rewind()

    def _offer_rewind(self) -> None:
        rate, text = self._tamer_rate()
        label = text.format(say.count(self._ended.rewind), _plain(rate))
        self._offer("warning", Offer("rewind", label, lambda: self._rewind(rate)))

    def _tamer_rate(self) -> tuple[float, str]:
        """With which learning rate to go on, and what to say of it: the one that is known to work is better than less.

        Half of a rate that is far too large is still too large: where it went wrong at once, a tenth is tried.
        """
        rate, sound = self._rate, self._ended.sound_rate
        if rate < self._wild_rate:
            return rate, self.tr("Rewind to step {0} and go on with the learning rate {1}")
        if sound is not None:
            return sound, self.tr("Rewind to step {0} and learning rate {1}")
        if self._rewound is not None and self._ended.step <= self._rewound + NEAR_STEPS:
            return rate / 10, self.tr("Rewind to step {0} and divide the learning rate by ten")
        return rate / 2, self.tr("Rewind to step {0} and halve the learning rate")

    @property
    def _rate(self) -> float:
        return self._session.document.project.recipe.optimizer.lr

    def _rewind(self, rate: float) -> None:
        document, recipe = self._session.document, self._session.document.project.recipe
        optimizer = replace(recipe.optimizer, lr=rate)
        document.edit_recipe(replace(recipe, optimizer=optimizer), self.tr("a smaller learning rate"))
        self._rewound = self._ended.rewind
        self._go_back()

    def _use_smaller_batches(self) -> None:
        document, recipe = self._session.document, self._session.document.project.recipe
        schooling = replace(recipe.schooling, batch_size=self._ended.problem.args["smaller"])
        document.edit_recipe(replace(recipe, schooling=schooling), self.tr("use smaller batches"))
        self._go_back()

    def _go_back(self) -> None:
        self._session.record.resume(self._session.record.record, self._ended.rewind)


def _plain(rate: float) -> str:
    """A learning rate as it is typed: ``0.001``."""
    return f"{rate:,.10f}".rstrip("0").rstrip(".")
