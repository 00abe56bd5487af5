"""What is changed during a run is told with its place, once the value rests."""

import pytest
from msgspec.structs import replace

from nnplayground.engine import marking
from nnplayground.engine.run import Run
from nnplayground.spec import edit
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.differences import differences
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import Project
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.small import project, samples, trainer


def small() -> Project:
    return project(Flatten(), Dropout(p=0.2), Linear(out_features=3), optimizer=SGD(lr=0.1), batch_size=16)


def with_recipe(whole: Project, **changes: object) -> Project:
    return replace(whole, recipe=replace(whole.recipe, **changes))


def words(old: Project, new: Project) -> list[str]:
    return [problem.text() for problem in differences(old, new)]


def test_each_change_has_its_words():
    whole = small()
    assert words(whole, whole) == []
    assert words(whole, with_recipe(whole, optimizer=SGD(lr=0.02))) == ["Learning rate: 0.1 → 0.02"]
    assert words(whole, with_recipe(whole, schedule=Cosine())) == ["Schedule: Constant → Cosine"]
    assert words(whole, with_recipe(whole, augmentations=(Noise(),))) == [f"{Noise.title}: off → on"]
    node = replace(whole.network.nodes["dropout1"], layer=Dropout(p=0.5))
    network = edit.set_weights(edit.with_nodes(whole.network, dropout1=node), "linear1", WeightRule(frozen=True))
    found = words(whole, whole.with_network(network))
    assert found == ["dropout1, Probability: 0.2 → 0.5", "linear1, Freeze: off → on"]


def test_a_value_that_is_turned_makes_one_mark_where_it_began(monkeypatch: pytest.MonkeyPatch):
    whole = small()
    run = Run(1, trainer(whole, samples(100, (2, 4), 3)), 5)
    run.head_for("end")
    run.advance()
    for rate in (0.09, 0.05):
        changed = with_recipe(whole, optimizer=SGD(lr=rate))
        run.note(differences(run.trainer.project, changed))
        run.trainer.follow(changed)
        run.advance()
    assert run.report().marks == ()
    monkeypatch.setattr(marking, "REST_S", 0.0)
    (mark,) = run.report().marks
    assert mark.epoch == pytest.approx(0.2) and mark.change.text() == "Learning rate: 0.1 → 0.05"
    run.note(differences(changed, whole))
    run.note(differences(whole, changed))
    assert run.report().marks == ()
