"""The small facts at the bottom of the window."""

from datetime import datetime

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from nnplayground import protocol as p
from nnplayground.spec import edit
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.status import StatusLine


@pytest.fixture
def line(session, qtbot):
    widget = StatusLine(session)
    qtbot.addWidget(widget)
    return widget


def _text(line, name):
    label = line.findChild(QLabel, f"status_{name}")
    return label.text() if not label.isHidden() else None


def test_unknown_facts_take_no_room(line):
    for name in ("parameters", "operations", "device", "memory", "run", "saved"):
        assert _text(line, name) is None
    assert _text(line, "seed") == "seed 1"


def test_totals_device_memory_and_run(line, session, engine):
    engine.ready()
    engine.analyse(
        {
            "conv1": p.BlockFacts(shape=(6, 28, 28), parameters=156, multiply_adds=117_600),
            "linear1": p.BlockFacts(shape=(120,), parameters=48_120, multiply_adds=48_000),
        },
        memory_bytes=198_000_000,
    )
    assert _text(line, "memory") == "engine 198 MB"
    assert _text(line, "parameters") == "48,276 parameters"
    assert _text(line, "operations") == "166 k multiply-adds"
    engine.received.emit(p.DeviceChosen(device="cpu", threads=2, reason=Problem(code="cpu_only", severity="note")))
    words = line.findChild(QLabel, "status_device")
    assert "threads" in words.toolTip()
    reason = Problem(code="threads_fewer", args={"threads": 1, "cores": 2}, severity="note")
    engine.received.emit(p.DeviceChosen(device="cpu", threads=1, reason=reason))
    assert _text(line, "device") == "CPU, 1 of 2 threads: faster than 2 for this network"
    assert "tried" not in words.toolTip()
    engine.received.emit(p.RunStarted(run=3, revision=1, epochs=5, number=12))
    engine.progress(run=3, memory_bytes=212_000_000)
    assert _text(line, "memory") == "engine 212 MB"
    assert _text(line, "run") == "run #12"
    engine.received.emit(p.RunStarted(run=4, revision=1, epochs=5))
    assert _text(line, "run") is None
    engine.received.emit(p.RunStarted(run=5, revision=1, epochs=5, number=13))
    session.run.reset()
    assert _text(line, "run") is None, "its weights are gone"


def test_a_dead_engine_uses_no_memory(line, engine):
    engine.begin()
    engine.progress(memory_bytes=1_000_000)
    assert _text(line, "gpu") is None
    engine.progress(memory_bytes=1_000_000, gpu=(1_500_000_000, 80_000_000_000))
    assert _text(line, "gpu") == "GPU 1.5 GB of 80 GB"
    assert _text(line, "memory") == "engine 1 MB"
    engine.died.emit(1, "")
    assert _text(line, "memory") is None and _text(line, "gpu") is None


def test_beside_a_run_stands_its_own_seed(line, session, engine):
    engine.received.emit(p.RunStarted(run=1, revision=1, epochs=5, number=3, seed=1))
    recipe = session.document.project.recipe
    session.document.edit_recipe(replace(recipe, schooling=replace(recipe.schooling, seed=7)), "for the next run")
    assert (_text(line, "seed"), _text(line, "run")) == ("seed 1", "run #3")
    session.run.forget()
    assert (_text(line, "seed"), _text(line, "run")) == ("seed 7", None)


def test_saved_and_not_saved(line, session, tmp_path):
    recipe = session.document.project.recipe
    changed = replace(recipe, schooling=replace(recipe.schooling, seed=7))
    session.document.edit_recipe(changed, "x")
    assert _text(line, "saved") == "not saved"
    assert _text(line, "seed") == "seed 7"
    session.saves.save(str(tmp_path / "a.nnp"))
    assert _text(line, "saved").startswith("saved ")
    session.document.note_trained()
    assert _text(line, "saved").startswith("saved ") and _text(line, "saved").endswith(", changed since")
    session.saves.save(str(tmp_path / "a.nnp"))
    assert not _text(line, "saved").endswith("since")
    session.document.start(session.document.project)
    session.document.mark_modified()
    assert _text(line, "saved") == "not saved"


def test_a_file_of_another_day_shows_its_date(line, session, tmp_path):
    import os

    path = tmp_path / "old.nnp"
    session.saves.save(str(path))
    then = datetime(2024, 2, 29, 12).timestamp()
    os.utime(path, (then, then))
    session.document.open(str(path))
    assert _text(line, "saved") == "saved 2024-02-29"


def test_the_memory_says_on_hover_what_a_step_needs(line, session, engine):
    engine.analyse(memory_bytes=363_000_000)
    label = line.findChild(QLabel, "status_memory")
    assert label.text() == "engine 363 MB" and label.toolTip() == "Memory that the engine uses"
    known = {"revision": session._revision, "epoch_s": 1.0, "step_bytes": 12_000_000}
    engine.received.emit(p.Forecast(**known, free_bytes=5_100_000_000))
    assert label.toolTip().endswith("A step needs about 12 MB beside weights and data; 5.1 GB are free")


def test_how_long_an_epoch_takes_is_foreseen_and_then_measured(line, session, engine):
    engine.pictures()
    label = line.findChild(QLabel, "status_epoch")
    assert label.isHidden()
    engine.received.emit(p.Forecast(revision=session._revision, epoch_s=3.21))
    assert label.text() == "about 3.2 s per epoch"
    engine.begin()
    engine.progress(samples_per_s=2000.0)
    assert label.text() == "2.0 s per epoch (foreseen 3.2 s)"
    recipe = session.document.project.recipe
    larger = replace(recipe.schooling, batch_size=2 * recipe.schooling.batch_size)
    session.document.edit_recipe(replace(recipe, schooling=larger), "batch_size")
    engine.progress(samples_per_s=4000.0)
    assert label.text() == "1.0 s per epoch", "the run goes on with larger batches"
    session.document.edit_recipe(replace(recipe, schooling=larger, optimizer=SGD()), "optimizer")
    engine.progress(samples_per_s=4000.0)
    assert label.isHidden(), "another optimizer waits for the next run"
    network = session.document.project.network
    session.document.edit_network(edit.remove(network, {"conv1"}), "x")
    assert label.isHidden()


def test_a_run_whose_weights_are_gone_is_no_longer_named(line, session, engine):
    engine.received.emit(p.RunStarted(run=3, revision=1, epochs=5, number=12))
    assert _text(line, "run") == "run #12"
    session.run.forget()
    assert _text(line, "run") is None


def test_totals_that_are_not_known_are_left_out(line, engine):
    names = engine.session.document.project.network.nodes
    engine.analyse(dict.fromkeys(names, p.BlockFacts()))
    assert _text(line, "parameters") is None and _text(line, "operations") is None
    engine.analyse()
    assert _text(line, "parameters") == "0 parameters"


def test_a_precision_is_named_that_one_would_not_expect(line, session):
    assert _text(line, "precision") is None
    session.document.edit_recipe(replace(session.document.project.recipe, precision="bfloat16"), "precision")
    assert _text(line, "precision") == "bfloat16"
