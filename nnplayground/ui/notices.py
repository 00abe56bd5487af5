"""What has to be said to the user in a strip above the canvas: a dead engine, a run that went wrong, a refused file."""

import logging
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.banner import Banner, Kind

Until = Literal["closed", "ready", "edited", "forgotten"]
"""Closed by the user; an engine is ready; the project was edited; the weights of the run are gone."""

LOG = logging.getLogger(__name__)


class Offer(NamedTuple):
    """Something that one click does: its name, what stands on the button, and what happens."""

    name: str
    label: str
    accept: Callable[[], object]


class Notices(QObject):
    """Writes to one banner; a newer notice replaces an older one."""

    refused = Signal()
    """The banner was closed without taking one of its offers."""

    def __init__(self, session: Session, banner: Banner) -> None:
        super().__init__(session)
        self._session, self._banner = session, banner
        self._details = ""
        self._until: Until = "closed"
        self._offers: dict[str, Callable[[], object]] = {}
        session.engine_died.connect(self._on_engine_died)
        session.ready.connect(self._on_ready)
        session.run.ended.connect(self._on_run_ended)
        session.run.started.connect(self._on_run_started)
        session.run.forgotten.connect(self._on_run_forgotten)
        session.failed.connect(self._on_failed)
        session.document.opened.connect(banner.hide)
        session.document.changed.connect(self._on_document_changed)
        banner.action_requested.connect(self._on_action_requested)
        banner.closed.connect(self.refused)

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong; it needs nothing but to be read."""
        self._show("error" if problem.severity == "error" else "warning", problem_text(problem))

    def show_refusal(self, problem: Problem) -> None:
        """Say why an edit was not done; with the next edit that is settled."""
        self._show("error", problem_text(problem), until="edited")

    def show_note(self, text: str) -> None:
        """Say that something was done; what is done next is of more interest."""
        self._show("info", text, until="edited")

    def offer(self, kind: Kind, text: str, offers: Sequence[Offer], until: Until = "closed") -> None:
        """Say something, and offer up to two things that can be done about it.

        Args:
            until: What settles it, also if nobody closes it.
        """
        self._show(kind, text, offers, until)

    def offers(self, name: str) -> bool:
        """Whether this can be had with a click now."""
        return not self._banner.isHidden() and name in self._offers

    def settle(self, name: str) -> None:
        """What this offer would do was done in another way."""
        if self.offers(name):
            self._banner.hide()

    def _show(self, kind: Kind, text: str, offers: Sequence[Offer] = (), until: Until = "closed") -> None:
        self._until = until
        self._offers = {offer.name: offer.accept for offer in offers}
        self._banner.show_message(kind, text, [(offer.name, offer.label) for offer in offers])

    def _on_engine_died(self, code: int, log: str) -> None:
        LOG.error("the engine ended with code %d:\n%s", code, log)
        text = self.tr("The engine has ended unexpectedly (code {code}). Your project and its last weights are safe.")
        self._details = log
        offers = [Offer("restart", self.tr("Restart the engine"), self._session.start_engine)]
        if log:
            offers.append(Offer("details", self.tr("Details"), self._show_details))
        self._show("error", text.format(code=code), offers, until="ready")

    def _on_ready(self, _ready: p.Ready) -> None:
        """An engine is there again; a refused file, say, is still refused."""
        if self._until == "ready":
            self._banner.hide()

    def _on_document_changed(self, _project: Project) -> None:
        if self._until == "edited":
            self._banner.hide()

    def _on_run_started(self, _started: p.RunStarted) -> None:
        self._banner.hide()

    def _on_run_forgotten(self) -> None:
        if self._until in ("edited", "forgotten"):
            self._banner.hide()

    def _on_run_ended(self, ended: p.RunEnded) -> None:
        if ended.problem is not None and ended.problem.severity != "note":
            self._explain(ended.problem, ended.traceback, until="forgotten")

    def _on_failed(self, failure: p.Failure) -> None:
        self._explain(failure.problem, failure.traceback)

    def _explain(self, problem: Problem, traceback: str, until: Until = "closed") -> None:
        if traceback:
            LOG.error("%s\n%s", problem.text(), traceback)
        self._details = traceback
        kind = "warning" if problem.code.startswith("diverged") or problem.severity == "warning" else "error"
        offers = [Offer("details", self.tr("Details"), self._show_details)] if traceback else []
        self._show(kind, problem_text(problem), offers, until)

    def _show_details(self) -> None:
        self._show("error", self._details[-2000:], until=self._until)

    def _on_action_requested(self, name: str) -> None:
        if name != "details":
            self._banner.hide()
        self._offers[name]()
