"""The engine says what Play will do, and Play does it."""

import pytest
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.spec import edit
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.losses.hinge import Hinge
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import DataChoice, Project
from tests.engine.process import small, with_recipe

WHOLE = small(batch_size=20, epochs=1)
CHANGES = {
    "network": edit.set_layer(WHOLE.network, "linear1", Linear(out_features=8)),
    "data": DataChoice("xor", {"samples": 240}),
    "loss": Hinge(),
    "optimizer": SGD(),
    "seed": 7,
    "split": 0.3,
    "precision": "bfloat16",
}


@pytest.fixture(autouse=True)
def threads_at_once(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.device.CALIBRATION_S", 0.01)


def with_change(part: str) -> Project:
    new = CHANGES[part]
    if part == "network":
        return WHOLE.with_network(new)
    if part == "data":
        return replace(WHOLE, data=new)
    if part in ("seed", "split"):
        return with_recipe(WHOLE, **{"validation" if part == "split" else part: new})
    return replace(WHOLE, recipe=replace(WHOLE.recipe, **{part: new}))


def outlook(bench, revision: int) -> p.Outlook:
    """What was last said, once this edit was answered."""
    number = 1
    while bench.until(p.Outlook, number).revision < revision:
        number += 1
    return bench.all(p.Outlook)[-1]


@pytest.mark.parametrize("way", ["held", "finished"])
@pytest.mark.parametrize("part", CHANGES)
def test_play_begins_anew_because_of_what_a_run_cannot_follow(bench, way, part):
    bench.send(p.Edit(revision=1, project=WHOLE))
    assert not outlook(bench, 1).goes_on
    bench.send(p.Train("step" if way == "held" else "end"))
    bench.until(p.RunEnded) if way == "finished" else bench.until(p.Progress, 3)
    assert outlook(bench, 1) == p.Outlook(revision=1, goes_on=True)
    bench.send(p.Edit(revision=2, project=with_recipe(WHOLE, batch_size=10)))
    assert outlook(bench, 2) == p.Outlook(revision=2, goes_on=True), "a run can follow that"
    bench.send(p.Edit(revision=3, project=with_change(part)))
    assert outlook(bench, 3) == p.Outlook(revision=3, goes_on=False, changed=(part,))
    bench.send(p.Edit(revision=4, project=WHOLE))
    assert outlook(bench, 4).goes_on
    bench.send(p.Edit(revision=5, project=with_change(part)), p.Train("step"), p.TakeWeights(request=1))
    bench.until(p.Weights)
    assert not bench.all(p.RunStarted)[1].continues
    assert bench.all(p.Outlook)[-1] == p.Outlook(revision=5, goes_on=True)


def test_after_a_stop_and_after_a_reset_there_is_nothing_to_go_on_with(bench):
    bench.send(p.Edit(revision=1, project=WHOLE), p.Train("step"))
    bench.until(p.Progress, 3)
    bench.send(p.Stop())
    bench.until(p.RunEnded)
    assert bench.all(p.Outlook)[-1] == p.Outlook(revision=1, goes_on=False)
    bench.send(p.Train("step"))
    bench.until(p.RunStarted, 2)
    bench.send(p.Reset())
    bench.until(p.RunEnded, 2)
    bench.send(p.Edit(revision=2, project=WHOLE))
    assert outlook(bench, 2) == p.Outlook(revision=2, goes_on=False)


def test_another_device_begins_another_run(bench):
    bench.send(p.Edit(revision=1, project=WHOLE), p.Train())
    bench.until(p.RunEnded)
    bench.send(p.UseDevice(device="cpu"), p.TakeWeights(request=1))
    bench.until(p.Weights)
    assert bench.all(p.Outlook)[-1].changed == ("device",)
    bench.send(p.UseDevice(device="auto"), p.Train())
    assert bench.until(p.RunStarted, 2).continues
