"""The window's end of the engine, with small programs in the engine's place."""

import sys

import pytest
from PySide6.QtCore import QProcess

from nnplayground import protocol as p
from nnplayground.ui.client import EngineClient, wait_for_the_last

HELLO = """
import sys
from nnplayground import __version__, protocol as p
out = sys.stdout.buffer
out.write(p.greeting(__version__))
out.write(p.frame(p.Ready(version="1", torch="2", devices=("cpu",), start_s=0.5))); out.flush()
"""
LISTEN = "sys.stdin.buffer.read()\n"


@pytest.fixture
def client_of(qtbot):
    clients = []

    def made(code):
        clients.append(EngineClient([sys.executable, "-c", code]))
        return clients[-1]

    yield made
    for client in clients:
        client.close()
        client.deleteLater()


def test_messages_arrive_and_hanging_up_ends_it_without_a_word(client_of, qtbot):
    client = client_of(HELLO + LISTEN)
    died = []
    client.died.connect(died.append)
    with qtbot.waitSignal(client.received) as heard:
        client.start()
    assert heard.args[0] == p.Ready(version="1", torch="2", devices=("cpu",), start_s=0.5)
    client.close()
    assert not client.running and not died


def test_an_engine_that_never_spoke_is_ended(client_of, qtbot, monkeypatch):
    killed, kill = [], QProcess.kill
    monkeypatch.setattr(QProcess, "kill", lambda process: (killed.append(process), kill(process)))
    client = client_of("import time; time.sleep(600)")
    client.start()
    qtbot.waitUntil(lambda: client.pid > 0)
    client.close()
    assert len(killed) == 1 and not client.running


@pytest.mark.parametrize("leave", [EngineClient.close, lambda client: client.use(["/nowhere/python"])])
def test_an_engine_that_still_writes_is_not_waited_for_and_not_killed(client_of, qtbot, monkeypatch, tmp_path, leave):
    touched = []
    monkeypatch.setattr(QProcess, "kill", lambda _process: touched.append("killed"))
    monkeypatch.setattr(QProcess, "waitForFinished", lambda _process, _ms: touched.append("waited"))
    disk, record = tmp_path / "disk", tmp_path / "record"
    slow = f"import pathlib, time\nwhile not pathlib.Path({str(disk)!r}).exists(): time.sleep(0.01)\n"
    client = client_of(HELLO + LISTEN + slow + f"pathlib.Path({str(record)!r}).touch()")
    with qtbot.waitSignal(client.received):
        client.start()
    leave(client)
    assert not client.running and touched == [] and not record.exists()
    disk.touch()
    qtbot.waitUntil(record.exists)


def test_with_the_last_window_the_program_waits_for_engines_that_still_write(client_of, qtbot, tmp_path):
    record = tmp_path / "record"
    client = client_of(HELLO + LISTEN + f"import pathlib, time; time.sleep(0.2); pathlib.Path({str(record)!r}).touch()")
    with qtbot.waitSignal(client.received):
        client.start()
    client.close()
    wait_for_the_last()
    assert record.exists()


def test_a_second_start_does_not_make_a_second_engine(client_of, qtbot):
    client = client_of(HELLO + LISTEN)
    client.start()
    qtbot.waitUntil(lambda: client.pid > 0)
    first = client.pid
    client.start()
    assert client.pid == first


def test_death_is_told_with_code_and_log(client_of, qtbot):
    client = client_of("import sys; print('why it died', file=sys.stderr); sys.exit(7)")
    with qtbot.waitSignal(client.died) as heard:
        client.start()
    assert heard.args == [7, "why it died"]
    assert not client.running
    client.send(p.Pause())


def test_a_program_that_cannot_be_started_is_a_death_too(qtbot):
    client = EngineClient(["/nowhere/python"])
    with qtbot.waitSignal(client.died) as heard:
        client.start()
    assert heard.args[0] == -1
    client.deleteLater()


def test_an_engine_that_speaks_nonsense_is_ended(client_of, qtbot):
    code = HELLO + "out.write(b'\\xff' * 64); out.flush()\n" + LISTEN
    client = client_of(code)
    with qtbot.waitSignal(client.died) as heard:
        client.start()
    assert "out of step" in heard.args[1]
