"""Runs in a process of its own: opens the real window, calls a measure, prints what it returns as JSON."""

import argparse
import contextlib
import cProfile
import importlib
import json
import pstats
import sys
import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from nnplayground.ui import garbage, theme
from nnplayground.ui.app import open_window
from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.settings import Settings

PATIENCE_S = 120
SIZE = (1440, 900)
SETTLED_S = 2.0
"""What a start leaves to be done in peace has been done by then."""


def work(seconds: float) -> None:
    """Let the program work as it does for its user."""
    loop = QEventLoop()
    timer = QTimer(singleShot=True, interval=round(seconds * 1000), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(loop.quit)
    timer.start()
    loop.exec()


def wait(condition: Callable[[], object], step_s: float = 0.01) -> None:
    """Let the program work until something is so.

    Raises: TimeoutError: It never was.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("what was waited for never happened")
        work(step_s)


def main() -> None:
    """Open, measure, print, close."""
    parser = argparse.ArgumentParser()
    parser.add_argument("measure")
    parser.add_argument("facts", type=json.loads)
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    app = QApplication(sys.argv[:1])
    theme.theme().set_mode("light")
    theme.apply(app)
    window = open_window(Settings(theme="light"))
    window.showNormal()
    window.resize(*SIZE)
    garbage.Keeper(app)
    wait(lambda: window.session.blocked is None)
    work(SETTLED_S)
    measure = importlib.import_module(f"tests.benchmarks.{given.measure}")
    with _profiled() if given.profile else contextlib.nullcontext():
        found = measure.inside(window, **given.facts)
    window.session.close()
    print(json.dumps(found), flush=True)
    _leave(window)


def _leave(window: MainWindow) -> None:
    """Without the question whether to save."""
    window.hide()
    window.deleteLater()
    QApplication.processEvents()


@contextlib.contextmanager
def _profiled() -> Iterator[None]:
    profile = cProfile.Profile()
    profile.enable()
    yield
    profile.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(30)


if __name__ == "__main__":
    main()
