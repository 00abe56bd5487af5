"""Runs from outside the engine: how they begin, go on, are steered and end."""

import numpy as np
import pytest
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from tests.engine.process import LONG, losses, same, small, with_recipe


def test_a_run_ends_once_and_last(engine):
    engine.open(small(epochs=4, batch_size=20))
    ended = engine.run_to_end()
    (started,) = engine.all(p.RunStarted)
    assert (ended.reason, ended.problem, ended.traceback) == ("finished", None, "")
    assert started.run == ended.run and started.epochs == 4 and not started.continues
    engine.listen(0.3)
    kinds = [type(event) for event in engine.events]
    assert kinds.count(p.RunEnded) == 1
    assert {p.Metrics, p.Progress, p.RunStarted}.isdisjoint(kinds[kinds.index(p.RunEnded) :])
    assert len(losses(engine)) == ended.step == 4 * 8
    epochs = np.concatenate([metrics.epochs.numpy() for metrics in engine.all(p.Metrics)])
    assert np.allclose(epochs, np.arange(1, 33) / 8)
    checks = [check for metrics in engine.all(p.Metrics) for check in metrics.validation]
    assert [check.epoch for check in checks if check.epoch == int(check.epoch)] == [0, 1, 2, 3, 4]
    assert engine.all(p.Progress)[-1].epoch == 4


def test_the_same_seed_gives_the_same_losses_and_reset_begins_anew(engine):
    project = small(Linear(out_features=16), ReLU(), Dropout(p=0.2), Linear(out_features=2), epochs=3)
    engine.open(project)
    first = engine.weights()
    engine.run_to_end()
    one, trained = losses(engine), engine.weights()
    assert not same(first, trained)
    engine.send(p.Reset())
    assert same(engine.weights(), first)
    engine.forget()
    engine.run_to_end()
    assert np.array_equal(losses(engine), one) and same(engine.weights(), trained)
    engine.forget()
    engine.open(project)
    engine.run_to_end()
    assert np.array_equal(losses(engine), one)


def test_a_finished_run_goes_on_and_more_epochs_are_more(engine):
    engine.open(small(epochs=2))
    assert engine.run_to_end().step == 10
    engine.train()
    started = engine.next(p.RunStarted)
    ended = engine.next(p.RunEnded)
    assert started.continues and started.epochs == 4 and ended.step == 20


def test_step_epoch_pause_and_stop(engine):
    engine.open(small(samples=200, batch_size=20, epochs=1000))
    for step in (1, 2):
        engine.train("step")
        assert engine.next(p.Progress, lambda q: q.state == "paused").step == step
    engine.train("epoch")
    assert engine.next(p.Progress, lambda q: q.state == "paused").step == 8
    engine.train("epoch")
    assert engine.next(p.Progress, lambda q: q.state == "paused").step == 16
    engine.send(p.Ack(view="metrics"))
    engine.train()
    engine.next(p.Progress, lambda q: q.state == "training" and q.step > 16)
    engine.send(p.Pause())
    held = engine.next(p.Progress, lambda q: q.state == "paused")
    assert len(losses(engine)) == held.step
    engine.listen(0.2)
    assert len(losses(engine)) == held.step, "a held run does nothing"
    engine.send(p.Pause())
    engine.send(p.Stop(), p.Stop(), p.Pause())
    ended = engine.next(p.RunEnded)
    assert (ended.reason, ended.step) == ("stopped", held.step)
    engine.weights()
    assert len(engine.all(p.RunStarted)) == len(engine.all(p.RunEnded)) == 1


def test_stepping_gives_the_same_run_as_playing(engine):
    project = small(batch_size=40, epochs=1)
    engine.open(project)
    engine.run_to_end()
    played = losses(engine)
    engine.forget()
    engine.open(project)
    for _ in range(4):
        engine.train("step")
        engine.next(p.Progress, lambda q: q.state == "paused" or q.step == 4)
    engine.next(p.RunEnded)
    assert np.array_equal(losses(engine), played)


def test_commands_without_a_run_do_no_harm(engine):
    engine.open(small())
    before = engine.weights()
    engine.send(p.Pause(), p.Stop(), p.Ack(view="nothing"), p.Ack(view="metrics"), p.CancelDownload())
    assert same(engine.weights(), before)
    assert engine.all(p.RunEnded) == []


def test_the_learning_rate_is_live(engine):
    project = small(optimizer=SGD(lr=0.1, momentum=0.0), **LONG)
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    engine.edit(with_recipe(project, SGD(lr=1e-30, momentum=0.0)))
    frozen = engine.weights()
    engine.train_on()
    assert same(engine.weights(), frozen)
    engine.edit(project)
    engine.train_on()
    assert not same(engine.weights(), frozen)
    assert len(engine.all(p.RunStarted)) == 1


def test_epochs_are_live(engine):
    project = small(samples=200, epochs=100_000)
    engine.open(project)
    engine.train()
    at = engine.next(p.Progress, lambda q: q.step > 0)
    engine.edit(with_recipe(project, epochs=1))
    assert engine.next(p.RunEnded).reason == "finished"
    assert at.epochs == 100_000


@pytest.mark.parametrize("optimizer", [SGD, Adam])
@pytest.mark.parametrize("acknowledge", [True, False])
def test_a_learning_rate_of_a_million_diverges_and_the_good_weights_stay(engine, optimizer, acknowledge):
    project = small(samples=2000, epochs=20)
    engine.open(project)
    engine.run_to_end()
    checks = [check for metrics in engine.all(p.Metrics) for check in metrics.validation]
    engine.send(p.Watch(views=(p.View("w", "weights", ("linear1", "linear2")), p.View("a", "activations", ("relu1",)))))
    engine.edit(with_recipe(project, optimizer(lr=1e6), epochs=200))
    ended = engine.run_to_end(acknowledge)
    assert ended.reason == "diverged" and ended.traceback == ""
    assert ended.problem.code.startswith("diverged_") and "1,000,000" in ended.problem.text()
    assert all(np.isfinite(value).all() for value in load(engine.weights()).values())
    engine.forget()
    engine.edit(with_recipe(project, optimizer(lr=1e-9), epochs=1))
    engine.run_to_end()
    begin = engine.all(p.Metrics)[0].validation[0]
    worst = max(check.loss for check in checks)
    assert begin.loss <= worst + 0.01, "the weights are some from before the explosion"


def test_diverging_at_once_goes_back_to_the_first_weights(engine):
    engine.open(small(optimizer=SGD(lr=1e6), epochs=50))
    first = engine.weights()
    assert engine.run_to_end().reason == "diverged"
    assert same(engine.weights(), first)


def test_metrics_wait_for_the_window(engine):
    engine.open(small(**LONG))
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    engine.forget()
    engine.listen(0.4)
    assert engine.all(p.Metrics) == [] and engine.all(p.Progress) == [], "nothing more before the acknowledgement"
    engine.send(p.Ack(view="metrics"))
    assert len(engine.next(p.Metrics).loss.numpy()) > 1, "all the steps meanwhile, at once"
    told_s = []
    for _ in range(7):
        engine.send(p.Ack(view="metrics"))
        told_s.append(engine.next(p.Metrics).trained_s)
    assert np.diff(told_s).mean() > 0.5 / 15, "about 15 a second, by the clock of the engine and without its checks"
