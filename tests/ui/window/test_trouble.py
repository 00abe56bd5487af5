"""When the engine is killed: nothing is lost, and one click goes on."""

import os
import signal
import sys

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from tests.ui.window.conftest import DRAWN
from tests.ui.window.test_drawing import write


def kill_engine(user):
    os.kill(user.session.client.pid, signal.SIGKILL)
    user.wait(lambda: user.session.state == "dead")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_engine_and_a_killed_program_go_on_with_the_run(open_program):
    user = open_program()
    user.start("mlp-128")
    user.train_until(lambda: len(user.losses) > 200)
    user.click("play_button")
    user.wait(lambda: len(user.losses) > 300)
    os.kill(user.session.client.pid, signal.SIGSTOP)
    user.window.runs.take_best_epoch()  # it will never read this
    kill_engine(user)
    assert not user.window.runs._best_wanted, "the next pause is not that of the best epoch"
    user.window.runs.take_best_epoch()  # nor does anybody read this
    assert not user.window.runs._best_wanted
    step = user.session.record.steps[-1]
    assert f"{step:,}".replace(",", "") in user.see("banner_resume_button").text().replace("\u2009", "")
    user.click("banner_resume_button")
    user.wait(lambda: user.session.state == "training" and len(user.losses) > step + 20, "it goes on")
    project = user.document.project
    user.session.client._process.kill()
    user.wait(lambda: user.session.state == "dead")
    another = open_program()
    another.document.start(project)
    another.wait(lambda: "interrupted" in another.banner, "the offer")
    another.document.start(project)
    another.wait(lambda: not another.banner, "another project is open")
    another.wait(lambda: "interrupted" in another.banner, "the offer also where the engine has the data already")
    another.click("banner_resume_button")
    another.wait(lambda: another.session.state == "training" and len(another.losses) > step, "it goes on")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_engine_is_one_click_from_going_on(open_program, tmp_path):
    user = open_program()
    user.start("mlp-128")
    user.train_until(lambda: len(user.losses) > 300)
    write(user, DRAWN["0"])
    shares = user.see("answer_bars").values
    project, weights = user.document.project, user.document.weights
    kill_engine(user)
    assert "engine" in user.banner and "safe" in user.banner
    assert not user.see("play_button").isEnabled()
    assert "restart" in user.see("play_button").toolTip()
    assert len(user.losses) > 300, "the curves stay"
    user.session.saves.save(str(tmp_path / "rescued.nnp"))
    assert (tmp_path / "rescued.nnp").exists(), "saving needs no engine"
    user.click("banner_restart_button")
    user.wait_until_playable()
    assert not user.banner
    assert (user.document.project, user.document.weights) == (replace(project, name="rescued"), weights)
    write(user, DRAWN["0"])
    np.testing.assert_allclose(user.see("answer_bars").values, shares, atol=1e-5)  # it may share its sums out
    before = user.window.loss_plot.history
    user.click("play_button")
    user.wait(lambda: user.window.loss_plot.history is not before and len(user.losses) > 50, "it trains again")
    assert user.session.state == "training" and user.losses[:20].mean() < 1.0, "from where it was"
    user.wait(lambda: "pictures/s" in user.window.transport.words(), "and says how fast")
    user.wait(lambda: user.document.weights != weights, "a copy of the weights in case it dies")
    kill_engine(user)
    assert load(user.document.weights), "killed while it trained: the last copy is there"
