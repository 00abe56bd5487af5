"""The engine from outside, as a child process: what a window would see, order and numbers included."""

import os
import signal
import time

import numpy as np
import pytest
from msgspec.structs import replace
from safetensors.numpy import load

from nnplayground import protocol as p
from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net
from nnplayground.engine.weights import to_bytes
from nnplayground.spec import edit
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice
from nnplayground.spec.truth import Truth
from tests.engine.process import Engine, small, with_recipe

LONG = {"samples": 20_000, "epochs": 100_000}


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One engine for all tests that leave it as they found it: starting one takes seconds."""
    with Engine(tmp_path_factory.mktemp("engine")) as engine:
        ready = engine.next(p.Ready)
        assert ready.devices and ready.torch and 0 < ready.start_s < 30
        yield engine


@pytest.fixture
def engine(shared):
    shared.forget()
    yield shared
    shared.send(p.Stop(), p.Watch(views=()))
    shared.weights()  # everything before is done
    failures = [event for event in shared.all(p.Failure) if event.traceback]
    assert not failures, failures[0].traceback


def same(one: bytes, other: bytes) -> bool:
    a, b = load(one), load(other)
    return a.keys() == b.keys() and all(np.array_equal(a[key], b[key]) for key in a)


def losses(engine: Engine) -> np.ndarray:
    return np.concatenate([metrics.loss.numpy() for metrics in engine.all(p.Metrics)])


def answer(engine: Engine, values: np.ndarray, seq: int) -> p.Answer:
    engine.send(p.Picture(seq=seq, values=p.Array.of(values)))
    return engine.next(p.Answer, lambda a: a.seq == seq)


# ---- editing and data


def test_an_edit_brings_data_and_analysis(engine):
    project = PRESETS["lenet"].project()
    engine.open(small())
    engine.forget()
    analysis = engine.open(project)
    (facts,) = engine.all(p.DataFacts)
    assert analysis.problems == ()
    assert analysis.blocks["conv1"].shape == (6, 28, 28) and analysis.blocks["conv1"].parameters == 156
    assert facts.kind == "digits" and facts.truth == Truth("class", tuple("0123456789"))
    assert facts.sample_shape == (1, 28, 28)
    assert facts.counts == (500,) * 10 and facts.training + facts.validation + facts.test == 5000
    pictures, labels = facts.pictures.numpy(), facts.labels.numpy()
    assert pictures.dtype == np.uint8 and pictures.shape == (len(labels), 28, 28)
    engine.edit(project)
    assert len(engine.all(p.DataFacts)) == 1, "the same data is not sent again"


def test_data_that_is_not_there_is_said_with_its_size(engine):
    analysis = engine.open(replace(PRESETS["lenet"].project(), data=DataChoice("mnist")))
    missing = engine.all(p.DataMissing)[0]
    assert missing.kind == "mnist" and missing.download_bytes == 11_594_722
    assert missing.problem.code == "data_not_downloaded" and "MNIST" in missing.problem.text()
    assert analysis.errors == [] and analysis.blocks["conv1"].shape is None
    engine.train()
    engine.weights()
    assert engine.all(p.RunStarted) == []


@pytest.mark.parametrize(("data", "code"), [(DataChoice("nonsense"), "unknown_dataset"),
                                            (DataChoice("xor", {"samples": 1}), "bad_value"),
                                            (DataChoice("xor", {"colour": 1}), "bad_value"),
                                            (DataChoice("idx", {}), "idx_folder_unknown")])  # fmt: skip
def test_data_that_cannot_be_used_is_a_problem(engine, data, code):
    engine.open(replace(small(), data=data))
    missing = engine.all(p.DataMissing)[0]
    assert missing.download_bytes == 0
    if data.kind != "idx":
        assert missing.problem.code == code


def test_a_network_with_an_error_does_not_train(engine):
    analysis = engine.open(small(Conv2d()))
    assert [problem.code for problem in analysis.errors] == ["wrong_rank"]
    engine.train()
    assert engine.weights() == b""
    assert engine.all(p.RunStarted) == []
    assert answer(engine, np.zeros(2, np.float32), 5).problem.code == "network_unfinished"


# ---- runs


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
    time.sleep(0.1)
    assert same(engine.weights(), frozen)
    engine.edit(project)
    time.sleep(0.1)
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


def test_an_edit_does_not_disturb_the_run_and_what_fits_is_carried_over(engine):
    project = small(**LONG)
    wider = project.with_network(edit.set_layer(project.network, "linear1", Linear(out_features=32)))
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    analysis = engine.edit(wider)
    assert analysis.blocks["linear1"].shape == (32,)
    assert load(engine.weights())["linear1.weight"].shape == (32, 2), "what is saved fits what is on the canvas"
    time.sleep(0.1)
    engine.send(p.Stop())
    assert engine.next(p.RunEnded).reason == "stopped"
    edited = load(engine.weights())
    assert edited["linear1.weight"].shape == (32, 2)
    engine.edit(project)
    back = load(engine.weights())
    assert back["linear1.weight"].shape == (16, 2)
    assert np.array_equal(edited["linear2.bias"], back["linear2.bias"])


def test_undo_brings_the_trained_weights_back(engine):
    project = small(epochs=3)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    for name, layer in (
        ("linear1", Linear(out_features=3)),
        ("linear1", Linear(out_features=5)),
        ("relu1", BatchNorm1d()),
    ):
        engine.edit(project.with_network(edit.set_layer(project.network, name, layer)))
        assert not same(engine.weights(), trained)
    without = edit.remove(project.network, {"linear1"})
    engine.edit(project.with_network(without))
    engine.edit(project)
    assert same(engine.weights(), trained)


def test_moving_a_block_changes_no_weight(engine):
    project = small(epochs=2)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    engine.edit(project.with_network(edit.move(project.network, {"linear1": (500.0, 5.0)})))
    assert same(engine.weights(), trained)
    engine.train()
    assert engine.next(p.RunStarted).continues


def test_play_after_an_edit_begins_a_run_on_the_new_network(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.RunStarted)
    engine.edit(project.with_network(edit.set_layer(project.network, "linear1", Linear(out_features=9))))
    engine.train("epoch")
    assert engine.next(p.RunEnded).reason == "stopped"
    assert not engine.next(p.RunStarted).continues
    assert load(engine.weights())["linear1.weight"].shape == (9, 2)


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
    engine.listen(0.6)
    assert engine.all(p.Metrics) == [] and engine.all(p.Progress) == [], "nothing more before the acknowledgement"
    engine.send(p.Ack(view="metrics"))
    assert len(engine.next(p.Metrics).loss.numpy()) > 5, "all the steps meanwhile, at once"
    engine.forget()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        engine.listen(0.02)
        engine.send(p.Ack(view="metrics"))
    assert 2 <= len(engine.all(p.Metrics)) <= 20, "no more than 15 a second"


def test_a_change_of_data_set_while_training_keeps_the_answers_of_the_run(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    three = replace(project, data=DataChoice("gaussians", {"class_count": 3}))
    three = replace(three, recipe=replace(three.recipe, loss=MeanSquaredError()))
    engine.edit(three.with_network(edit.set_layer(project.network, "linear2", Linear(out_features=3))))
    running = answer(engine, np.array([0.5, 0.5], np.float32), 71)
    assert len(running.labels) == len(running.scores) == 2
    assert sum(running.scores) == pytest.approx(1, abs=1e-5), "still the shares of a softmax"
    engine.send(p.Stop())
    engine.next(p.RunEnded)
    after = answer(engine, np.array([0.5, 0.5], np.float32), 72)
    assert len(after.labels) == len(after.scores) == 3


# ---- looking inside


def test_frames_come_for_watched_views_and_one_at_a_time(engine):
    engine.open(small(**LONG))
    engine.train()
    engine.next(p.Metrics)
    engine.listen(0.2)
    assert engine.all(p.Frame) == []
    views = (p.View("inside", "activations", ("linear1", "relu1")), p.View("weights", "weights", ("linear1",)))
    engine.send(p.Watch(views=views))
    engine.listen(0.8)
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


def test_looking_takes_a_small_share_of_the_time(engine):
    """With views that answer at once, training does not fall below three quarters of its speed (bounded, not timed)."""
    engine.open(replace(PRESETS["mlp-128"].project(), recipe=with_recipe(small(), epochs=100_000).recipe))

    def speed(seconds: float) -> float:
        engine.forget()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            engine.listen(0.01)
            acks = [p.Ack(view=frame.view) for frame in engine.all(p.Frame)] + [p.Ack(view="metrics")]
            steps.extend(engine.all(p.Metrics))
            frames.extend(engine.all(p.Frame))
            engine.forget()
            engine.send(*acks)
        return sum(len(metrics.loss.numpy()) for metrics in steps)

    steps, frames = [], []
    engine.train()
    engine.next(p.Metrics)
    plain = speed(1.0)
    nodes = ("input1", "flatten1", "linear1", "relu1", "linear2", "output1")
    engine.send(p.Watch(views=(p.View("a", "activations", nodes), p.View("w", "weights", ("linear1",)))))
    steps, frames = [], []
    watched = speed(1.0)
    assert frames and len(frames) <= 40
    assert watched > 0.5 * plain


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


# ---- answers, weights, devices


def test_a_picture_is_answered_with_the_names_of_the_classes(engine):
    engine.open(PRESETS["logistic"].project())
    picture = np.random.default_rng(1).random((1, 28, 28), np.float32)
    found = answer(engine, picture, 7)
    assert found.labels == tuple("0123456789") and found.problem is None
    weights = load(engine.weights())
    logits = weights["linear1.weight"] @ picture.ravel() + weights["linear1.bias"]
    expected = np.exp(logits - logits.max())
    assert np.allclose(found.scores, expected / expected.sum(), atol=1e-6)


@pytest.mark.parametrize("shape", [(28, 28), (1, 27, 28), (784,), (3, 28, 28), (0,), ()])
def test_a_picture_of_another_size_is_refused(engine, shape):
    engine.open(PRESETS["logistic"].project())
    found = answer(engine, np.zeros(shape, np.float32), 8)
    assert found.problem.code == "wrong_picture" and found.scores == ()
    assert "1×28×28" in found.problem.text()


def test_pictures_are_answered_while_training_too(engine):
    engine.open(small(**LONG))
    engine.train()
    engine.next(p.Metrics)
    for seq in range(1, 20):
        found = answer(engine, np.array([seq / 20, 0.1], np.float32), seq)
        assert len(found.scores) == 2 and sum(found.scores) == pytest.approx(1, abs=1e-5)


def test_weights_go_out_and_come_back(engine):
    project = small(epochs=3)
    engine.open(project)
    engine.run_to_end()
    trained = engine.weights()
    assert set(load(trained)) == {f"linear{i}.{name}" for i in (1, 2) for name in ("weight", "bias")}
    engine.open(project)
    assert not same(engine.weights(), trained)
    engine.send(p.Load(weights=trained))
    assert same(engine.weights(), trained)
    assert engine.all(p.Failure) == []


def test_damaged_weights_are_refused_and_change_nothing(engine):
    engine.open(small())
    before = engine.weights()
    for weights in (b"", b"\x80\x04garbage", before[:-5]):
        engine.send(p.Load(weights=weights))
        assert engine.next(p.Failure).problem.code == "weights_damaged"
        assert same(engine.weights(), before)


def test_of_stored_weights_those_that_fit_are_taken_and_the_others_named(engine):
    project = small()
    data = LoadedData(project)
    engine.open(project)
    before = load(engine.weights())
    same_network = small(Linear(out_features=16), ReLU(), Linear(out_features=2), seed=7)
    other = Net(same_network, data.sample_shape, 2).state_dict()
    other["linear2.weight"] = other["linear2.weight"].new_zeros(2, 99)
    engine.send(p.Load(weights=to_bytes(other)))
    problem = engine.next(p.Failure).problem
    assert (problem.code, problem.severity, problem.args) == ("weights_partly", "warning", {"blocks": "linear2"})
    after = load(engine.weights())
    assert np.array_equal(after["linear1.weight"], other["linear1.weight"].numpy())
    assert np.array_equal(after["linear2.weight"], before["linear2.weight"])


def test_saving_gives_the_weights_of_the_project_as_edited_while_it_trains(engine):
    project = small(**LONG)
    engine.open(project)
    engine.train()
    engine.next(p.Progress, lambda q: q.step > 0)
    engine.edit(project.with_network(edit.set_layer(project.network, "linear2", Linear(out_features=2, bias=False))))
    saved = load(engine.weights())
    assert sorted(saved) == ["linear1.bias", "linear1.weight", "linear2.weight"]
    first = Net(project, LoadedData(project).sample_shape, 2).state_dict()
    assert not np.array_equal(saved["linear1.weight"], first["linear1.weight"].numpy()), "what was learned is kept"


def test_an_unfinished_network_keeps_its_trained_weights(engine):
    project = small(epochs=2)
    engine.open(project)
    engine.run_to_end()
    trained = load(engine.weights())
    engine.edit(project.with_network(edit.remove(project.network, {"output1"})))
    kept = load(engine.weights())
    assert kept.keys() == trained.keys()
    assert all(np.array_equal(kept[name], trained[name]) for name in trained)


def test_an_unknown_device_is_refused_and_forgotten(engine):
    engine.open(small(epochs=1))
    engine.send(p.UseDevice(device="abacus"))
    assert engine.next(p.Failure).problem.code == "unknown_device"
    assert engine.run_to_end().reason == "finished"


def test_a_device_that_is_missing_falls_back_with_the_reason(engine):
    engine.open(small(epochs=1))
    engine.send(p.UseDevice(device="mps"))
    chosen = engine.next(p.DeviceChosen)
    assert chosen.device in ("cpu", "mps") and chosen.reason.text()
    assert engine.run_to_end().reason == "finished"


def test_another_project_takes_no_weights_along(engine):
    project = small(epochs=1)
    engine.open(project)
    first = engine.weights()
    engine.run_to_end()
    engine.open(project)
    assert same(engine.weights(), first)


# ---- beginning and end of the process


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_hanging_up_ends_the_process_also_while_training(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine.open(small(**LONG))
        engine.train()
        engine.next(p.Metrics)
        engine.hang_up()
        assert engine.wait(2) == 0
        assert engine.errors() == ""


def test_quit_while_training_ends_the_process(tmp_path):
    """Also in the middle of a step of some hundred milliseconds, where torch cannot be interrupted."""
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        slow = with_recipe(
            PRESETS["small-cnn"].project().with_network(small(
                Conv2d(out_channels=48, kernel_size=5), ReLU(), Conv2d(out_channels=48, kernel_size=5), Flatten(),
                Linear(out_features=10)).network), batch_size=64)  # fmt: skip
        engine.open(slow)
        engine.train()
        engine.next(p.RunStarted)
        time.sleep(0.3)
        engine.send(p.Quit())
        assert engine.wait() == 0  # after some 0.9 s on a free machine; the run itself would last for minutes
        assert engine.errors() == ""


def test_a_killed_engine_leaves_nothing_but_the_record_of_its_run(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine.open(small(**LONG))
        engine.train()
        engine.next(p.Metrics)
        os.kill(engine.pid, signal.SIGKILL)
        assert engine.wait(2) == -signal.SIGKILL
        assert not alive(engine.pid)
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path).parts[:2] for path in left} == {("data", "runs")}


def test_a_stream_of_garbage_ends_the_engine_with_an_error(tmp_path):
    with Engine(tmp_path) as engine:
        engine.next(p.Ready)
        engine._process.stdin.write(b"\xff" * 100)
        assert engine.wait(5) != 0
        assert "out of step" in engine.errors()
