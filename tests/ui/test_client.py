"""The window's end of the engine, with small programs in the engine's place."""

import sys

import pytest
from PySide6.QtCore import QProcess

from nnplayground import protocol as p
from nnplayground.ui.client import EngineClient

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


def test_an_engine_that_does_not_listen_is_ended_all_the_same(client_of, qtbot, monkeypatch):
    killed, kill = [], QProcess.kill
    monkeypatch.setattr(QProcess, "kill", lambda process: (killed.append(waited[:]), kill(process)))
    waited, wait = [], QProcess.waitForFinished
    monkeypatch.setattr(QProcess, "waitForFinished", lambda process, ms: (waited.append(ms), wait(process, ms))[1])
    client = client_of("import time; time.sleep(60)")
    client.start()
    qtbot.waitUntil(lambda: client.pid > 0)
    client.close()
    assert killed == [[]], "it never spoke, so there is nothing to wait for"


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
