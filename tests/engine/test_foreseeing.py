"""What is known before anything trains: maps up to the break, repairs on request, how long an epoch will take."""

import pytest
import torch
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.engine.data import LoadedData
from nnplayground.engine.desk import Desk
from nnplayground.engine.forecast import _twin, clear_ratio, foreseen
from nnplayground.engine.foresight import Foresight
from nnplayground.engine.net import Net, plan_up_to_break
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.workshop import Workshop
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.presets import PRESETS
from tests.engine import small

BROKEN = small.project(Conv2d(out_channels=4), ReLU(), MaxPool2d(), Linear(out_features=10))


def never() -> bool:
    return False


def test_the_part_before_the_break_is_computed():
    plan = plan_up_to_break(BROKEN, (1, 28, 28), 10)
    assert [step.name for step in plan.steps] == ["conv1", "relu1", "pool1"] and not plan.finished
    values = Net(BROKEN, (1, 28, 28), 10, plan).values(torch.zeros(2, 1, 28, 28))
    assert values["pool1"].shape == (2, 4, 13, 13) and "linear1" not in values


def test_an_unfinished_network_shows_its_maps_and_gives_no_answer(bench):
    view = p.View("canvas", "activations", ("conv1", "pool1", "linear1"), 8)
    bench.send(p.Watch(views=(view,)), p.Edit(revision=1, project=BROKEN))
    frame = bench.until(p.Frame)
    assert frame.arrays.keys() == {"conv1", "pool1"}
    assert frame.arrays["pool1"]["value"].numpy().any()
    assert not bench.all(p.Answer)


def test_repairs_come_on_request_and_mend(bench):
    bench.send(p.Edit(revision=1, project=BROKEN), p.AskRepairs(revision=1, node="linear1"))
    found = bench.until(p.Repairs)
    assert (found.revision, found.node) == (1, "linear1")
    bench.send(p.Edit(revision=2, project=BROKEN.with_network(found.options[0].network)))
    assert bench.until(p.Analysis, 2).problems == ()


def test_repairs_of_a_project_that_is_gone_are_not_worked_out(bench):
    bench.send(p.Edit(revision=2, project=BROKEN), p.AskRepairs(revision=1, node="linear1"))
    bench.send(p.AskRepairs(revision=2, node="linear1"))
    assert bench.until(p.Repairs).revision == 2 and len(bench.all(p.Repairs)) == 1


def test_an_epoch_is_foreseen_once_it_is_quiet_and_said_again_at_once(bench):
    project = small.project(Flatten(), Linear(out_features=10))
    bench.send(p.Edit(revision=1, project=project))
    first = bench.until(p.Forecast)
    assert first.revision == 1 and 0 < first.epoch_s < 20
    bench.send(p.Edit(revision=2, project=project))
    again = bench.until(p.Forecast, 2)
    assert (again.revision, again.epoch_s, again.step_bytes) == (2, first.epoch_s, first.step_bytes)
    assert first.step_bytes > 4 * 7840 * 5 and first.free_bytes > 0


def test_foreseeing_leaves_generators_and_threads_alone():
    project = PRESETS["mlp-128"].project()
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    assert foreseen(project, LoadedData(project), "cpu", 101_632, never).epoch_s > 0
    assert torch.equal(torch.get_rng_state(), state) and torch.get_num_threads() == threads


def test_it_gives_up_when_something_else_is_wanted(monkeypatch):
    project, steps, step = PRESETS["mlp-128"].project(), [], Trainer.step
    monkeypatch.setattr(Trainer, "step", lambda trainer: (steps.append(trainer), step(trainer)))
    assert foreseen(project, LoadedData(project), "cpu", 101_632, lambda: True) is None
    assert len(steps) <= 2, "the step that warms up, for each number of threads"


def test_a_large_batch_is_timed_with_fewer_samples():
    project = small.project(Conv2d(out_channels=64, kernel_size=5), Flatten(), Linear(out_features=10), batch_size=2000)
    data = LoadedData(project)
    assert _twin(project, data, "cpu", 10**8).batch_size == 6
    assert foreseen(project, data, "cpu", 10**8, never).epoch_s > 0


@pytest.mark.parametrize(
    "ratios, told",
    [([1.9, 2.0, 2.6], 2.0), ([0.4, 0.6, 0.5], 0.5), ([2.0, 2.1, 0.8], 1.0), ([1.02, 1.05, 1.3], 1.0)],
    ids=["faster", "slower", "rounds disagree", "about the same"],
)
def test_only_a_clear_difference_in_speed_is_told(ratios, told):
    assert clear_ratio(ratios) == told


def test_another_precision_is_timed_beside_float32():
    project = small.project(Flatten(), Linear(out_features=10))
    assert foreseen(project, LoadedData(project), "cpu", 7840, never).speed is None
    project = replace(project, recipe=replace(project.recipe, precision="bfloat16"))
    assert foreseen(project, LoadedData(project), "cpu", 7840, never).speed > 0


@pytest.mark.parametrize(
    ("error", "told"), [(RuntimeError("DefaultCPUAllocator: can't allocate memory"), 0), (ValueError(), 1)]
)
def test_what_could_not_be_foreseen_is_told_once_at_most(monkeypatch, error, told):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("nnplayground.engine.foresight.foreseen", fail)
    sent, workshop = [], Workshop()
    desk = Desk(sent.append, workshop)
    desk.take(p.Edit(revision=1, project=small.project(Flatten(), Linear(out_features=10))))
    desk.load_data()
    workshop.follow(desk.project, desk.data)
    foresight = Foresight(sent.append, desk, workshop)
    assert foresight.due
    foresight.look(never)
    assert not foresight.due
    assert [event.problem.code for event in sent if isinstance(event, p.Failure)] == ["engine_error"] * told
