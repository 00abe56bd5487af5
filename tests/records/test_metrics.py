"""Metrics on the disk: what was written is read, also while it grows, damaged, cut short or thinned."""

import numpy as np
import pytest

from nnplayground.records import Check, Mark, MetricsReader, MetricsWriter
from nnplayground.records.metrics import FILE
from nnplayground.records.thinning import FULL_ROWS, kept_rows, surplus
from nnplayground.spec.problems import Problem


def rows(first: int, count: int, seed: int = 0) -> dict:
    rng = np.random.default_rng(seed + first)
    steps = np.arange(first, first + count)
    norms = np.full(count, np.nan, np.float32)
    norms[-1] = 0.1
    loss = rng.random(count, np.float32)
    return {"steps": steps, "epochs": steps / 50, "columns": {"loss": loss, "rate": np.full(count, 0.1, np.float32),
            "gradient_norm": norms}}  # fmt: skip


def written(folder, *chunks: dict) -> None:
    writer = MetricsWriter(folder)
    for number, chunk in enumerate(chunks):
        checks = [Check(int(chunk["steps"][-1]), 1.0, {"loss": 1.0 / (number + 1), "measure": None})]
        writer.append(chunk["steps"], chunk["epochs"], float(number + 1), chunk["columns"], checks)
    writer.close()


def test_columns_come_in_the_order_in_which_they_were_first_written(tmp_path):
    one, two = rows(1, 4), rows(5, 4)
    names = [f"metric {number}" for number in range(8)]  # by chance a set would seldom have this order
    one["columns"] = dict.fromkeys(names[::-1], one["columns"]["loss"])
    two["columns"] = dict.fromkeys(["another", *names], two["columns"]["loss"])
    written(tmp_path, one, two)
    reader = MetricsReader(tmp_path)
    reader.read()
    assert list(reader.history.columns) == [*names[::-1], "another"]


def test_what_was_written_is_read_bit_for_bit(tmp_path):
    one, two = rows(1, 40), rows(41, 7)
    one["columns"]["loss"][3] = np.nan
    one["columns"]["loss"][4] = np.inf
    written(tmp_path, one, two)
    reader = MetricsReader(tmp_path)
    assert reader.read() and not reader.read()
    history = reader.history
    assert history.steps.tolist() == list(range(1, 48))
    np.testing.assert_allclose(history.epochs, history.steps / 50)
    for name in one["columns"]:
        expected = np.concatenate([one["columns"][name], two["columns"][name]])
        np.testing.assert_array_equal(history.columns[name], expected)
    assert history.seconds[-1] == 2.0 and history.seconds[39] == 1.0
    assert history.best().step == 47 and history.best("measure") is None


def test_a_growing_file_is_read_in_parts_and_half_a_line_is_not_there_yet(tmp_path):
    written(tmp_path, rows(1, 5), rows(6, 5))
    data = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(b"")
    reader, seen = MetricsReader(tmp_path), []
    for end in range(0, len(data) + 1, 7):
        (tmp_path / FILE).write_bytes(data[:end])
        reader.read()
        seen.append(len(reader.history.steps))
    (tmp_path / FILE).write_bytes(data)
    reader.read()
    assert set(seen) <= {0, 5, 10} and len(reader.history.steps) == 10


def test_changes_are_read_copied_and_forgotten_with_what_came_after(tmp_path):
    marks = [Mark(step, step / 50, Problem(code="mark_change", args={"new": step}, severity="note")) for step in (4, 8)]
    writer = MetricsWriter(tmp_path)
    chunk = rows(1, 10)
    writer.append(chunk["steps"], chunk["epochs"], 1.0, chunk["columns"], [])
    for mark in marks:
        writer.mark(mark)
    reader = MetricsReader(tmp_path)
    reader.read()
    assert reader.history.marks == marks
    (tmp_path / "branch").mkdir()
    copy = MetricsWriter(tmp_path / "branch")
    copy.copy(reader.history)
    copy.close()
    branch = MetricsReader(tmp_path / "branch")
    branch.read()
    assert branch.history.marks == marks
    writer.back_to(8)
    writer.close()
    reader.read()
    assert reader.history.marks == marks[:1]


@pytest.mark.parametrize("damage", [b"x", b"\x00", b"\xff"])
def test_a_damaged_line_in_the_middle_is_skipped(tmp_path, damage):
    written(tmp_path, rows(1, 5), rows(6, 5), rows(11, 5))
    lines = (tmp_path / FILE).read_bytes().splitlines(keepends=True)
    place = len(lines[1]) // 2
    lines[1] = lines[1][:place] + damage + lines[1][place + 1 :]
    (tmp_path / FILE).write_bytes(b"".join(lines))
    reader = MetricsReader(tmp_path)
    reader.read()
    assert reader.history.steps.tolist() == [*range(1, 6), *range(11, 16)]


def test_writing_goes_on_after_half_a_line(tmp_path):
    written(tmp_path, rows(1, 5), rows(6, 5))
    path = tmp_path / FILE
    path.write_bytes(path.read_bytes()[:-20])
    writer = MetricsWriter(tmp_path, 1.0)
    writer.back_to(3)
    chunk = rows(4, 2)
    writer.append(chunk["steps"], chunk["epochs"], 2.0, chunk["columns"], [])
    writer.close()
    reader = MetricsReader(tmp_path)
    reader.read()
    assert reader.history.steps.tolist() == [1, 2, 3, 4, 5]
    assert len(reader.history.columns["rate"]) == 5 and not reader.history.checks


def test_a_long_run_keeps_every_minimum_and_maximum_in_a_file_that_hardly_grows(tmp_path):
    rng = np.random.default_rng(3)
    writer, sizes, lows = MetricsWriter(tmp_path), [], []
    for first in range(0, 24 * FULL_ROWS, FULL_ROWS // 2):
        loss = rng.random(FULL_ROWS // 2, np.float32)
        loss[rng.integers(len(loss))] = -1.0 - first
        steps = np.arange(first, first + len(loss)) + 1
        writer.append(steps, steps / 100, 1.0, {"loss": loss}, [])
        lows.append(np.float32(-1.0 - first))
        sizes.append((tmp_path / FILE).stat().st_size)
    writer.close()
    assert sizes[-1] < 8 * sizes[2]
    reader = MetricsReader(tmp_path)
    reader.read()
    assert set(lows) <= set(reader.history.columns["loss"])
    assert reader.history.steps[-1] == 24 * FULL_ROWS, "how far it came"
    assert (np.diff(reader.history.steps) > 0).all()


def test_values_that_are_not_finite_are_never_thinned_away():
    steps = np.arange(FULL_ROWS * 10, FULL_ROWS * 10 + 1000)
    loss = np.ones(1000, np.float32)
    loss[777] = np.inf
    assert 777 in kept_rows(steps, {"loss": loss})


def test_snapshots_are_thinned_to_even_distances_of_logarithms():
    sizes: dict[int, int] = {}
    for step in range(3000):
        sizes[step] = 10
        for gone in surplus(sizes, 200, [1234] if step >= 1234 else []):
            del sizes[gone]
        assert sum(sizes.values()) <= 220
    kept = sorted(sizes)
    assert kept[0] == 0 and kept[-1] == 2999 and 1234 in kept
    assert 8 <= len(kept) <= 22
    ratios = np.array(kept[2:]) / np.array(kept[1:-1])
    assert ratios.max() < 4


def test_even_a_cap_that_nothing_fits_leaves_first_last_and_best():
    assert surplus({0: 9, 5: 9, 7: 9, 30: 9}, 1, [7]) == [5]


def test_a_record_written_earlier_tells_its_accuracy_as_the_measure(tmp_path):
    writer = MetricsWriter(tmp_path)
    values = np.array([0.25, 0.5], np.float32)
    checks = [Check(2, 1.0, {"loss": 0.3, "accuracy": 0.75})]
    writer.append(np.array([1, 2]), np.array([0.5, 1.0]), 1.0, {"loss": values, "accuracy": values}, checks)
    writer.close()
    reader = MetricsReader(tmp_path)
    reader.read()
    assert reader.history.columns["measure"].tolist() == [0.25, 0.5] and "accuracy" not in reader.history.columns
    assert reader.history.best("measure", higher=True) == Check(2, 1.0, {"loss": 0.3, "measure": 0.75})
