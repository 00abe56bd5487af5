"""The numbers of runs: each gets the next one when it begins, and none is given twice, even after runs were deleted."""

from pathlib import Path

from nnplayground import paths

KEPT = 8
"""So many of the last numbers stay taken on the disk: another process may have looked up the last one a while ago."""


def next_number() -> int:
    """Take the next number, from 1; several processes may ask at once, as each number is a file that only one can make.

    Raises: OSError: It cannot be written. PlaygroundError: ``folder_unusable``.
    """
    folder = paths.data_dir() / "run numbers"
    folder.mkdir(parents=True, exist_ok=True)
    number = max(_taken(folder), default=0) + 1
    while not _claim(folder / str(number)):
        number += 1
    for old in _taken(folder):
        if old <= number - KEPT:
            (folder / str(old)).unlink(missing_ok=True)
    return number


def _taken(folder: Path) -> list[int]:
    return [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]


def _claim(path: Path) -> bool:
    try:
        path.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
