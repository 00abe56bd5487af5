"""The shelf of runs: list, label, delete and bring back; and what differs between two of them."""

import os
import time

import numpy as np
import pytest
from msgspec.structs import replace

from nnplayground import processes, records
from nnplayground.records import Label, RunFacts
from nnplayground.records.shelf import FACTS, LABEL
from nnplayground.spec import fields
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError


def made(started: float = 1000.0, **facts) -> records.Run:
    return records.create(RunFacts(project=PRESETS["lenet"].project(), started=started, **facts))


def test_runs_are_listed_the_newest_first_and_damaged_ones_left_out():
    first, second, third = made(1.0), made(2.0), made(3.0)
    (third.folder / FACTS).write_text("{")
    (second.folder / LABEL).write_text("no json")
    (records.root() / "a file").write_text("")
    assert [run.id for run in records.runs()] == [second.id, first.id]
    assert records.find(first.id) == first == records.find(str(first.folder))


def test_runs_that_begin_within_a_second_never_meet_in_one_folder(monkeypatch):
    drawn = iter(["aaaa", "aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("nnplayground.records.shelf.secrets.token_hex", lambda _: next(drawn))
    monkeypatch.setattr("nnplayground.records.shelf.write_facts", lambda folder, _: (folder / FACTS).write_text("{}"))
    one, other = made(), made()
    assert one.folder != other.folder and one.folder.name.endswith("aaaa") and other.folder.name.endswith("bbbb")


def test_a_run_whose_process_is_gone_was_interrupted():
    assert made(process=processes.process_name()).state == "running"
    assert made(process="1-dead").state == "interrupted"
    assert made(process="1-dead", state="finished").state == "finished"


def test_a_label_is_the_users_and_survives_what_the_engine_writes():
    run = made()
    records.set_label(run.folder, Label(name="wide", notes="twice"))
    records.write_facts(run.folder, replace(run.facts, state="finished", steps=7))
    again = records.read(run.folder)
    assert (again.label.name, again.label.notes, again.facts.steps) == ("wide", "twice", 7)


def test_what_a_killed_engine_left_half_written_is_swept_away_and_what_a_window_writes_now_is_not():
    run = made()
    run.snapshots().write(3, {"net.w": np.zeros(2, np.float32)}, {"step": 3})
    left = [run.folder / ".nnp-01.tmp", run.snapshots().folder / ".nnp-02.tmp"]
    for path in left:
        path.write_bytes(b"half")
        os.utime(path, (1000, 1000))
    being_written = run.folder / ".nnp-03.tmp"
    being_written.write_bytes(b"half of a note")
    run.sweep()
    assert not any(path.exists() for path in left) and being_written.exists()
    assert list(run.snapshots().sizes()) == [3] and records.read(run.folder) == run


def test_what_was_deleted_comes_back_until_the_trash_is_emptied():
    run = made(state="finished")
    trashed = records.delete(run.folder)
    assert not records.runs()
    assert records.undelete(trashed) == run.folder
    assert records.runs() == [run]
    trashed = records.delete(run.folder)
    records.empty_trash()
    with pytest.raises(OSError):
        records.undelete(trashed)


def test_what_was_deleted_does_not_come_back_into_what_was_recorded_in_its_place_since():
    run = made(state="finished")
    trashed = records.delete(run.folder)
    run.folder.mkdir()
    records.write_facts(run.folder, replace(run.facts, steps=7))
    with pytest.raises(FileExistsError):
        records.undelete(trashed)
    assert [path.name for path in run.folder.iterdir()] == [FACTS]
    assert records.read(trashed) == run._replace(folder=trashed)


def test_a_run_keeps_its_number_and_no_other_ever_gets_it(tmp_path):
    first, second = made(state="finished"), made(state="finished")
    assert (first.number, second.number) == ("#1", "#2") and first.named("plane") == "#1 plane"
    records.delete(second.folder)
    records.empty_trash()
    assert made().number == "#3" and records.read(first.folder).number == "#1"
    assert records.create(replace(first.facts, number=0), tmp_path).number == ""
    records.set_label(first.folder, Label(name="wide"))
    assert records.read(first.folder).named("plane") == "wide"
    for _ in range(12):
        last = made()
    assert last.number == "#15"


def test_a_run_that_is_going_is_not_deleted():
    with pytest.raises(PlaygroundError, match="still going"):
        records.delete(made(process=processes.process_name(), started=time.time()).folder)


def test_a_folder_that_holds_a_run_is_not_written_over(tmp_path):
    facts = RunFacts(project=PRESETS["lenet"].project(), started=1.0)
    records.create(facts, tmp_path / "here")
    with pytest.raises(PlaygroundError, match="already"):
        records.create(facts, tmp_path / "here")


def test_differences_name_the_fields_and_not_the_places_of_blocks():
    one = PRESETS["lenet"].project()
    node = replace(one.network.nodes["conv1"], x=999.0, layer=replace(one.network.nodes["conv1"].layer, out_channels=8))
    other = one.with_network(replace(one.network, nodes=one.network.nodes | {"conv1": node}))
    schooling = fields.changed(other.recipe.schooling, batch_size=64)
    other = replace(other, recipe=replace(other.recipe, schooling=schooling))
    found = records.differences(one, other)
    assert [(d.path[-1], d.one, d.other) for d in found] == [("out_channels", 6, 8), ("batch_size", 32, 64)]
    assert records.differences(one, one) == ()


def test_a_snapshot_is_read_by_safetensors_and_gives_its_weights_alone():
    from safetensors.numpy import load

    run = made()
    arrays = {"net.a.weight": np.arange(6, dtype=np.float32).reshape(2, 3), "order": np.array([3, 1], np.int64),
              "random": np.arange(5, dtype=np.uint8), "net.a.empty": np.zeros((0, 2), np.float32)}  # fmt: skip
    run.snapshots().write(12, arrays, {"step": 12})
    data = run.snapshots().read(12)
    for name, value in load(data).items():
        np.testing.assert_array_equal(value, arrays[name])
    weights = load(records.weights_of(data))
    assert set(weights) == {"a.weight", "a.empty"}
    np.testing.assert_array_equal(weights["a.weight"], arrays["net.a.weight"])
    with pytest.raises(PlaygroundError, match="damaged"):
        records.weights_of(data[:20])
