"""The leak guard and the other promises of ``conftest.py``: small files of tests are run by a pytest of their own."""

import gc
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

LEAKY = """
import subprocess, sys, threading
from PySide6.QtCore import QObject, QProcess, QPropertyAnimation, QThread, QTimer
from PySide6.QtWidgets import QWidget

kept = []

def test_timer(qapp):
    timer = QTimer()
    timer.setObjectName("clock")
    kept.append(timer)
    timer.start(10_000)  # timer starts

def test_animation(qapp):
    widget = QWidget()
    kept.append((widget, animation := QPropertyAnimation(widget, b"size")))
    animation.setDuration(10_000)
    animation.setEndValue(widget.size() * 2)
    animation.start()  # animation starts

def test_window(qapp):
    kept.append(window := QWidget())
    window.setObjectName("forgotten")
    window.show()  # window shows

def test_qt_thread(qapp):
    kept.append(thread := QThread())
    thread.start()  # qt thread starts

def test_qt_process(qapp):
    kept.append(process := QProcess())
    process.start(sys.executable, ["-c", "input()"])  # qt process starts
    assert process.waitForStarted()

def test_thread():
    kept.append(stop := threading.Event())
    threading.Thread(target=stop.wait, args=(3,), name="worker").start()  # thread starts

def test_daemon():
    kept.append(stop := threading.Event())
    threading.Thread(target=stop.wait, args=(3,), daemon=True).start()  # daemon starts

def test_child():
    kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))  # child starts
"""

CLEAN = """
import subprocess, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget
import pyqtgraph

def test_everything_put_away(qtbot):
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    plot = pyqtgraph.PlotWidget()
    qtbot.addWidget(plot)
    plot.show()
    timer = QTimer(singleShot=True)
    edit.textChanged.connect(timer.start)
    with qtbot.waitSignal(timer.timeout):
        edit.setText("a signal with an argument, a slot without")
    qtbot.soon = QTimer(singleShot=True, interval=33)
    qtbot.soon.start()
    thread = threading.Thread(target=print)
    thread.start()
    thread.join()
    assert subprocess.run([sys.executable, "-c", ""]).returncode == 0

def test_about_to_end():
    threading.Timer(0.2, print).start()

def test_nothing_of_the_last_test():
    pass
"""

FAILING = """
from PySide6.QtWidgets import QWidget

kept = []

def test_broken(qapp):
    kept.append(QWidget())
    assert not kept, "the real reason"
"""


def run_pytest(folder: Path, tests: str, grace_s: str = "30") -> tuple[int, str]:
    file = folder / "test_sample.py"
    file.write_text(tests)
    options = [
        "-q",
        "--color=no",
        "-p",
        "tests.conftest",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
        "-c",
        "pyproject.toml",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(file)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NNPLAYGROUND_LEAK_GRACE_S": grace_s},
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout


def test_what_a_test_leaves_behind_is_named_with_its_place(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, LEAKY, grace_s="0.3")
    assert code == 1
    assert "8 passed, 8 errors" in output
    for number, line in enumerate(LEAKY.splitlines(), start=1):
        if "  # " in line:
            assert f"test_sample.py:{number} in test_" in output, f"{line}\n{output}"
    assert "QTimer 'clock'" in output
    assert "QWidget 'forgotten'" in output
    assert "thread 'worker'" in output


def test_a_test_that_puts_everything_away_passes(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, CLEAN)
    assert code == 0, output
    assert "3 passed" in output


def test_a_failed_test_is_reported_once(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, FAILING)
    assert code == 1
    assert "the real reason" in output
    assert "1 failed in" in output


def test_each_test_starts_with_an_empty_home(fresh_home: Path) -> None:
    assert os.environ["NNPLAYGROUND_HOME"] == str(fresh_home)
    assert list(fresh_home.iterdir()) == []


def test_no_other_thread_collects_what_tests_let_go_of() -> None:
    collectors = []

    class Remains:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            collectors.append(threading.current_thread())

    Remains()
    thread = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    thread.start()
    thread.join()
    gc.collect()
    assert collectors == [threading.main_thread()]


def test_only_loopback_can_be_reached() -> None:
    with pytest.raises(OSError, match="offline"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(socket.gaierror, match="offline"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
