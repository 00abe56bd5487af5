"""Where things lie: resources that ship, and the user's folders; and how a file is written safely."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import platformdirs

from nnplayground.spec.problems import PlaygroundError

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """A file or folder that ships with the program: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)


def config_dir() -> Path:
    """The folder of settings."""
    return _folder("config", platformdirs.user_config_path)


def cache_dir() -> Path:
    """The folder of what can be fetched again: downloads."""
    return _folder("cache", platformdirs.user_cache_path)


def data_dir() -> Path:
    """The folder of the user's runs."""
    return _folder("data", platformdirs.user_data_path)


def state_dir() -> Path:
    """The folder of what the program remembers about this machine: recent files, folders of own data, logs."""
    return _folder("state", platformdirs.user_state_path)


def _folder(name: str, standard: Callable[..., Path]) -> Path:
    home = os.environ.get("NNPLAYGROUND_HOME")
    path = Path(home).expanduser().absolute() / name if home else standard("nnplayground", appauthor=False)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError("folder_unusable", folder=str(path), detail=error.strerror or str(error)) from error
    return path


def write_atomic(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a whole file so that at any moment, crash and power loss included, either the old or the new one is there.

    Args:
        data: All of it, or its pieces in order.
    Raises: OSError: The file could not be written; the old one is intact and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))  # through a link to the file, not over the link
    # A short name of its own: the longest name a file system takes must not grow.
    temporary = target.parent / f".nnp-{secrets.token_hex(8)}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.writelines((data,) if isinstance(data, bytes) else data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):  # a new file has no mode to keep; some file systems have none at all
            shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut. Windows cannot; the file is whole anyway."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
