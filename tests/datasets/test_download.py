"""Fetching from mirrors, against a server of our own on loopback that behaves well and badly."""

import contextlib
import gzip
import hashlib
import http.server
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from nnplayground.datasets import download
from nnplayground.datasets.download import Downloaded, RemoteFile, fetch
from nnplayground.datasets.sources.mnist import Mnist
from nnplayground.spec.problems import PlaygroundError

BODY = np.random.default_rng(0).bytes(200_000)
FILE = RemoteFile("data.gz", len(BODY), hashlib.sha256(BODY).hexdigest())


class _Handler(http.server.BaseHTTPRequestHandler):
    """The first part of the path says how the server behaves."""

    files: dict[str, bytes] = {}

    def do_GET(self) -> None:
        _, manner, name = self.path.split("/")
        getattr(self, f"_{manner}")(self.files[name])

    def log_message(self, *args: object) -> None:
        """Silent."""

    def _send(self, body: bytes, length: int | None, status: int = 200) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def _good(self, body: bytes) -> None:
        self._send(body, len(body))

    def _unsized(self, body: bytes) -> None:
        self._send(body, None)

    def _early(self, body: bytes) -> None:
        self._send(body[:100_000], len(body))

    def _earlyunsized(self, body: bytes) -> None:
        self._send(body[:100_000], None)

    def _wrong(self, body: bytes) -> None:
        self._send(body[::-1], len(body))

    def _portal(self, body: bytes) -> None:
        self._send(b"<html>Please sign in", 20)

    def _gone(self, body: bytes) -> None:
        self._send(b"", 0, 404)

    def _moved(self, body: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", f"/good/{self.path.rsplit('/', 1)[-1]}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _endless(self, body: bytes) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):  # the client has had enough, which is the point
            while True:
                self.wfile.write(bytes(50_000))

    def _silent(self, body: bytes) -> None:
        with contextlib.suppress(OSError):
            self.connection.recv(1)  # returns when the client gives up


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server that has ``FILE``."""
    monkeypatch.setattr(_Handler, "files", {FILE.name: BODY})
    monkeypatch.setattr(download, "_TIMEOUT_S", 0.3)
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


class _Told(list[tuple[int, int]]):
    """All that the download reported."""

    def __call__(self, done: int, total: int) -> None:
        self.append((done, total))


def _never() -> bool:
    return False


@pytest.mark.parametrize("manner", ["good", "unsized", "moved"])
def test_a_file_comes_with_progress(server: str, tmp_path: Path, manner: str) -> None:
    told = _Told()
    fetch([FILE], [f"{server}/{manner}/"], tmp_path / "new", told, _never)
    assert (tmp_path / "new" / FILE.name).read_bytes() == BODY
    assert told == sorted(told)
    assert len(told) > 3
    assert told[-1] == (len(BODY), len(BODY))


@pytest.mark.parametrize(
    ("manner", "code"),
    [
        ("early", "download_cut"),
        ("earlyunsized", "download_wrong"),
        ("wrong", "download_wrong"),
        ("portal", "download_wrong"),
        ("endless", "download_wrong"),
        ("gone", "download_status"),
        ("silent", "download_offline"),
    ],
)
def test_a_bad_mirror_leaves_nothing_and_the_next_one_delivers(
    server: str, tmp_path: Path, manner: str, code: str
) -> None:
    with pytest.raises(PlaygroundError, match=r"127\.0\.0\.1") as caught:
        fetch([FILE], [f"{server}/{manner}"], tmp_path, _Told(), _never)
    assert caught.value.problem.code == code
    assert not list(tmp_path.iterdir())
    told = _Told()
    fetch([FILE], [f"{server}/{manner}", f"{server}/good"], tmp_path, told, _never)
    assert [path.name for path in tmp_path.iterdir()] == [FILE.name]
    assert told[-1] == (len(BODY), len(BODY))


def test_offline_says_so_and_what_works_without(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError, match="nosuch.invalid could not be reached.*bundled"):
        fetch([FILE], ["https://nosuch.invalid/mnist"], tmp_path, _Told(), _never)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("pieces", [0, 1, 3])
def test_cancel_stops_at_once_and_leaves_nothing(server: str, tmp_path: Path, pieces: int) -> None:
    told = _Told()
    with pytest.raises(PlaygroundError) as caught:
        fetch([FILE], [f"{server}/good"] * 2, tmp_path, told, lambda: len(told) >= pieces)
    assert caught.value.problem.code == "download_cancelled"
    assert len(told) == pieces
    assert not list(tmp_path.iterdir())


def test_a_disk_that_cannot_be_written_is_named(server: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PlaygroundError, match="could not be saved"):
        fetch([FILE], [f"{server}/good"], tmp_path / "file" / "folder", _Told(), _never)


def test_what_is_there_is_not_fetched_again(server: str, tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_bytes(BODY)
    told = _Told()
    fetch([FILE], [f"{server}/gone"], tmp_path, told, _never)
    assert not told
    (tmp_path / FILE.name).write_bytes(BODY[:100])
    fetch([FILE], [f"{server}/good"], tmp_path, told, _never)
    assert (tmp_path / FILE.name).read_bytes() == BODY


def _small_mnist() -> dict[str, bytes]:
    """The four files of MNIST with ten pictures each."""
    files = {}
    for part in ("train", "t10k"):
        for name, shape in (("images-idx3", (10, 28, 28)), ("labels-idx1", (10,))):
            values = np.arange(np.prod(shape)) % 10
            head = struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape)
            files[f"{part}-{name}-ubyte.gz"] = gzip.compress(head + values.astype(np.uint8).tobytes(), mtime=0)
    return files


def test_a_data_set_is_fetched_checked_and_loaded(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = _small_mnist()
    monkeypatch.setattr(_Handler, "files", bodies)
    remote = [RemoteFile(name, len(body), hashlib.sha256(body).hexdigest()) for name, body in bodies.items()]
    monkeypatch.setattr(Mnist, "files", tuple(remote))
    dataset, total, told = Mnist(), sum(map(len, bodies.values())), _Told()
    assert not dataset.available()
    assert dataset.download_bytes == total
    with pytest.raises(PlaygroundError, match="MNIST is not on this machine yet"):
        dataset.load(0)
    dataset.download(told, _never, mirrors=[f"{server}/good"])
    assert told == sorted(told)
    assert told[-1] == (total, total)
    assert dataset.available()
    samples = dataset.load(0)
    assert samples.x.shape == (10, 1, 28, 28)
    assert samples.test_y is not None
    assert samples.test_y.tolist() == list(range(10))


def test_a_file_that_rotted_on_the_disk_is_removed_and_named(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Mnist, "files", (FILE,))
    Mnist().download(_Told(), _never, mirrors=[f"{server}/good"])
    (Mnist().folder / FILE.name).write_bytes(BODY[::-1])
    with pytest.raises(PlaygroundError, match="damaged on the disk"):
        Mnist().load(0)
    assert not Mnist().available()


@pytest.mark.parametrize("kind", Downloaded.__subclasses__())
def test_the_published_files_are_named_in_full(kind: type[Downloaded]) -> None:
    assert len(kind.files) == 4
    assert len({file.sha256 for file in kind.files}) == 4
    assert all(len(bytes.fromhex(file.sha256)) == 32 for file in kind.files)
    assert len(kind.mirrors) >= 2
    assert all(mirror.startswith("https://") for mirror in kind.mirrors)
    assert f"{sum(file.size for file in kind.files) / 1e6:.1f} MB" in kind.description
