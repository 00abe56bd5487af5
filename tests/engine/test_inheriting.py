"""A branch of another project goes on with all of a snapshot that fits it."""

import numpy as np
import pytest

from nnplayground import protocol as p
from nnplayground import records
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.project import Project
from tests.engine.process import small
from tests.engine.test_returning import Told, quick  # noqa: F401 (a fixture)

BEGAN = 11
"""Within the second epoch, whose order of samples goes on."""


def base(optimizer=None, hidden: int = 16, **schooling) -> Project:
    layers = (Linear(out_features=hidden), ReLU(), Dropout(p=0.2), Linear(out_features=2))
    return small(*layers, optimizer=optimizer or Adam(lr=0.01), **{"batch_size": 20, "epochs": 4} | schooling)


def history(record: str) -> dict[str, np.ndarray]:
    reader = records.MetricsReader(records.find(record).folder)
    reader.read()
    return reader.history.columns | {"steps": reader.history.steps}


@pytest.fixture
def branch(bench):  # noqa: F811
    """A run that branched off another in the middle, trained to its end."""
    told = Told(bench)
    told.open(base())
    told.steps(BEGAN)
    parent = told.runs[-1].record
    bench.send(p.Resume(record=parent, step=BEGAN, branch=True, until="end"))
    told.wait(p.RunEnded, lambda ended: ended.reason == "finished")
    told.leave()
    bench.worker._workshop.recording.wait()
    return told.runs[-1].record


def twin(bench, record: str, project: Project) -> str:  # noqa: F811
    """Train a twin of it; returns its record."""
    told, before = Told(bench), len(bench.events)
    told.open(project)
    bench.send(p.Resume(record=record, step=BEGAN, branch=True, until="end", project=project))
    told.wait(p.RunEnded, lambda ended: ended.reason == "finished", before)
    told.leave()
    bench.worker._workshop.recording.wait()
    return told.runs[-1].record


def test_with_nothing_changed_it_is_the_same_run_to_the_last_bit(bench, branch):  # noqa: F811
    found = twin(bench, branch, records.find(branch).facts.project)
    mine, theirs = history(found), history(branch)
    assert found != branch and len(theirs["loss"]) == 32
    for name in ("steps", "loss", "measure", "rate"):
        np.testing.assert_array_equal(mine[name], theirs[name])
    assert records.find(found).facts.parent_step == BEGAN


@pytest.mark.parametrize(
    "project",
    [base(Adam(lr=0.02)), base(SGD(lr=0.1)), base(hidden=24), base(batch_size=40)],
    ids=["rate", "optimizer", "width", "batch"],
)
def test_one_thing_is_changed_from_the_step_on_where_both_began(bench, branch, project):  # noqa: F811
    found = twin(bench, branch, project)
    mine, theirs = history(found), history(branch)
    np.testing.assert_array_equal(mine["loss"][:BEGAN], theirs["loss"][:BEGAN])
    assert not np.array_equal(mine["loss"][BEGAN + 1 : BEGAN + 4], theirs["loss"][BEGAN + 1 : BEGAN + 4])
    same_first = project.recipe.schooling.batch_size == 20 and project.network == base().network
    if same_first:  # the weights, the batch and the random numbers of the first step are the same
        assert mine["loss"][BEGAN] == theirs["loss"][BEGAN]
    assert records.find(found).facts.project.network == project.network
    differing = records.comparison([records.find(branch).facts.project, records.find(found).facts.project])
    assert differing, "the record says what was changed"
    assert np.isfinite(mine["loss"]).all()


def test_what_a_branch_trains_from_its_first_step_is_what_its_record_and_a_twin_begin_with(bench):  # noqa: F811
    told = Told(bench)
    told.open(base())
    told.steps(BEGAN)
    bench.send(p.Resume(record=told.runs[-1].record, step=BEGAN, branch=True))
    told.wait(p.RunStarted, lambda started: started.record != told.runs[0].record)
    wanted = base(Adam(lr=0.02), batch_size=40)
    bench.send(p.Edit(revision=2, project=wanted))
    told.train("step", lambda progress: progress.step == BEGAN + 1 and progress.state == "paused")
    bench.send(p.Edit(revision=3, project=base(Adam(lr=0.05), batch_size=40)))
    bench.send(p.Train())
    told.wait(p.RunEnded, lambda ended: ended.reason == "finished")
    told.leave()
    bench.worker._workshop.recording.wait()
    branch = told.runs[-1].record
    assert records.find(branch).facts.project.recipe == wanted.recipe, "and not what was changed later"
    mine, theirs = history(twin(bench, branch, records.find(branch).facts.project)), history(branch)
    np.testing.assert_array_equal(mine["loss"][: BEGAN + 1], theirs["loss"][: BEGAN + 1])
    assert mine["rate"][BEGAN] == np.float32(0.02) and theirs["rate"][BEGAN + 1] == np.float32(0.05)
