"""What the program remembers between two starts."""

import logging
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from nnplayground import paths
from nnplayground.protocol import DEVICES
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.runs.table_choices import TableChoices
from nnplayground.ui.views.chart_choices import ChartChoices

LAYOUT_VERSION = 2
"""Raised when the docks change so much that a remembered layout no longer fits."""
MOST_RECENT = 10


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting with its default. A stored value that cannot be read falls back to it."""

    theme: Annotated[Literal["system", "light", "dark"], Meta(description="Look of the window.")] = "system"
    recent: Annotated[tuple[str, ...], Meta(max_length=MOST_RECENT, description="Project files, newest first.")] = ()
    geometry: Annotated[bytes, Meta(description="Place and size of the window, as Qt stores it.")] = b""
    layout: Annotated[bytes, Meta(description="Docks and their sizes, as Qt stores them.")] = b""
    folder: Annotated[str, Meta(description="Where files were last opened or saved.")] = ""
    start_page: Annotated[bool, Meta(description="Begin with the start page rather than the trained digits.")] = False
    snapshot_bytes: Annotated[int, Meta(ge=1, description="What the recorded steps of a run may need on the disk.")] = (
        256_000_000
    )
    snapshot_total_bytes: Annotated[
        int, Meta(ge=0, description="What the recorded steps of all runs together may need on the disk; 0: not chosen.")
    ] = 0
    charts: Annotated[ChartChoices, Meta(description="How the charts show a run.")] = ChartChoices()
    runs: Annotated[TableChoices, Meta(description="How the table of runs is laid out.")] = TableChoices()
    engine: Annotated[str, Meta(description="Where the engine runs: a host or command; empty for this computer.")] = ""
    engines: Annotated[
        tuple[str, ...], Meta(max_length=MOST_RECENT, description="Hosts and commands of engines, newest first.")
    ] = ()
    device: Annotated[str, Meta(pattern=DEVICES, description="Where networks train.")] = "auto"

    def with_recent(self, path: str) -> "Settings":
        """The settings after a file was opened or saved."""
        path = str(Path(path).absolute())
        others = [p for p in self.recent if p != path]
        return replace(self, recent=(path, *others)[:MOST_RECENT], folder=str(Path(path).parent))


def load() -> Settings:
    """Read the settings; a damaged file is kept beside as ``settings.bad.json`` and the defaults are used."""
    path = _path()
    if not path.exists():
        return Settings()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        logging.getLogger(__name__).warning("settings could not be read: %s", error)
    return _salvage(path)


def save(settings: Settings) -> None:
    """Write the settings; of several windows the last one wins.

    Where they cannot be written, that is logged: the work itself goes on.
    """
    try:
        paths.write_atomic(_path(), msgspec.json.format(msgspec.json.encode(settings)))
    except (OSError, PlaygroundError) as error:
        logging.getLogger(__name__).warning("settings could not be written: %s", error)


def with_recent_on_disk(settings: Settings) -> Settings:
    """The settings with the list of recent files as all windows together have made it.

    The disk is always the newer one: each window writes what it opens at once.
    """
    stored = load().recent
    ours = [path for path in settings.recent if path not in stored]
    return replace(settings, recent=(*stored, *ours)[:MOST_RECENT])


def _salvage(path: Path) -> Settings:
    """Keep what is readable of a damaged file, field by field."""
    try:
        stored = msgspec.json.decode(path.read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError):
        stored = None
    path.replace(path.with_suffix(".bad.json"))
    settings = Settings()
    for name, value in stored.items() if isinstance(stored, dict) else ():
        try:
            known = msgspec.convert({name: value}, Settings)
            settings = replace(settings, **{name: getattr(known, name)})
        except (msgspec.ValidationError, AttributeError):
            continue
    return settings


def _path() -> Path:
    return paths.config_dir() / "settings.json"
