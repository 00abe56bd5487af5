"""What a step needs of memory, against what is known of a network; and what is offered when it was too much."""

import pytest
import torch
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.engine import memory
from nnplayground.engine.demand import EXTRA_COPIES, Demand, demand
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from tests.engine.bench import failing
from tests.engine.process import small
from tests.engine.small import project, samples, trainer


def of(whole) -> Demand:
    ours = trainer(whole, samples(40, (100,), 5))
    return demand(ours.net, whole.recipe, ours.batches)


def test_a_sample_needs_what_each_block_keeps_of_it():
    found = of(project(Linear(out_features=30), ReLU(), Linear(out_features=5)))
    kept = 4 * (100 + 30 + 5) + 8  # input, what ReLU gives, the logarithms of the shares, and the label
    assert found.per_sample == kept + 2 * 4 * 100
    assert found.fixed == EXTRA_COPIES * 4 * (100 * 30 + 30 + 30 * 5 + 5)


def test_half_the_numbers_need_about_half():
    whole = project(Linear(out_features=400), ReLU(), Linear(out_features=400), ReLU(), Linear(out_features=5))
    half = replace(whole, recipe=replace(whole.recipe, precision="bfloat16"))
    assert 0.4 < of(half).per_sample / of(whole).per_sample < 0.75


def test_measuring_changes_nothing():
    ours = trainer(project(Linear(out_features=8), BatchNorm1d(), Dropout(), Linear(out_features=5)),
                   samples(40, (100,), 5))  # fmt: skip
    before, state = {k: v.clone() for k, v in ours.net.state_dict().items()}, torch.get_rng_state()
    demand(ours.net, ours.project.recipe, ours.batches)
    assert all(torch.equal(before[name], value) for name, value in ours.net.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(("free", "batch"), [(2000, 3), (10_000, 56), (50_000, 320), (100, 0)])
def test_the_largest_batch_fits_into_two_thirds_and_is_round(free, batch):
    need = Demand(fixed=1000, per_sample=100)
    assert need.largest_batch(free) == batch
    assert batch == 0 or need.of_batch(batch) <= free * 2 / 3


def test_what_would_fit_is_said_and_the_run_goes_on_with_it(bench, monkeypatch):
    whole = small(Linear(out_features=64), ReLU(), Linear(out_features=2), batch_size=150, epochs=2, samples=400)
    ours = trainer(whole, samples(40, (2,), 2))
    need = demand(ours.net, whole.recipe, ours.batches)
    free = int(need.of_batch(101) * 1.5) + 2
    failing(monkeypatch, torch.OutOfMemoryError("CUDA out of memory"), at=1)
    monkeypatch.setattr(memory, "free_bytes", lambda device: free)
    bench.send(p.Edit(revision=1, project=whole), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.problem.code == "out_of_memory_estimated" and ended.problem.args["smaller"] == 96
    assert "KB" not in ended.problem.text() and "Batches of 96 should fit" in ended.problem.text()
    monkeypatch.undo()
    schooling = replace(whole.recipe.schooling, batch_size=96)
    smaller = replace(whole, recipe=replace(whole.recipe, schooling=schooling))
    record = bench.all(p.RunStarted)[0].record
    bench.send(p.Edit(revision=2, project=smaller), p.Resume(record=record, step=ended.rewind, until="end"))
    assert bench.until(p.RunEnded, 2).reason == "finished"


def test_too_little_memory_while_threads_are_tried_is_left_to_the_run(bench, monkeypatch):
    def fail(step) -> None:
        raise torch.OutOfMemoryError

    failing(monkeypatch, torch.OutOfMemoryError("CUDA out of memory"), at=0)
    monkeypatch.setattr("nnplayground.engine.threads.devices.calibrate", fail)
    bench.send(p.Edit(revision=1, project=small(batch_size=64)), p.Train())
    ended = bench.until(p.RunEnded)
    assert ended.problem.args["smaller"] == 32 and ended.rewind == 0
