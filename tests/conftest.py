"""What every test gets: no screen, no network, fresh settings, and a look at what it left running."""

import errno
import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from nnplayground.ui import garbage
from tests import leaks

if os.environ.get("QT_QPA_PLATFORM") != "xcb":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME"):
    os.environ.pop(name, None)  # pixels are counted, whatever the screen of who runs the tests
os.environ["NNPLAYGROUND_REDUCED_MOTION"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"  # torch reads it when it is imported, here or in an engine

# A busy machine is no failure, nor is a checkout that cannot be written.
hypothesis.settings.register_profile(
    "nnplayground",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    database=None,
    print_blob=True,
)
hypothesis.settings.load_profile("nnplayground")

gc.disable()  # a thread that writes a record would take apart what windows left: that crashes Qt

_LOOPBACK = ("localhost", "::1", "")
_REAL_DATA = Path(__file__).parents[2] / "shared" / "data"
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember failures: a test that broke off in the middle is not blamed for what it left behind as well."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(autouse=True)
def leak_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a timer, an animation, a window, a thread or a process behind, naming its place."""
    before = leaks.begin()
    yield
    garbage.collect()
    found = leaks.end(before)
    if found and not request.node.stash.get(_failed, False):
        pytest.fail("The test left behind:\n" + "\n".join(f"  {text}" for text in found), pytrace=False)


@pytest.fixture(autouse=True)
def fresh_home(leak_guard: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings, caches and runs, so that no test sees those of another or of the user."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(home))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, str(home))
    return home


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data beside the checkout (``mnist``, ``pen_digits``), where there is one."""
    if not _REAL_DATA.is_dir():
        pytest.skip("no real data beside this checkout")
    return _REAL_DATA


def _is_loopback(host: Any) -> bool:
    return not isinstance(host, str) or host in _LOOPBACK or host.startswith("127.")


def _block_network() -> None:
    """Let this machine be offline: only loopback answers."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise OSError(errno.ENETUNREACH, f"tests run offline, {address[0]} cannot be reached")
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            return errno.ENETUNREACH
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **named: Any) -> list[Any]:
        if isinstance(host, str) and not _is_loopback(host):
            raise socket.gaierror(socket.EAI_AGAIN, f"tests run offline, {host} cannot be looked up")
        return getaddrinfo(host, *args, **named)

    socket.socket.connect = guarded_connect
    socket.socket.connect_ex = guarded_connect_ex
    socket.getaddrinfo = guarded_getaddrinfo


_block_network()
