"""What is offered after a run that diverged, and when it is withdrawn."""

import pytest
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.going_on import GoingOn
from nnplayground.ui.notices import Notices
from nnplayground.ui.widgets.banner import Banner


class Offered:
    """A banner with what is offered in it, after a run of the test's engine."""

    def __init__(self, session, engine, banner):
        self.session, self.engine, self.banner = session, engine, banner
        self.going_on = GoingOn(session, Notices(session, banner))
        engine.ready()
        engine.analyse()

    def diverge(self, run=1, at=4063, rewind=4061, sound_rate=None):
        self.engine.begin(run)
        problem = Problem(code="diverged_forward", args={"step": at, "lr": "1,000", "layer": "linear1"})
        self.engine.received.emit(p.RunEnded(
            run=run, reason="diverged", step=at, rewind=rewind, sound_rate=sound_rate, problem=problem
        ))  # fmt: skip

    def set_rate(self, rate):
        recipe = self.session.document.project.recipe
        self.session.document.edit_recipe(replace(recipe, optimizer=replace(recipe.optimizer, lr=rate)), "rate")

    @property
    def rate(self):
        return self.session.document.project.recipe.optimizer.lr

    @property
    def label(self):
        return self.banner.findChild(object, "banner_rewind_button").text()

    def accept(self):
        self.banner.action_requested.emit("rewind")


@pytest.fixture
def offered(qtbot, session, engine):
    banner = Banner()
    qtbot.addWidget(banner)
    return Offered(session, engine, banner)


@pytest.mark.parametrize("what", ["reset", "dice", "undo", "play", "open"])
def test_it_is_withdrawn_when_the_weights_are_gone_or_another_run_begins(offered, session, engine, what):
    session.run.dice.draw()
    engine.leave()
    offered.diverge()
    assert not offered.banner.isHidden() and "step 4,063" in offered.banner.text()
    deeds = {
        "reset": session.run.reset, "dice": session.run.dice.draw, "undo": session.document.undo_stack.undo,
        "play": lambda: engine.begin(2), "open": lambda: session.document.start(session.document.project),
    }  # fmt: skip
    deeds[what]()
    assert offered.banner.isHidden()
    offered.set_rate(0.003)
    assert offered.banner.isHidden()


def test_the_rate_that_worked_is_gone_back_to(offered, engine):
    offered.set_rate(1000.0)
    offered.diverge(sound_rate=0.001)
    assert offered.label == "Rewind to step 4,061 and learning rate 0.001"
    offered.accept()
    assert offered.rate == 0.001 and offered.banner.isHidden()
    assert engine.sent_of(p.Resume)[-1].step == 4061


def test_what_goes_wrong_again_near_the_place_gets_a_tenth_of_the_rate(offered, session, engine):
    offered.set_rate(1000.0)
    for run, (verb, rate) in enumerate([("halve", 500.0), ("by ten", 50.0), ("by ten", 5.0)], 1):
        offered.diverge(run)
        assert verb in offered.label
        offered.accept()
        assert offered.rate == rate
    offered.diverge(4, at=9000, rewind=8000)
    assert "halve" in offered.label
    session.run.reset()
    engine.leave()
    offered.diverge(5)
    assert "halve" in offered.label


def test_the_offer_follows_the_rate_of_the_recipe(offered):
    offered.set_rate(1000.0)
    offered.diverge(sound_rate=0.001)
    offered.set_rate(0.003)
    assert offered.label == "Rewind to step 4,061 and go on with the learning rate 0.003"
    offered.accept()
    assert offered.rate == 0.003


def test_batches_that_fit_are_offered_with_their_thousands_apart(offered):
    recipe = offered.session.document.project.recipe
    large = replace(recipe.schooling, batch_size=40_000)
    offered.session.document.edit_recipe(replace(recipe, schooling=large), "batches")
    offered.engine.begin()
    args = {"batch": 40_000, "smaller": 4_160, "needed": "122 GB", "free": "20.5 GB"}
    problem = Problem(code="out_of_memory_estimated", args=args)
    offered.engine.received.emit(p.RunEnded(run=1, reason="failed", step=0, rewind=0, problem=problem))
    assert "batches of 40,000:" in offered.banner.text() and "Batches of 4,160 " in offered.banner.text()
    assert offered.banner.findChild(object, "banner_smaller_button").text() == "Go on with batches of 4,160"
