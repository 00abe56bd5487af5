"""What has to be said to the user in a strip above the canvas: a dead engine, a run that went wrong, a refused file."""

import logging

from PySide6.QtCore import QObject

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.banner import Banner

LOG = logging.getLogger(__name__)


class Notices(QObject):
    """Writes to one banner; a newer notice replaces an older one."""

    def __init__(self, session: Session, banner: Banner) -> None:
        super().__init__(session)
        self._session, self._banner = session, banner
        self._details = ""
        session.engine_died.connect(self._on_engine_died)
        session.ready.connect(self._on_ready)
        session.run.ended.connect(self._on_run_ended)
        session.run.started.connect(self._on_run_started)
        session.failed.connect(self._on_failed)
        session.document.opened.connect(banner.hide)
        banner.action_requested.connect(self._on_action_requested)

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong; it needs nothing but to be read."""
        self._banner.show_message("error" if problem.severity == "error" else "warning", problem_text(problem))

    def show_note(self, text: str) -> None:
        """Say that something was done."""
        self._banner.show_message("info", text)

    def _on_engine_died(self, code: int, log: str) -> None:
        LOG.error("the engine ended with code %d:\n%s", code, log)
        text = self.tr("The engine has ended unexpectedly (code {code}). Your project and its last weights are safe.")
        self._details = log
        actions = [("restart", self.tr("Restart the engine")), ("details", self.tr("Details"))]
        self._banner.show_message("error", text.format(code=code), actions if log else actions[:1])

    def _on_ready(self, _ready: p.Ready) -> None:
        self._banner.hide()

    def _on_run_started(self, _started: p.RunStarted) -> None:
        self._banner.hide()

    def _on_run_ended(self, ended: p.RunEnded) -> None:
        if ended.problem is not None and ended.problem.severity != "note":
            self._explain(ended.problem, ended.traceback)

    def _on_failed(self, failure: p.Failure) -> None:
        self._explain(failure.problem, failure.traceback)

    def _explain(self, problem: Problem, traceback: str) -> None:
        if traceback:
            LOG.error("%s\n%s", problem.text(), traceback)
        self._details = traceback
        kind = "warning" if problem.code == "diverged" or problem.severity == "warning" else "error"
        self._banner.show_message(kind, problem_text(problem), [("details", self.tr("Details"))] if traceback else ())

    def _on_action_requested(self, name: str) -> None:
        if name == "restart":
            self._banner.hide()
            self._session.start_engine()
        elif name == "details":
            self._banner.show_message("error", self._details[-2000:])
