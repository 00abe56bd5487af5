"""Fetching files from mirrors: checked, cancellable, and never a half file under the final name."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import msgspec

from nnplayground.datasets.base import Dataset, Exported, Progress, Samples
from nnplayground.datasets.idx_folder import read_folder
from nnplayground.paths import cache_dir
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.registry import tag_of

_TIMEOUT_S = 10
_PIECE = 1 << 15


class RemoteFile(msgspec.Struct, frozen=True):
    """A file to fetch: its name at every mirror, its size in bytes, and what it must hold."""

    name: str
    size: int
    sha256: str

    def is_in(self, folder: Path) -> bool:
        """Whether it was fetched: only a checked file ever gets this name, so the size is enough to see."""
        path = folder / self.name
        return path.is_file() and path.stat().st_size == self.size


class Downloaded(Dataset, frozen=True, kw_only=True):
    """A data set of IDX files that is fetched once, when the user asks for it."""

    files: ClassVar[tuple[RemoteFile, ...]]
    mirrors: ClassVar[tuple[str, ...]]
    exported_as: ClassVar[Exported] = "idx"

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """One grey picture."""
        return (1, 28, 28)

    @property
    def folder(self) -> Path:
        """Where the files are kept."""
        return cache_dir() / "datasets" / tag_of(self)

    @property
    def download_bytes(self) -> int:
        """The size of the files that are not there yet."""
        return sum(file.size for file in self.files if not file.is_in(self.folder))

    def available(self) -> bool:
        """Whether all files are there."""
        return not self.download_bytes

    def download(
        self, progress: Progress, cancelled: Callable[[], bool], mirrors: Sequence[str] | None = None, **_: Any
    ) -> None:
        """Fetch what is missing; blocks, so call it outside the window's thread.

        Args:
            progress: Told after every piece how many bytes of how many are there.
            cancelled: Asked after every piece; a server that sends nothing is given up after 10 s.
            mirrors: Addresses of folders that hold the files, tried in turn; None for the usual ones.
        Raises: PlaygroundError: ``download_cancelled``, or why no mirror could deliver.
        """
        fetch(self.files, mirrors or self.mirrors, self.folder, progress, cancelled)

    def load(self, seed: int) -> Samples:
        """All pictures, with the official test part."""
        if not self.available():
            raise PlaygroundError("not_downloaded", title=self.title, size=megabytes(self.download_bytes))
        for file in self.files:
            path = self.folder / file.name
            if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
                path.unlink()
                raise PlaygroundError("download_damaged", title=self.title, name=file.name)
        return read_folder(self.folder, self.truth.names)


def fetch(
    files: Sequence[RemoteFile], mirrors: Sequence[str], folder: Path, progress: Progress, cancelled: Callable[[], bool]
) -> None:
    """Fetch the files that are not in the folder yet.

    Raises: PlaygroundError: As ``Downloaded.download``.
    """
    missing = [file for file in files if not file.is_in(folder)]
    total, done = sum(file.size for file in missing), 0
    for file in missing:
        _fetch_one(file, mirrors, folder, _Meter(file.size, done, total, progress, cancelled))
        done += file.size


def megabytes(size: int) -> str:
    """A size for a sentence."""
    return f"{size / 1e6:.3g} MB"


def _fetch_one(file: RemoteFile, mirrors: Sequence[str], folder: Path, meter: "_Meter") -> None:
    """The file from the first mirror that delivers; the reason of the last one is reported if none does."""
    for number, mirror in enumerate(mirrors, 1):
        try:
            return _retrieve(f"{mirror.rstrip('/')}/{file.name}", file, folder, meter)
        except _Refused:
            if number == len(mirrors):
                raise


def _retrieve(url: str, file: RemoteFile, folder: Path, meter: "_Meter") -> None:
    """One attempt. pooch provides a temporary file, compares SHA-256, and only then gives it its name."""
    import pooch  # here, since they cost 0.2 s that a start without download need not pay
    import requests

    pooch.get_logger().setLevel("ERROR")
    host = urlsplit(url).hostname or url
    meter.restart()
    try:
        pooch.retrieve(url, f"sha256:{file.sha256}", fname=file.name, path=folder, downloader=meter.receive)
    except requests.exceptions.SSLError:
        raise _Refused("download_insecure", host=host) from None
    except requests.exceptions.ProxyError:
        raise _Refused("download_proxy", host=host) from None
    except requests.exceptions.HTTPError as error:
        raise _Refused("download_status", host=host, status=error.response.status_code) from None
    except requests.exceptions.RequestException as error:
        # A connection that broke while data came may be reported as one that never came about.
        raise _Refused("download_cut" if meter.got else "download_offline", host=host, name=file.name) from error
    except ValueError:
        raise _Refused("download_wrong", host=host, name=file.name) from None
    except OSError as error:
        raise PlaygroundError("download_not_saved", name=file.name, detail=error.strerror or str(error)) from error


class _Refused(PlaygroundError):
    """This mirror did not deliver; another may."""


class _Meter:
    """Receives one file, counts what comes, reports it, and stops by raising."""

    def __init__(self, size: int, before: int, whole: int, progress: Progress, cancelled: Callable[[], bool]) -> None:
        self.got = 0
        self._size, self._before, self._whole = size, before, whole
        self._progress, self._cancelled = progress, cancelled

    def restart(self) -> None:
        """Begin anew at another mirror."""
        self.got = 0
        self._check()

    def receive(self, url: str, output_file: str, _pooch: object) -> None:
        """What pooch calls to fetch. Its own way leaves a connection open that breaks off half-way (pooch 1.9)."""
        import requests

        # The files are packed already; a server that packs them once more would send other bytes than were published.
        headers = {"Accept-Encoding": "identity"}
        with requests.get(url, stream=True, timeout=_TIMEOUT_S, headers=headers) as response:
            response.raise_for_status()
            with open(output_file, "wb") as out:
                for piece in response.iter_content(_PIECE):
                    out.write(piece)
                    self._add(len(piece))

    def _add(self, amount: int) -> None:
        self.got += amount
        if self.got > self._size:
            raise ValueError("more data than the file has")  # a sign-in page without end, say
        self._progress(self._before + self.got, self._whole)
        self._check()

    def _check(self) -> None:
        if self._cancelled():
            raise PlaygroundError("download_cancelled")
