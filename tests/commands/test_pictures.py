"""Pictures as they are read and answered."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnplayground.commands.pictures import fit, read_picture
from nnplayground.spec.problems import PlaygroundError
from tests.commands.scripts import Cli, facts


def test_a_picture_is_read_in_grey_on_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    grey = np.arange(54, dtype=np.uint8).reshape(6, 9)
    Image.fromarray(grey).save(path)
    np.testing.assert_allclose(read_picture(path), grey / 255, atol=1e-6)
    rgba = np.random.default_rng(5).integers(0, 256, (6, 5, 4), np.uint8)
    Image.fromarray(rgba).save(path)
    alpha = rgba[:, :, 3] / 255
    expected = (rgba[:, :, :3] / 255 @ [0.299, 0.587, 0.114]) * alpha + 1 - alpha
    np.testing.assert_allclose(read_picture(path), expected, atol=0.01)


@pytest.mark.parametrize("cut", [0, 10, 40, 60])
def test_a_damaged_picture_is_refused(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (8, 8), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(PlaygroundError) as error:
        read_picture(path)
    assert error.value.problem.code == "picture_unreadable"


def test_a_picture_on_paper_is_inverted_and_kept_in_proportion() -> None:
    paper = np.ones((56, 112), np.float32)
    paper[16:44, 44:72] = 0
    picture, inverted = fit(paper, 28, 28)
    assert inverted and picture.shape == (28, 28)
    assert picture.sum() == pytest.approx(28 * 28 / 16, rel=1e-5)
    rows, columns = np.nonzero(picture > 0.5)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (11, 17, 11, 17)


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    digit = np.zeros((28, 28), np.float32)
    digit[5:20, 13:15] = 0.7
    picture, inverted = fit(digit, 28, 28)
    assert not inverted
    np.testing.assert_allclose(picture, digit, atol=1e-6)


def test_pictures_are_answered(reader: Path, tmp_path: Path, cli: Cli) -> None:
    paper = np.full((56, 56), 255)
    paper[8:48, 26:30] = 0
    Image.fromarray(paper.astype(np.uint8)).save(tmp_path / "one.png")
    (tmp_path / "one.pgm").write_bytes(b"P5\n# a comment\n56 56\n255\n" + (255 - paper).astype(np.uint8).tobytes())
    code, out, err = cli("predict", reader, "--images", tmp_path / "one.png", tmp_path / "one.pgm", "--json")
    found = facts(out)
    assert code == 0 and found["labels"] == [1, 1] and "accuracy" not in found
    assert found["probabilities"][0] == found["probabilities"][1]
    assert "one.png" in err and "one.pgm" not in err
