"""What a trained project answers to drawings and numbers."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnplayground.engine import headless
from nnplayground.spec import archive
from tests.commands.scripts import Cli, facts, saved


def write_strokes(path: Path, labels: list[int] | None) -> Path:
    """Three drawings: a one, nothing, a dot."""
    one = [[5, y] for y in range(20)]
    arrays = {
        "points": np.array([*one, [3, 3]], np.float32),
        "stroke_starts": np.array([0, 20, 21]),
        "digit_starts": np.array([0, 1, 1, 2]),
    }
    np.savez(path, **arrays, **({} if labels is None else {"labels": np.array(labels)}))
    return path


def test_drawings_are_answered(reader: Path, tmp_path: Path, cli: Cli) -> None:
    code, out, _ = cli("predict", reader, "--strokes", write_strokes(tmp_path / "s.npz", [1, 1, 1]), "--json")
    found = facts(out)
    assert code == 0 and len(found["labels"]) == len(found["probabilities"]) == 3
    assert found["labels"][0] == 1 and found["classes"] == list("0123456789")
    assert sum(found["probabilities"][0]) == pytest.approx(1, abs=1e-5)
    assert found["labels"][1] is None and found["probabilities"][1] is None  # an empty pad has no answer
    assert found["accuracy"] == pytest.approx(sum(label == 1 for label in found["labels"]) / 3)
    _, table, _ = cli("predict", reader, "--strokes", tmp_path / "s.npz")
    assert "nothing is drawn" in table


def test_without_labels_there_is_no_accuracy(reader: Path, tmp_path: Path, cli: Cli) -> None:
    _, out, _ = cli("predict", reader, "--strokes", write_strokes(tmp_path / "s.npz", None), "--json")
    assert "accuracy" not in facts(out)


def test_a_project_without_weights_cannot_answer(tmp_path: Path, cli: Cli) -> None:
    code, _, err = cli("predict", saved(tmp_path / "a.nnp"), "--strokes", write_strokes(tmp_path / "s.npz", None))
    assert code == 1 and "Train it first" in err


def test_a_network_of_points_cannot_read_drawings(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "a.nnp"
    assert cli("train", saved(path), "--out", path)[0] == 0
    code, _, err = cli("predict", path, "--strokes", write_strokes(tmp_path / "s.npz", None))
    assert code == 1 and "takes 2 numbers, not pictures" in err
    assert "There is no file" in cli("predict", path, "--images", tmp_path / "nope.png")[2]
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "a.png")
    assert "takes 2 numbers, not pictures" in cli("predict", path, "--images", tmp_path / "a.png")[2]
    _, out, _ = cli("predict", path, "--numbers", "2", "-2.5", "--numbers", "-3", "1", "--json")
    values = json.loads(out)["probabilities"]
    project = archive.decode(path.read_bytes(), path.name)
    expected = headless.predict(project.project, project.weights, np.array([[2, -2.5], [-3, 1]], np.float32), 2)
    np.testing.assert_allclose(values, expected.values.numpy(), atol=1e-5)
    assert "sample 2 has 1" in cli("predict", path, "--numbers", "2", "1", "--numbers", "2")[2]
    assert "'inf' is not a number" in cli("predict", path, "--numbers", "inf", "1")[2]
