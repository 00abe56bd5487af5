"""Whatever is changed while a run goes on either acts in it and is marked, or waits for the next run."""

import pytest
from msgspec.structs import replace

from nnplayground.engine.data import LoadedData
from nnplayground.engine.workshop import Workshop
from nnplayground.spec import edit
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.initialisations.zeros import Zeros
from nnplayground.spec.live import LIVE_NUMBERS, acts
from nnplayground.spec.losses.hinge import Hinge
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import Project, Recipe, Schooling
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.process import small

WHOLE = small(batch_size=20, epochs=2)
OPTIMIZER = type(WHOLE.recipe.optimizer)
CHANGES = [
    ("loss", Hinge()),
    ("optimizer", OPTIMIZER(lr=0.3)),
    ("optimizer", SGD() if OPTIMIZER is Adam else Adam()),
    ("augmentations", (Noise(),)),
    ("schedule", Cosine()),
    ("regularisation", Regularisation(l2=0.1)),
    ("stopping", Stopping(patience=3)),
    ("task", Autoencoding()),
    ("precision", "bfloat16"),
]
NUMBERS = {"epochs": 5, "batch_size": 10, "seed": 7, "validation": 0.3, "test": 0.3}


@pytest.fixture
def shop(monkeypatch):
    monkeypatch.setattr("nnplayground.engine.device.CALIBRATION_S", 0.01)
    workshop, data = Workshop(), LoadedData(WHOLE)
    workshop.follow(WHOLE, data)
    workshop.start(WHOLE, data).run.head_for("end")
    return workshop


def followed(shop: Workshop, project: Project) -> tuple[Project, bool, bool]:
    """The run's own project after this edit, whether it was marked, and whether it waits for another run."""
    data = LoadedData(WHOLE)
    shop.follow(project, data)
    return shop.run.trainer.project, bool(shop.run.report(last=True).marks), bool(shop.changes(project, data))


def test_nothing_of_a_recipe_is_left_out_here():
    assert {part for part, _ in CHANGES} | {"schooling"} == set(Recipe.__struct_fields__)
    assert NUMBERS.keys() == set(Schooling.__struct_fields__)


@pytest.mark.parametrize(
    ("part", "value"), CHANGES, ids=lambda each: each if isinstance(each, str) else type(each).__name__
)
def test_a_part_of_the_recipe_acts_and_is_marked_or_waits(shop, part, value):
    recipe = replace(WHOLE.recipe, **{part: value})
    own, marked, waits = followed(shop, replace(WHOLE, recipe=recipe))
    live = acts(part, WHOLE.recipe, recipe)
    assert (getattr(own.recipe, part) == value, marked, waits) == (live, live, not live)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_acts_and_is_marked_or_waits(shop, name):
    schooling = replace(WHOLE.recipe.schooling, **{name: NUMBERS[name]})
    own, marked, waits = followed(shop, replace(WHOLE, recipe=replace(WHOLE.recipe, schooling=schooling)))
    live = name in LIVE_NUMBERS
    assert (getattr(own.recipe.schooling, name) == NUMBERS[name], marked, waits) == (live, live, not live)


def test_another_initialisation_is_no_change_of_the_run(shop):
    network = edit.set_weights(WHOLE.network, "linear1", WeightRule(init=Zeros()))
    own, marked, _ = followed(shop, WHOLE.with_network(network))
    assert own == WHOLE and not marked
