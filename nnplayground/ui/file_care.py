"""Looks after the open project's file: safety copies, recovery, earlier versions, and what others do to the file."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from nnplayground import protocol as p
from nnplayground.spec import archive
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.ui import backups, recovery
from nnplayground.ui.autosave import Autosave
from nnplayground.ui.backups import Version
from nnplayground.ui.file_watch import FileWatch
from nnplayground.ui.files import FileActions
from nnplayground.ui.open_marks import OpenMark
from nnplayground.ui.recovery import Rescue
from nnplayground.ui.recovery_table import RecoveryTable
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text
from nnplayground.ui.versions_table import VersionsTable
from nnplayground.ui.widgets.banner import Banner
from nnplayground.ui.widgets.file_table import when_text


class FileCare(QObject):
    """Assembles the parts for one window and says in a banner of its own what happens to the file."""

    def __init__(self, session: Session, files: FileActions, banner: Banner, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._files, self._banner, self._window = session, files, banner, window
        document = session.document
        self.autosave = Autosave(document, self)
        self.watch = FileWatch(document, self)
        self._mark = OpenMark()
        self._marked = ""
        self._table: RecoveryTable | None = None
        self._closed = False
        self._covered = ""
        """The record of the run of which a copy was begun."""
        document.path_changed.connect(self._on_path_changed)
        document.backup_failed.connect(self._show_problem)
        self.autosave.failed.connect(self._show_problem)
        self.watch.changed.connect(self._on_file_changed)
        self.watch.deleted.connect(self._on_file_deleted)
        self.watch.restored.connect(banner.hide)
        session.saves.failed.connect(self._on_save_failed)
        session.run.progressed.connect(self._on_progressed)
        session.record.changed.connect(self._on_record_changed)
        banner.action_requested.connect(self._on_action_requested)
        self._on_path_changed(document.path)

    # ---- the end

    def close(self) -> None:
        """The user closes the window and was asked about unsaved work: nothing is left behind."""
        self._closed = True
        self.autosave.discard()
        self._leave()

    def stop(self) -> None:
        """The program is ended from outside: what is unsaved is kept for the next start."""
        if not self._closed:
            self.autosave.stop()
            self._leave()

    def _leave(self) -> None:
        self.watch.stop()
        self._mark.remove()

    def _on_record_changed(self) -> None:
        """From the record of the run its last weights are read, should this program be killed."""
        record = self._session.record
        self.autosave.record = "" if record.away else record.record

    def _on_progressed(self, progress: p.Progress) -> None:
        """A run that has begun is found again from now on: it is offered where its project is opened."""
        record = self._session.record.record
        if progress.step and (record != self._covered or self.autosave.bare):
            self._covered = record
            self.autosave.write()

    # ---- recovery

    def offer_recovery(self) -> None:
        """Show the table of unsaved work, if there is any."""
        if recovery.abandoned():
            self.show_recovery()

    def show_recovery(self) -> None:
        """Show the table of unsaved work."""
        table = RecoveryTable(recovery.abandoned(), self._window)
        table.recover_requested.connect(self._recover)
        table.discard_requested.connect(self._on_discard_requested)
        table.finished.connect(self._on_table_finished)
        self._table = table
        table.open()

    def _on_table_finished(self) -> None:
        self._table = None

    def _recover(self, rescue: Rescue) -> None:
        """Open a copy. It goes only when we have one of our own on the disk."""
        if not self._files.may_replace(partial(self._recover, rescue)):
            return
        try:
            contents = recovery.read(rescue)
        except PlaygroundError as error:
            self._show_problem(error.problem)
            self._show_what_is_left()
            return
        self._session.document.recover(contents, rescue.path)
        self.autosave.write(wait=True)
        if self.autosave.place.exists():
            recovery.discard(rescue)
        if self._table is not None:
            self._table.close()

    def _on_discard_requested(self, rescue: Rescue) -> None:
        recovery.discard(rescue)
        self._show_what_is_left()

    def _show_what_is_left(self) -> None:
        left = recovery.abandoned()
        if self._table is not None and left:
            self._table.show_rescues(left)
        elif self._table is not None:
            self._table.close()

    # ---- earlier versions

    def show_versions(self) -> None:
        """Show the table of the file's earlier versions."""
        path = self._session.document.path
        table = VersionsTable(path, backups.versions(path) if path else [], self._window)
        table.open_requested.connect(self._on_version_requested)
        table.open_requested.connect(table.close)
        table.open()

    def _on_version_requested(self, version: Version) -> None:
        name = f"{Path(self._session.document.path).stem} {when_text(version.saved)}"
        try:
            contents = archive.decode(version.path.read_bytes(), name)
        except OSError as error:
            args = {"name": name, "detail": error.strerror or str(error)}
            self._show_problem(Problem(code="file_unreadable", args=args))
        except PlaygroundError as error:
            self._show_problem(error.problem)
        else:
            self._open_version(contents, name)

    def _open_version(self, contents: archive.Document, name: str) -> None:
        if self._files.may_replace(partial(self._open_version, contents, name)):
            self._session.document.recover(replace(contents, project=replace(contents.project, name=name)))

    # ---- the file

    def _on_path_changed(self, path: str) -> None:
        """Opened or saved: what was said of the file before is over. A save to the same file moves no mark."""
        self._banner.hide()
        if path == self._marked:
            return
        self._marked = path
        if self._mark.move(path):
            text = self.tr("{name} is open in another window too; the later save replaces the earlier one.")
            actions = [("save_as", self.tr("Save as…"))]
            self._banner.show_message("warning", text.format(name=self._file_name()), actions)

    def _on_file_changed(self) -> None:
        text = self.tr("{name} was changed by another program.").format(name=self._file_name())
        if self._session.document.modified:
            text += " " + self.tr("You have changed it too; Reload keeps yours under File ▸ Earlier versions.")
        self._banner.show_message("warning", text, [("reload", self.tr("Reload")), ("keep", self.tr("Keep mine"))])

    def _on_file_deleted(self) -> None:
        self._session.document.mark_modified()
        text = self.tr("{name} was deleted or moved by another program. What is open here is safe; save it to keep it.")
        actions = [("save", self.tr("Save again")), ("save_as", self.tr("Save as…"))]
        self._banner.show_message("warning", text.format(name=self._file_name()), actions)

    def _on_save_failed(self, problem: Problem) -> None:
        self._banner.show_message("error", problem_text(problem), [("save_as", self.tr("Save as…"))])

    def _show_problem(self, problem: Problem) -> None:
        self._banner.show_message("error" if problem.severity == "error" else "warning", problem_text(problem))

    def _on_action_requested(self, name: str) -> None:
        self._banner.hide()
        if name == "reload":
            self._reload()
        elif name == "keep":
            self._session.document.mark_modified()  # the file is no longer what is open
        elif name == "save":
            self._files.on_save_triggered()
        elif name == "save_as":
            self._files.on_save_as_triggered()

    def _reload(self) -> None:
        document = self._session.document
        path = document.path
        try:
            if document.modified:
                backups.keep_bytes(path, archive.encode(document.contents()))
            document.open(path)
        except PlaygroundError as error:
            self._show_problem(error.problem)
        except OSError as error:
            args = {"name": Path(path).name, "detail": error.strerror or str(error)}
            self._show_problem(Problem(code="file_unwritable", args=args))

    def _file_name(self) -> str:
        return Path(self._session.document.path).name
