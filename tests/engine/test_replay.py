"""Gradients that are replayed: tried on a batch of the run, kept where they are right and faster, left otherwise.

A CUDA graph needs a GPU: the tests that capture one are left out elsewhere. The rest runs the trainer with a recorder
for the CPU, which keeps the one promise of a graph: each replay writes to the same memory.
"""

from types import SimpleNamespace

import pytest
import torch
from msgspec.structs import replace
from torch import nn

from nnplayground import protocol as p
from nnplayground.engine import device as devices
from nnplayground.engine import replay
from nnplayground.engine.replay import ENOUGH, Replay, cuda_graph, reads_back, wanted
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.problems import Problem
from nnplayground.spec.regularisation import Regularisation
from tests.engine.process import small
from tests.engine.small import project, same_bits, samples, trainer

SHAPE, CLASSES = (1, 6, 6), 4
CNN = (Conv2d(out_channels=3), BatchNorm2d(), ReLU(), Flatten(), Linear(out_features=CLASSES))
COUNT = 150
"""The last batch of an epoch is smaller than the others."""


class Clock:
    """Each look at it takes a moment, and work as long as is said: other programs on the computer do not matter."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1e-3
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(replay, "time", SimpleNamespace(perf_counter=found))
    return found


class Recorder:
    """Runs the work again, into the memory of its first results.

    Args:
        off_by: Added to the first gradient, where the work is not captured rightly.
        late_s: How much longer a replay takes.
    """

    def __init__(self, weights, found, off_by=0.0, late_s=0.0):
        self.weights, self.found = weights, found
        self.off_by, self.late_s = off_by, late_s
        self.replays = 0

    def __call__(self, step, device):
        step()
        loss, output = self.found()
        gradients = [weights.grad for weights in self.weights]

        def again():
            self.replays += 1
            replay.time.perf_counter.now += self.late_s
            step()
            made = self.found()
            loss.copy_(made[0]), output.copy_(made[1])
            for kept, weights in zip(gradients, self.weights, strict=True):
                kept.copy_(weights.grad)
            gradients[0].add_(self.off_by)
            self.replayed._found = loss, output

        return again


def with_recorder(ours, **options):
    """Let a trainer on the CPU replay its gradients."""
    gradients = ours._gradients
    recorder = Recorder(gradients._parameters, lambda: recorder.replayed._found, **options)
    recorder.replayed = gradients._replay = Replay(gradients._by_graph, ours.net, recorder)
    return recorder


@pytest.fixture
def always_faster(monkeypatch):
    """A CPU gains nothing, so that the gain must not decide."""
    monkeypatch.setattr(replay, "FASTER", 0.0)


def both(whole, **options):
    data = samples(COUNT, SHAPE, CLASSES)
    ours, plain = trainer(whole, data), trainer(whole, data)
    plain._gradients._chain = None
    return ours, plain, with_recorder(ours, **options)


WHOLE = project(*CNN, batch_size=50, epochs=100)


def test_what_is_replayed_trains_as_what_is_not(always_faster):
    whole = replace(WHOLE, recipe=replace(WHOLE.recipe, regularisation=Regularisation(l2=0.01)))
    ours, plain, recorder = both(whole)
    assert len(ours.batches.training.x) % ours.batch_size  # the last batch of each epoch is smaller, and not replayed
    same_bits(ours, plain, 3 * ENOUGH)
    assert recorder.replays >= ENOUGH and ours.gain > 0


def test_what_is_changed_meanwhile_is_captured_anew(always_faster):
    ours, plain, recorder = both(WHOLE)
    same_bits(ours, plain, 2 * ENOUGH)
    assert ours.gain > 0
    stopped = replace(WHOLE, recipe=replace(WHOLE.recipe, regularisation=Regularisation(l1=0.1)))
    for each in (ours, plain):
        each.follow(stopped)
    assert ours.gain == 0
    same_bits(ours, plain, 3)


@pytest.mark.parametrize("options", [{"off_by": 1e-2}, {"late_s": 0.02}], ids=["wrong", "slower"])
def test_what_is_wrong_or_slower_is_left(options):
    ours, plain, recorder = both(WHOLE, **options)
    same_bits(ours, plain, 2 * ENOUGH)
    assert recorder.replays and ours.gain == 0


def test_what_cannot_be_captured_is_left(always_faster):
    def refuse(step, device):
        step()
        raise torch.OutOfMemoryError("no more")

    ours, plain, _ = both(WHOLE)
    ours._gradients._replay = Replay(ours._gradients._by_graph, ours.net, refuse)
    same_bits(ours, plain, 2 * ENOUGH)
    assert ours.gain == 0


def test_a_long_step_is_left(always_faster, monkeypatch):
    monkeypatch.setattr(replay, "LONG_S", 0.0)
    ours, plain, recorder = both(WHOLE)
    same_bits(ours, plain, 2 * ENOUGH)
    assert recorder.replays == 0


def test_numbers_drawn_on_the_cpu_are_not_captured(always_faster):
    layers = (Flatten(), Linear(out_features=9), Dropout(p=0.5), Linear(out_features=CLASSES))
    ours, plain, recorder = both(project(*layers, batch_size=50, epochs=100))
    same_bits(ours, plain, 2 * ENOUGH)
    assert recorder.replays == 0


@pytest.mark.parametrize(
    ("work", "reads"),
    [
        (lambda x: x.sum().item(), True),
        (lambda x: x[x > 0], True),
        (lambda x: nn.functional.relu(x).sum(), False),
        (lambda x: nn.functional.dropout(x), True),
    ],
    ids=["number", "mask", "plain", "draws"],
)
def test_it_notices_what_waits_for_values(work, reads):
    assert reads_back(lambda: work(torch.ones(3, 3))) == reads


def test_only_cuda_has_graphs_and_they_can_be_refused(monkeypatch):
    assert wanted("cuda") and not wanted("cpu") and not wanted("mps")
    monkeypatch.setenv("NNPLAYGROUND_CUDA_GRAPHS", "0")
    assert not wanted("cuda")


def test_it_is_told_once_steps_are_faster(bench, monkeypatch):
    chosen = "cpu", Problem(code="device_gpu", args={"device": "Card 0"}, severity="note")
    monkeypatch.setattr(devices, "choose", lambda wish: chosen)
    monkeypatch.setattr(Trainer, "gain", property(lambda self: 2.4 if self.step_count >= 3 else 0.0))
    bench.send(p.Edit(revision=1, project=small(batch_size=20, epochs=1)), p.Train())
    bench.until(p.RunEnded)
    reasons = [told.reason for told in bench.all(p.DeviceChosen)]
    assert [reason.code for reason in reasons[-2:]] == ["device_gpu", "device_replayed"]
    assert "2.4 times" in reasons[-1].text()


gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")


@gpu
@pytest.mark.parametrize("layers", [CNN, (*CNN[:4], Dropout(p=0.3), *CNN[4:])], ids=["cnn", "dropout"])
def test_a_cuda_graph_trains_as_single_kernels_do(layers, always_faster):
    whole, data = project(*layers, batch_size=50, epochs=100), samples(COUNT, SHAPE, CLASSES)
    ours, plain = (trainer(whole, data, device="cuda") for _ in range(2))
    plain._gradients._replay = None
    losses = []
    for each in (ours, plain):
        torch.manual_seed(1)
        for _ in range(3 * ENOUGH):
            each.step()
        losses.append(torch.from_numpy(each.take_steps().loss))
    assert ours.gain > 0
    torch.testing.assert_close(*losses, rtol=1e-4, atol=1e-5)


@gpu
def test_after_a_capture_that_failed_numbers_are_drawn_as_ever():
    def step():
        torch.ones(3, device="cuda").sum().item()

    with pytest.raises(RuntimeError):
        cuda_graph(step, torch.device("cuda", 0))
    assert torch.rand(3, device="cuda").max() < 1
