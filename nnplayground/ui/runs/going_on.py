"""Goes on with a run of the table: its project is opened, and it stands at its last snapshot, ready for Play."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from nnplayground import records
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui.files import FileActions
from nnplayground.ui.notices import Notices
from nnplayground.ui.runs.run_shelf import Entry, RunShelf
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text


class RunsGoingOn(QObject):
    """``changed``: what can go on may be another run now."""

    changed = Signal()

    def __init__(self, session: Session, shelf: RunShelf, files: FileActions, notices: Notices) -> None:
        super().__init__(shelf)
        self._session, self._shelf, self._files, self._notices = session, shelf, files, notices
        session.record.changed.connect(self._on_record_changed)
        for signal in (session.state_changed, session.place_changed):
            signal.connect(self.changed)

    def held_by(self, entry: Entry) -> str:
        """Why a run cannot go on here; empty if it can."""
        session = self._session
        if session.place.away:
            return self.tr("The engine on another machine cannot read the runs of this one")
        if session.state == "dead":
            return problem_text(session.place.silence())
        if entry.id == session.record.record and session.state in ("training", "paused"):
            return self.tr("It is open already: Play goes on with it")
        if entry.going:
            return self.tr("It is being trained elsewhere")
        if not entry.run.snapshots().sizes():
            return problem_text(Problem(code="run_no_snapshot", args={"name": entry.name}))
        return ""

    def take_up(self, entry: Entry) -> None:
        """Open the project of a run and hold it at its last snapshot; from a finished one another run branches off.

        Unsaved work is asked for first, unless the very project is open.
        """
        self._shelf.refresh(entry.run.folder)  # another process may train it by now
        if why := self.held_by(entry):
            self._notices.show_note(why)
            return
        document = self._session.document
        try:
            taken = records.take(entry.run, "last")
        except PlaygroundError as error:
            self._notices.show_problem(error.problem)
            return
        if entry.id != self._session.record.record or taken.project != document.project:
            if not self._files.may_replace(partial(self.take_up, entry)):
                return
            document.start(taken.project, taken.weights)
        self._session.record.resume(entry.id, branch=entry.finished, train=False)

    def _on_record_changed(self) -> None:
        """The engine took up a run: the table learns that it is over no more."""
        entry = self._shelf.entry(self._session.record.record) if self._session.record.record else None
        if entry is not None and not entry.going:
            self._shelf.refresh(entry.run.folder)
        self.changed.emit()
