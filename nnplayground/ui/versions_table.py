"""The window that lists the earlier versions of a project file."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnplayground.spec import archive
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.backups import Version
from nnplayground.ui.texts import problem_text
from nnplayground.ui.widgets.file_table import FileTable, contents_text, when_text


class VersionsTable(FileTable):
    """Lists versions, the newest first; it opens none itself.

    Args:
        path: The file whose versions they are; empty for a project without one.
    """

    open_requested = Signal(object)
    """The ``Version`` to open as an unsaved project."""

    def __init__(self, path: str, versions: list[Version], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("versions_table")
        words = self.tr("Each save keeps the version before it, the last ten. Open shows one as an unsaved project.")
        headings = [self.tr("Saved"), self.tr("Size"), self.tr("Contents")]
        self.set_words(self.tr("Earlier versions"), words, headings)
        self._path, self._versions = path, versions
        self.add_button("close", self.tr("Close"), self.tr("Open none"), self.close)
        tip = self.tr("Open this version as an unsaved project; the file on the disk stays as it is")
        self._open = self.add_button("open", self.tr("Open"), tip, self._on_open_clicked, main=True)
        self.set_rows([[when_text(v.saved), _size(v.size), self._contents(v)] for v in versions])

    def _contents(self, version: Version) -> str:
        try:
            document = archive.decode(version.path.read_bytes())
        except OSError as error:
            return error.strerror or str(error)
        except PlaygroundError as error:
            return problem_text(error.problem)
        return contents_text(len(document.project.network.nodes), bool(document.weights))

    def _on_selection_changed(self) -> None:
        self._open.setEnabled(self.row() >= 0)
        if self._versions:
            self.set_note(self._path)
        elif self._path:
            name = Path(self._path).name
            self.set_note(self.tr("There are none of {name} yet; the next save makes the first.").format(name=name))
        else:
            self.set_note(self.tr("This project has no file yet. Save it; from the second save on there are versions."))

    def _on_open_clicked(self) -> None:
        if self.row() >= 0:
            self.open_requested.emit(self._versions[self.row()])


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"
