"""The program as a process: how it starts, and how it ends."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from nnplayground import processes, records
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from tests.patience import PATIENCE_S

# Runs beside the window: when it trains, do what the test wants. Prints what it saw.
SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from nnplayground.ui import app
{before}

opened = app.open_window
def watched(settings, path=None):
    window = opened(settings, path)
    def look():
        session = window.session
        if session.state == "idle" and session.blocked is None:
            print("ready", window.session.document.path, flush=True)
            {when_ready}
        elif session.state == "training":
            print("training", flush=True)
            {when_training}
    timer = QTimer(window, interval=50)
    timer.timeout.connect(look)
    timer.start()
    return window
app.open_window = watched
sys.exit(app.run(sys.argv[1] if len(sys.argv) > 1 else None))
"""


SLOW_DISK = """
from nnplayground.ui import client
client.OWN_ENGINE[1:] = ["-c", "import time; from nnplayground import records; from nnplayground.engine import server;"
    "write = records.write_facts;"
    "records.write_facts = lambda run, facts: (time.sleep(3 * (facts.state == 'paused')), write(run, facts));"
    "server.STEP_S = 60; server.serve()"]
"""
CLOSE = (
    "if len(window.loss_plot.history.training.y): timer.stop(); "
    "QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard; window.close()"
)
"""After the first step."""


def start(
    *args: str, when_ready: str = "timer.stop()", when_training: str = "pass", before: str = ""
) -> subprocess.Popen:
    script = textwrap.dedent(SCRIPT).format(when_ready=when_ready, when_training=when_training, before=before)
    return subprocess.Popen([sys.executable, "-c", script, *args], stdout=subprocess.PIPE, text=True)


def wait_for(process: subprocess.Popen, word: str) -> str:
    for line in process.stdout:
        if line.startswith(word):
            return line.strip()
    process.wait(PATIENCE_S)
    pytest.fail(f"it never said {word}; exit code {process.returncode}")


def test_a_named_file_is_opened_and_closing_while_it_trains_ends_cleanly_with_all_on_record(fresh_home, tmp_path):
    path = tmp_path / "named.nnp"
    path.write_bytes(archive.encode(archive.Document(PRESETS["logistic"].project(), b"")))
    process = start(str(path), when_ready="session.run.play()", when_training=CLOSE, before=SLOW_DISK)
    assert wait_for(process, "ready") == f"ready {path}"
    wait_for(process, "training")
    assert process.wait(PATIENCE_S) == 0
    process.stdout.close()
    (run,) = records.runs()
    assert run.facts.state == "paused" and run.facts.steps in run.snapshots().sizes()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
def test_ctrl_c_ends_it_with_130_and_its_engine_too(fresh_home):
    process = start()
    wait_for(process, "ready")
    (engine,) = children(process.pid)
    name = f"{engine}-{processes.started(engine)}"
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 130
    process.stdout.close()
    deadline = time.monotonic() + PATIENCE_S
    while processes.is_running(name) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not processes.is_running(name)


def children(pid: int) -> list[int]:
    if not os.path.exists("/proc/self/task"):
        pytest.skip("only Linux tells the children of a process")
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(each) for each in file.read().split()]
