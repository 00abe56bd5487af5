"""Which runs there are and how they stand. Looks only while somebody watches, and a little at a time."""

import contextlib
import time
from collections import Counter, OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from nnplayground import records
from nnplayground.records.metrics import FILE as METRICS
from nnplayground.records.shelf import FACTS
from nnplayground.spec.problems import PlaygroundError

AT_ONCE = 200_000
"""Bytes of metrics that are read at once: some milliseconds."""
SLICE_S = 0.008
"""So long it reads at once before the window gets its turn."""
SETTLE_MS = 250
"""Several changes within this time are looked at together."""
PULSE_MS = 2000
"""So often it is looked whether what still goes lives on (a killed process changes no file, some disks tell nothing),
and whether what was broken off is taken up again, by torchrun for one."""


class Entry:
    """One run with what was read of it."""

    def __init__(self, run: records.Run) -> None:
        self.run = run
        self.reader = records.MetricsReader(run.folder)
        self.reader.read(AT_ONCE)
        self.summary = records.summary(run, self.reader.history)
        self._untold = self.behind

    @property
    def id(self) -> str:
        """By which it is found again: its folder."""
        return str(self.run.folder)

    @property
    def name(self) -> str:
        """What it is called among others: as the user says, else by its number and title."""
        return self.run.named(self.title)

    @property
    def title(self) -> str:
        """What it is called: as the user says, else after its project, else after its network."""
        return self.run.label.name or self.run.facts.project.name or self.summary.network or self.run.id

    @property
    def going(self) -> bool:
        """Whether somebody trains it now."""
        return self.summary.state in ("running", "paused")

    @property
    def open(self) -> bool:
        """Whether it goes on, or was broken off and may go on at any time without anybody asking here."""
        return self.going or self.summary.state == "interrupted"

    @property
    def finished(self) -> bool:
        """Whether it trained all that it was asked for: who goes on from there begins another run."""
        return self.summary.state == "finished"

    @property
    def behind(self) -> bool:
        """Whether more was recorded than was read: a long run is read a little at a time."""
        return self.reader.behind

    def refresh(self) -> bool:
        """Read what is new, of much only the next part; returns whether there is anything new to say of it.

        Raises: PlaygroundError: ``run_unreadable``.
        """
        run = self.run if self.behind else records.read(self.run.folder)
        self._untold = self.reader.read(AT_ONCE) or self._untold
        if self.behind:  # summing up a million steps after each part would take longer than reading them
            return False
        if not self._untold and run == self.run and run.state == self.summary.state:
            return False
        self.run, self._untold = run, False
        self.summary = records.summary(run, self.reader.history)
        return True


def names_of(entries: Sequence[Entry]) -> list[str]:
    """What several runs are called beside each other: those still of one name are counted."""
    names = [entry.name for entry in entries]
    seen: Counter[str] = Counter()
    told = []
    for name in names:
        seen[name] += 1
        told.append(f"{name} ({seen[name]})" if names.count(name) > 1 else name)
    return told


class RunShelf(QObject):
    """The runs on the shelf, and those opened from elsewhere."""

    appeared = Signal(object)
    """An ``Entry``."""
    changed = Signal(object)
    vanished = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[Path, Entry] = {}
        self._guests: set[Path] = set()
        self._waiting: OrderedDict[Path, None] = OrderedDict()
        self._watching = False
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._on_directory_changed)
        self._watcher.fileChanged.connect(self._on_file_changed)
        self._read_timer = QTimer(self, interval=0)
        self._read_timer.timeout.connect(self._read_some)
        self._look_timer = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._look_timer.timeout.connect(self._look)
        self._pulse = QTimer(self, interval=PULSE_MS)
        self._pulse.timeout.connect(self._queue_open)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that is known, in no order."""
        return tuple(self._entries.values())

    def entry(self, folder: str | Path) -> Entry | None:
        """The run in a folder, if it is known."""
        return self._entries.get(Path(folder))

    def watch(self, wanted: bool) -> None:
        """Begin or cease to look."""
        if wanted == self._watching:
            return
        self._watching = wanted
        if wanted:
            with contextlib.suppress(OSError):
                if root := self.root():
                    root.mkdir(parents=True, exist_ok=True)
                    self._watcher.addPath(str(root))
            self._look()
            self._queue(*(entry.run.folder for entry in self._entries.values()))
        else:
            for timer in (self._read_timer, self._look_timer, self._pulse):
                timer.stop()
            if watched := [*self._watcher.files(), *self._watcher.directories()]:
                self._watcher.removePaths(watched)

    def take(self, folder: Path) -> Entry:
        """Know a run at once, wherever it lies.

        Raises: PlaygroundError: ``run_unreadable``.
        """
        folder = folder.absolute()
        if folder not in self._entries:
            self._put(folder, Entry(records.read(folder)))
            if folder.parent != self.root():
                self._guests.add(folder)
        return self._entries[folder]

    def is_guest(self, folder: Path) -> bool:
        """Whether a run was opened from elsewhere."""
        return folder in self._guests

    def forget(self, folder: Path) -> None:
        """A run has been deleted, or shall not be listed any more."""
        if folder in self._entries:
            self._drop(folder)

    @staticmethod
    def root() -> Path | None:
        """Where the runs lie; None if that cannot be used."""
        try:
            return records.root()
        except PlaygroundError:
            return None

    def refresh(self, folder: Path) -> None:
        """Look at a run again: something of it was just changed."""
        self._refresh(folder)

    def _look(self) -> None:
        """See which runs there are."""
        found: set[Path] = set()
        with contextlib.suppress(OSError):
            found = {path for path in (self.root() or Path("")).iterdir() if (path / FACTS).exists()}
        found |= {path for path in self._guests if (path / FACTS).exists()}
        for folder in [known for known in self._entries if known not in found]:
            self._drop(folder)
        self._queue(*sorted(found - set(self._entries), reverse=True))

    def _queue(self, *folders: Path) -> None:
        self._waiting.update(dict.fromkeys(folders))
        if self._waiting and self._watching and not self._read_timer.isActive():
            self._read_timer.start()

    def _queue_open(self) -> None:
        self._queue(*(entry.run.folder for entry in self._entries.values() if entry.open))

    def _read_some(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._waiting and time.perf_counter() < until:
            folder, _ = self._waiting.popitem(last=False)
            self._read(folder)
        if not self._waiting:
            self._read_timer.stop()

    def _read(self, folder: Path) -> None:
        if folder in self._entries:
            self._refresh(folder)
        else:
            with contextlib.suppress(PlaygroundError):
                self._put(folder, Entry(records.read(folder)))

    def _put(self, folder: Path, entry: Entry) -> None:
        self._entries[folder] = entry
        self._follow(entry)
        if entry.behind:
            self._queue(folder)
        self.appeared.emit(entry)

    def _refresh(self, folder: Path) -> None:
        entry = self._entries[folder]
        try:
            news = entry.refresh()
        except PlaygroundError:
            self._drop(folder)
            return
        self._follow(entry)
        if entry.behind:
            self._queue(folder)
        if news:
            self.changed.emit(entry)

    def _drop(self, folder: Path) -> None:
        entry = self._entries.pop(folder)
        self._waiting.pop(folder, None)
        self._guests.discard(folder)
        self._unfollow(entry)
        self.vanished.emit(str(folder))

    def _follow(self, entry: Entry) -> None:
        """Watch the files of a run that goes on, and no others: a system can watch only so many."""
        if not self._watching:
            return
        if not entry.going:
            self._unfollow(entry)
        else:
            known = {*self._watcher.files(), *self._watcher.directories()}
            paths = [path for path in (entry.run.folder, entry.run.folder / METRICS) if path.exists()]
            if new := [str(path) for path in paths if str(path) not in known]:
                self._watcher.addPaths(new)
        if any(each.open for each in self._entries.values()):
            if not self._pulse.isActive():
                self._pulse.start()
        else:
            self._pulse.stop()

    def _unfollow(self, entry: Entry) -> None:
        paths = {str(entry.run.folder), str(entry.run.folder / METRICS)}
        if watched := [path for path in (*self._watcher.files(), *self._watcher.directories()) if path in paths]:
            self._watcher.removePaths(watched)

    def _on_directory_changed(self, path: str) -> None:
        if Path(path) in self._entries:
            self._queue(Path(path))
        self._look_timer.start()

    def _on_file_changed(self, path: str) -> None:
        self._queue(Path(path).parent)
