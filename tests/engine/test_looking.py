"""Looking into a network from outside the engine: frames for the views that are visible, one at a time."""

import numpy as np
import pytest

from nnplayground import protocol as p
from nnplayground.engine.lookout import SHARE, Lookout
from nnplayground.engine.net import Net
from nnplayground.engine.probes import PROBES
from tests.engine.process import LONG, small


def test_frames_come_for_watched_views_and_one_at_a_time(engine):
    engine.open(small(**LONG))
    engine.train()
    engine.next(p.Metrics)
    engine.listen(0.2)
    assert engine.all(p.Frame) == []
    views = (p.View("inside", "activations", ("linear1", "relu1")), p.View("weights", "weights", ("linear1",)))
    engine.send(p.Watch(views=views))
    engine.next(p.Frame)
    engine.next(p.Frame)
    engine.listen(0.2)
    assert sorted(frame.view for frame in engine.all(p.Frame)) == ["inside", "weights"], "no acknowledgement, no second"
    frames = {frame.view: frame for frame in engine.all(p.Frame)}
    assert frames["inside"].arrays["linear1"]["value"].numpy().shape == (16,)
    assert frames["weights"].arrays["linear1"]["weight"].numpy().shape == (16, 2)
    assert frames["weights"].arrays["linear1"]["counts"].numpy().sum() == 32
    engine.send(p.Ack(view="inside"))
    assert engine.next(p.Frame, lambda f: f.step > frames["inside"].step).view == "inside"
    engine.send(p.Watch(views=()), p.Ack(view="inside"), p.Ack(view="weights"))
    engine.weights()
    engine.forget()
    engine.listen(0.4)
    assert engine.all(p.Frame) == [], "a hidden view costs nothing"


def test_an_idle_engine_shows_each_state_once(engine):
    project = small()
    engine.open(project)
    engine.send(p.Watch(views=(p.View("inside", "activations", ("linear1",)),)))
    engine.next(p.Frame)
    for _ in range(3):
        engine.send(p.Ack(view="inside"))
    engine.weights()
    engine.listen(0.2)
    assert len(engine.all(p.Frame)) == 1
    engine.send(p.Picture(seq=3, values=p.Array.of(np.array([1, -1], np.float32))))
    assert engine.next(p.Frame)


def test_looking_takes_a_small_share_of_the_time(monkeypatch):
    """A view that answers at once, and a probe that takes a second by a clock of the test's own."""
    now, sent, sample = [100.0], [], PROBES["activations"]
    monkeypatch.setattr("nnplayground.engine.lookout.time.perf_counter", lambda: now[0])
    monkeypatch.setitem(PROBES, "activations", lambda *facts: (now.__setitem__(0, now[0] + 1.0), sample(*facts))[1])
    lookout, net = Lookout(sent.append), Net(small(), (2,), 2)
    lookout.look_at(np.zeros(2, np.float32))
    lookout.watch((p.View("a", "activations", ("linear1",)),))
    for step in range(1000):
        if lookout.due(step):
            lookout.look(net, step, "cpu")
            lookout.acknowledge("a")
        now[0] += 0.1  # of training
    looks = len([message for message in sent if isinstance(message, p.Frame)])
    assert looks == pytest.approx(SHARE * (now[0] - 100.0), rel=0.2)


def test_a_pen_does_not_make_looking_dearer_and_views_take_turns(monkeypatch):
    now, sent, sample = [100.0], [], PROBES["activations"]
    monkeypatch.setattr("nnplayground.engine.lookout.time.perf_counter", lambda: now[0])
    monkeypatch.setitem(PROBES, "activations", lambda *facts: (now.__setitem__(0, now[0] + 1.0), sample(*facts))[1])
    lookout, net = Lookout(sent.append), Net(small(), (2,), 2)
    lookout.watch(tuple(p.View(name, "activations", ("linear1",)) for name in "abc"))
    for step in range(2000):
        lookout.look_at(np.full(2, step / 2000, np.float32))
        if lookout.due(step):
            before = len(sent)
            lookout.look(net, step, "cpu")
            assert sum(isinstance(message, p.Frame) for message in sent[before:]) <= 1, "a step waits for one of them"
            for view in "abc":
                lookout.acknowledge(view)
        now[0] += 0.1  # of training
    looks = [message.view for message in sent if isinstance(message, p.Frame)]
    assert len(looks) == pytest.approx(SHARE * (now[0] - 100.0), rel=0.2)
    assert looks[:6] == list("abcabc")


def test_of_pictures_that_come_at_once_the_last_is_answered(shared):
    shared.forget()
    shared.open(small())
    pictures = [p.Picture(seq=seq, values=p.Array.of(np.array([seq, -1], np.float32))) for seq in range(1, 201)]
    shared.send(*pictures)
    shared.next(p.Answer, lambda answer: answer.seq == 200)
    assert len(shared.all(p.Answer)) < 200


def test_an_unknown_probe_is_told_once_and_stops_nothing(shared):
    shared.forget()
    shared.open(small(**LONG))
    shared.train()
    shared.next(p.Metrics)
    shared.send(p.Watch(views=(p.View("x", "clairvoyance", ("linear1",)), p.View("a", "activations", ("linear1",)))))
    assert shared.next(p.Failure).problem.code == "engine_error"
    assert shared.next(p.Frame).view == "a"
    shared.listen(0.3)
    assert len(shared.all(p.Failure)) == 1 and shared.all(p.RunEnded) == []
    shared.send(p.Stop(), p.Watch(views=()))
    assert shared.next(p.RunEnded).reason == "stopped"
