"""The engine on another machine. A script stands for ssh: another home, a banner, noise; or it fails as ssh does."""

import os
import shlex
import signal
import sys

import pytest
from msgspec.structs import replace

from nnplayground import records
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice
from nnplayground.ui import engine_desk
from nnplayground.ui.engine_place import EnginePlace
from nnplayground.ui.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the script is one for a Unix shell")
ENGINE = f"{shlex.quote(sys.executable)} -m nnplayground engine"


@pytest.fixture
def place_of(tmp_path):
    """Writes the script, and gives the place that it stands for."""

    def made(body):
        script = tmp_path / "ssh"
        text = f'#!/bin/sh\necho "Welcome to the laboratory" >&2\nexport NNPLAYGROUND_HOME={tmp_path}/there\n{body}\n'
        script.write_text(text)
        script.chmod(0o755)
        return EnginePlace(f"{script} -p 2222 ada@lab nnplayground engine")

    return made


def words(user, name):
    label = user.see(name)
    return label.text() if label.isVisible() else ""


def _refused(user):
    """The code of what is in the way, and the name of the data."""
    blocked = user.session.blocked
    return blocked and (blocked.code, blocked.args.get("name"))


def test_training_over_there_and_back(open_program, place_of, tmp_path):
    user = open_program()
    user.wait_until_playable()
    assert not words(user, "status_place")
    place = place_of(f'printf "Last login: today\\n\\0noise\\n"\nexec {ENGINE}')
    user.window.engine_desk.ask()
    user.see("engine_field").setEditText(place.text)
    assert "Runs: " in user.see("engine_runs").text() and user.see("engine_there").isChecked()
    user.click("engine_use")
    user.wait(lambda: words(user, "status_place") == "engine on lab", "it has greeted")
    project = PRESETS["mlp-128"].project()
    for kind in ("idx", "csv"):
        user.document.start(replace(project, data=DataChoice(kind, {"name": f"my {kind}", "digest": "ab" * 32})))
        user.wait(lambda kind=kind: _refused(user) == ("data_stays_here", f"my {kind}"), "it is refused")
    user.document.start(replace(project, data=DataChoice("mnist", {})))
    user.wait(lambda: user.session.blocked and user.session.blocked.code == "data_not_over_there", "it is offered")

    user.start("mlp-128")
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 300 and user.session.record.steps, "it trains")
    assert user.session.record.record.startswith(str(tmp_path / "there")), "it is recorded over there"
    assert not list(records.runs()), "and not here"
    user.wait(lambda: user.document.weights, "the newest weights come here")

    os.kill(user.session.client.pid, signal.SIGKILL)
    user.wait(lambda: "lab has ended" in user.banner, "it is told")
    assert words(user, "status_place") == "no connection to lab"
    assert user.window.transport.words().startswith("Disconnected: There is no connection to lab.")
    assert user.document.weights
    user.click("banner_resume_button")
    user.wait(lambda: user.session.state == "training", "it goes on over there")

    user.window.engine_desk.use(EnginePlace())
    user.wait(lambda: user.session.client.running and not user.session.place.away)
    user.wait_until_playable()
    assert not words(user, "status_place") and not user.banner
    assert user.document.project.network == project.network and user.document.weights
    assert user.window.settings.engine == "" and user.window.settings.engines == (place.text,)


FAILURES = {
    "echo 'ssh: connect to host lab port 22: Connection refused' >&2; exit 255": "lab cannot be reached: ssh: connect",
    "echo 'sh: nnplayground: not found' >&2; exit 127": "There is no nnplayground on lab",
    "echo 'This account is not available.'; exit 1": "This account is not available. / Welcome",
    "printf '\\0nnplayground engine 0.0.1\\n'; cat": "is of release 0.0.1",
}


def test_an_engine_that_cannot_be_had_is_explained_and_one_click_leads_back(open_program, place_of):
    user = open_program(Settings(engine=place_of("exit 255").text))
    user.wait(lambda: "no reason" in user.banner or "Welcome" in user.banner)
    for body, sentence in FAILURES.items():
        user.window.engine_desk.use(place_of(body))
        user.wait(lambda sentence=sentence: sentence in user.banner, f"why it failed: {sentence}")
    assert user.document.project.network.nodes
    user.click("banner_here_button")
    user.wait_until_playable()
    assert not user.banner


def test_an_engine_that_answers_late_after_all_is_no_trouble_any_more(open_program, place_of, tmp_path, monkeypatch):
    monkeypatch.setattr(engine_desk, "PATIENCE_MS", 50)
    go_on = tmp_path / "go on"
    user = open_program(Settings(engine=place_of(f'while [ ! -e "{go_on}" ]; do sleep 0.05; done\nexec {ENGINE}').text))
    user.wait(lambda: "lab has not answered yet" in user.banner, "patience has an end")
    go_on.touch()
    user.wait_until_playable()
    assert not user.banner
    os.kill(user.session.client.pid, signal.SIGKILL)
    user.wait(lambda: "lab has ended" in user.banner, "it is told")
    user.click("banner_restart_button")
    user.wait_until_playable()
    assert not user.banner


def test_a_program_that_is_not_there(open_program):
    user = open_program(Settings(engine="/nowhere/ssh lab nnplayground engine"))
    user.wait(lambda: "cannot be started on this computer" in user.banner)
    user.click("banner_restart_button")
    user.wait(lambda: "cannot be started on this computer" in user.banner, "the same once more")
