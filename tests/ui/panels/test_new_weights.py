"""Undo of a reset while the engine is slow, gone, or has more weights than may be kept."""

import pytest

from nnplayground import protocol as p
from nnplayground.ui import new_weights

STOPPED = p.Standing(
    weights=b"stopped", record="one", epochs=5, ended=p.RunEnded(run=1, reason="stopped", step=9)
)  # fmt: skip
FINISHED = p.Standing(
    weights=b"finished", record="two", epochs=5, ended=p.RunEnded(run=1, reason="finished", step=50)
)  # fmt: skip


@pytest.fixture
def trained(session, engine):
    """A session in which a run has trained."""
    engine.ready()
    engine.begin()
    engine.progress()
    return session


def wanted(engine) -> list[p.Standing]:
    return [message.to for message in engine.sent_of(p.Reset)]


def test_it_goes_from_side_to_side_once_the_engine_has_said_where_it_was(trained, engine):
    undo = trained.document.undo_stack
    trained.run.start_over()
    undo.undo()
    undo.redo()
    assert wanted(engine) == [p.Standing()], "what was left is not known yet"
    engine.leave(STOPPED)
    assert wanted(engine) == [p.Standing(), STOPPED]
    engine.leave()
    assert wanted(engine) == [p.Standing(), STOPPED, p.Standing()]
    engine.leave(STOPPED)
    undo.undo()
    engine.leave(FINISHED)
    undo.redo()
    assert wanted(engine)[3:] == [STOPPED, FINISHED], "what was trained after the reset is come back to"


def test_nothing_is_waited_for_of_an_engine_that_is_gone_and_the_next_gets_the_weights(trained, engine):
    undo = trained.document.undo_stack
    trained.run.start_over()
    engine.leave(STOPPED)
    trained.run.dice.draw()  # which this engine never answers
    engine.running = False
    engine.died.emit(9, "")
    undo.undo()
    undo.undo()
    assert trained.document.weights == b"stopped"
    engine.sent.clear()
    trained.start_engine()
    assert [message.weights for message in engine.sent_of(p.Load)] == [b"stopped"]


def test_a_reset_of_first_weights_is_no_step_of_undo_and_changes_nothing(session, engine):
    engine.ready()
    session.run.start_over()
    assert not session.document.undo_stack.count() and not session.document.modified
    session.document.start(session.document.project, b"learned elsewhere")
    session.run.start_over()
    assert session.document.undo_stack.count() == 1 and session.document.modified


def test_a_run_that_begins_only_after_the_reset_was_asked_for_is_never_shown(session, engine):
    engine.ready()
    session.run.play()
    session.run.start_over()
    engine.begin(run=1)
    engine.received.emit(p.Outlook(revision=1, goes_on=True))
    engine.progress(run=1, state="paused")
    assert session.run.blank and session.state != "paused" and session.run.outlook is None
    engine.leave()
    session.run.start_over()
    assert not session.document.undo_stack.count()
    engine.received.emit(p.Left(request=1, standing=p.Standing()))
    engine.begin(run=2)
    assert session.run.blank, "an answer to an earlier request: the engine has yet to leave"
    engine.leave()
    engine.begin(run=3)
    assert not session.run.blank


def test_what_the_engine_does_for_a_run_that_is_left_is_not_told(session, engine):
    engine.ready()
    session.run.play()
    session.run.start_over()
    engine.received.emit(p.Doing(what=p.Problem(code="doing_threads", severity="note")))
    assert session.doing.what is None and session.state == "idle"
    engine.begin(run=1)
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=0))
    engine.leave()
    engine.received.emit(p.Doing(what=p.Problem(code="doing_threads", severity="note")))
    assert session.doing.what is not None and session.state == "training"


@pytest.mark.parametrize("dead", ["before", "after"])
def test_of_an_engine_that_dies_before_it_has_answered_the_weights_last_known_are_come_back_to(trained, engine, dead):
    trained.document.weights = b"known"
    if dead == "before":
        engine.running = False
    trained.run.start_over()
    assert not trained.document.weights
    engine.running = False
    engine.died.emit(9, "")
    trained.document.undo_stack.undo()
    assert trained.document.weights == b"known"


def test_of_more_weights_than_may_be_kept_a_run_still_has_its_record(trained, engine, monkeypatch):
    monkeypatch.setattr(new_weights, "MOST_BYTES", 4)
    undo = trained.document.undo_stack
    for standing in (FINISHED, STOPPED, p.Standing(weights=b"never recorded")):
        engine.begin()
        trained.run.start_over()
        engine.leave(standing)
        undo.undo()
        assert wanted(engine)[-1].record == standing.record and not wanted(engine)[-1].weights
        engine.leave()


def test_weights_that_nobody_can_come_back_to_take_no_room(trained, engine, monkeypatch):
    monkeypatch.setattr(new_weights, "MOST_BYTES", len(STOPPED.weights) + len(FINISHED.weights))
    undo = trained.document.undo_stack
    trained.run.start_over()
    engine.leave(STOPPED)
    for _ in range(2):
        engine.begin()
        trained.run.start_over()  # the second time in the place of what was undone
        engine.leave(FINISHED)
        undo.undo()
        engine.leave()
    undo.undo()
    assert wanted(engine)[-1] == STOPPED
