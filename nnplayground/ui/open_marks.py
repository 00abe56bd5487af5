"""Which project files are open in which windows: a mark for each, so that two windows do not meet unseen."""

import contextlib
import logging
import time
from pathlib import Path

import msgspec

from nnplayground import paths, processes
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.backups import file_key


class OpenMark:
    """The mark of one window. Marks of processes that are gone count for nothing and are swept away."""

    def __init__(self) -> None:
        self._name = f"{processes.process_name()}_{processes.next_number()}.json"
        self._place: Path | None = None

    def move(self, path: str) -> int:
        """Mark another file as open here, no longer the former one; an empty path marks none.

        Returns: In how many other windows the file is open. Where marks cannot be written it is 0: they are a courtesy.
        """
        self.remove()
        if not path:
            return 0
        try:
            folder = paths.state_dir() / "open" / file_key(path)
            folder.mkdir(parents=True, exist_ok=True)
            others = _living(folder)
            self._place = folder / self._name
            paths.write_atomic(self._place, msgspec.json.encode({"path": path, "time": time.time()}))
        except (OSError, PlaygroundError) as error:
            logging.getLogger(__name__).warning("no mark for the open file could be written: %s", error)
            return 0
        return len(others)

    def remove(self) -> None:
        """The file is no longer open here."""
        place, self._place = self._place, None
        if place is not None:
            with contextlib.suppress(OSError):
                place.unlink()
                place.parent.rmdir()  # refused while others have marks in it


def _living(folder: Path) -> list[Path]:
    found = []
    for place in folder.glob("*_*.json"):
        if processes.is_running(place.name.partition("_")[0]):
            found.append(place)
        else:
            with contextlib.suppress(OSError):
                place.unlink()
    return found
