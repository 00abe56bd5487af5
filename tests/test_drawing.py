"""Strokes become pictures as MNIST's were made."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplayground import drawing
from nnplayground.datasets.sources.digits import Digits
from nnplayground.drawing import is_empty, rasterise, read_strokes
from nnplayground.spec.problems import PlaygroundError

THREE = [np.array([[20, 30], [60, 10], [90, 40], [50, 70], [95, 100], [60, 140], [15, 120]], float)]
CROSS = [np.array([[0, 50], [100, 50]], float), np.array([[50, 0], [50, 100]], float)]


def _ink_box(picture: np.ndarray) -> tuple[int, int]:
    """Height and width of what is not paper."""
    rows, columns = np.flatnonzero(picture.any(axis=1)), np.flatnonzero(picture.any(axis=0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def _centre(picture: np.ndarray) -> np.ndarray:
    return np.array([axis @ np.arange(len(axis)) for axis in (picture.sum(1), picture.sum(0))]) / picture.sum()


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))], [np.array([[np.nan, 1.0]])]])
def test_without_ink_the_picture_is_paper(strokes: list[np.ndarray]) -> None:
    picture = rasterise(strokes)
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert not picture.any()


def test_is_empty() -> None:
    assert is_empty([])
    assert is_empty([np.empty((0, 2))])
    assert not is_empty([np.empty((0, 2)), np.zeros((1, 2))])


@pytest.mark.parametrize("strokes", [THREE, CROSS, [THREE[0] * (1, 0.2)], [THREE[0] * (0.1, 1)]])
def test_ink_fills_20_pixels_and_is_centred_by_mass(strokes: list[np.ndarray]) -> None:
    picture = rasterise(strokes)
    assert max(_ink_box(picture)) in (20, 21)
    assert 0.9 < picture.max() <= 1
    assert picture.min() == 0
    centre = _centre(picture)
    assert (centre > 13.49).all()
    assert (centre < 14.5).all()


def test_both_axes_are_scaled_alike() -> None:
    turn = np.linspace(0, 2 * np.pi, 100)
    ellipse = np.stack([25 * np.cos(turn), 50 * np.sin(turn)], axis=1)
    row = rasterise([ellipse])[14]
    # The two sides of the line are 17.5 / 2 pixels apart, where the ellipse is 17.5 high.
    left, right = (np.average(np.arange(28)[half], weights=row[half]) for half in (slice(0, 14), slice(14, 28)))
    assert right - left == pytest.approx(17.5 / 2, abs=0.3)


def test_symmetric_ink_does_not_jump_with_rounding() -> None:
    pictures = {rasterise([points * scale for points in CROSS]).tobytes() for scale in (1, 0.5, 2, 4)}
    assert len(pictures) == 1
    assert rasterise([p * 0.7 + 0.1 for p in CROSS])[4:24, 4:24].sum() == pytest.approx(
        rasterise(CROSS).sum(), rel=1e-4
    )


@given(
    st.floats(0.01, 1000),
    st.floats(-1000, 1000),
    st.floats(-1000, 1000),
    st.sampled_from([THREE, CROSS]),
    st.booleans(),
)
def test_place_size_and_direction_of_drawing_do_not_matter(
    scale: float, x: float, y: float, strokes: list[np.ndarray], back: bool
) -> None:
    moved = [(points[::-1] if back else points) * scale + (x, y) for points in strokes]
    assert np.abs(rasterise(moved) - rasterise(strokes)).max() < 0.2


@given(st.lists(st.lists(st.tuples(*[st.floats(allow_nan=True, allow_infinity=True, width=32)] * 2), max_size=8)))
def test_any_points_give_a_picture(strokes: list[list[tuple[float, float]]]) -> None:
    picture = rasterise([np.array(points).reshape(-1, 2) for points in strokes])
    assert picture.shape == (28, 28)
    assert ((picture >= 0) & (picture <= 1)).all()


@pytest.mark.parametrize("strokes", [[np.array([[5.0, 7.0]])], [np.array([[5.0, 7.0]] * 3)]])
def test_a_dot_is_a_dot(strokes: list[np.ndarray]) -> None:
    picture = rasterise(strokes)
    assert max(_ink_box(picture)) <= 4
    assert picture[12:16, 12:16].sum() == pytest.approx(picture.sum())
    assert picture.max() > 0.9


def test_a_trembling_dot_on_the_pad_is_a_dot_still() -> None:
    tremble = [np.array([[100, 100], [103, 101], [101, 104.0]])]
    assert max(_ink_box(rasterise(tremble, pad_size=280))) <= 4
    assert max(_ink_box(rasterise(tremble))) == 20


def test_line_has_the_width_of_mnist() -> None:
    picture = rasterise([np.array([[0.0, 0.0], [0.0, 100.0]])])
    assert picture[14].sum() == pytest.approx(2.5, abs=0.1)
    assert _ink_box(picture) == (20, 4)


def test_dense_and_sparse_points_make_the_same_line() -> None:
    many = np.stack([np.linspace(0, 100, 5000), np.linspace(0, 60, 5000)], axis=1)
    assert np.abs(rasterise([many]) - rasterise([many[[0, -1]]])).max() < 0.02


def test_a_scribble_is_solid_ink_and_not_more_work() -> None:
    turn = np.linspace(0, 400, 20_000)
    scribble = [np.stack([np.cos(turn * 1.7), np.sin(turn)], axis=1)]
    picture = rasterise(scribble)
    assert picture[6:22, 6:22].min() > 0.5
    assert len(drawing._pieces([scribble[0] * 10], 0.3)[0]) <= 401


def test_uncentred_ink_stays_where_it_was_drawn() -> None:
    corner = [THREE[0] * 0.3 + 5]
    picture = rasterise(corner, centred=False, pad_size=280)
    assert not picture[7:].any()
    assert not picture[:, 6:].any()
    assert picture.any()
    with pytest.raises(ValueError, match="pad_size"):
        rasterise(corner, centred=False)


def test_other_sizes() -> None:
    picture = rasterise(THREE, size=56)
    assert picture.shape == (56, 56)
    assert max(_ink_box(picture)) in (40, 41)
    assert picture.mean() == pytest.approx(rasterise(THREE).mean(), rel=0.05)


def test_ink_is_as_much_as_in_real_digits() -> None:
    """A plain drawn 1 and 0 against the bundled digits: the mean ink lies within one standard deviation."""
    digits = Digits().load(0)
    turn = np.linspace(0, 2 * np.pi, 80)
    drawn = {1: [np.array([[30.0, 0.0], [20.0, 100.0]])], 0: [np.stack([35 * np.cos(turn), 50 * np.sin(turn)], axis=1)]}
    for label, strokes in drawn.items():
        ink = digits.x[digits.y == label].mean(axis=(1, 2, 3))
        assert abs(rasterise(strokes).mean() - ink.mean()) < ink.std()


def test_recorded_pen_digits_have_the_ink_of_mnist(real_data: Path) -> None:
    """Over 100 real drawings of each class, mean ink and lit pixels lie within 15 % of the bundled digits'."""
    drawings, labels = read_strokes(real_data / "pen_digits" / "strokes.npz")
    pictures = np.array([rasterise(strokes) for strokes in drawings])
    digits = Digits().load(0)
    for label in range(10):
        drawn, real = pictures[labels == label], digits.x[digits.y == label]
        assert drawn.mean() == pytest.approx(real.mean(), rel=0.15)
        assert (drawn > 0.5).mean() == pytest.approx((real > 0.5).mean(), rel=0.15)


def _recording(**changes: np.ndarray | None) -> dict[str, np.ndarray]:
    arrays: dict[str, np.ndarray | None] = {
        "points": np.arange(14, dtype=np.float32).reshape(7, 2),
        "stroke_starts": np.array([0, 3, 4, 7]),
        "digit_starts": np.array([0, 2, 3]),
        "labels": np.array([4, 7], np.int8),
        "writers": np.array(["a", "b"]),
    }
    return {name: array for name, array in {**arrays, **changes}.items() if array is not None}


def test_read_strokes(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", **_recording())
    digits, labels = read_strokes(tmp_path / "s.npz")
    assert [[stroke.tolist() for stroke in digit] for digit in digits] == [
        [[[0, 1], [2, 3], [4, 5]], [[6, 7]]],
        [[[8, 9], [10, 11], [12, 13]]],
    ]
    assert labels is not None
    assert labels.tolist() == [4, 7]


def test_read_strokes_without_labels(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", **_recording(labels=None))
    digits, labels = read_strokes(tmp_path / "s.npz")
    assert len(digits) == 2
    assert labels is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": None}, "points is missing"),
        ({"digit_starts": None}, "digit_starts is missing"),
        ({"points": np.zeros((7, 3))}, "pairs of finite numbers"),
        ({"points": np.full((7, 2), np.nan)}, "pairs of finite numbers"),
        ({"stroke_starts": np.array([0, 4, 3, 7])}, "stroke_starts must rise from 0 to 7"),
        ({"stroke_starts": np.array([0, 3, 4, 8])}, "stroke_starts must rise"),
        ({"stroke_starts": np.array([], int)}, "stroke_starts must rise"),
        ({"digit_starts": np.array([0.0, 2, 3])}, "digit_starts must rise"),
        ({"digit_starts": np.array([-1, 2, 3])}, "digit_starts must rise"),
        ({"labels": np.array([1])}, "one whole number per drawing"),
        ({"labels": np.array([1, -2])}, "one whole number per drawing"),
        ({"points": np.array([[print, 1]] * 7, dtype=object)}, "not a file of strokes"),
    ],
)
def test_read_strokes_says_what_is_wrong(tmp_path: Path, changes: dict[str, np.ndarray], words: str) -> None:
    np.savez(tmp_path / "s.npz", **_recording(**changes))
    with pytest.raises(PlaygroundError, match=words) as caught:
        read_strokes(tmp_path / "s.npz")
    assert "s.npz" in str(caught.value)


def test_read_strokes_refuses_what_is_no_npz(tmp_path: Path) -> None:
    whole = io.BytesIO()
    np.savez(whole, **_recording())
    data = bytearray(whole.getvalue())
    for bad in (b"", b"<!DOCTYPE html>", b"\x80\x04pickle", bytes(data[:-30]), bytes(data[:200])):
        (tmp_path / "s.npz").write_bytes(bad)
        with pytest.raises(PlaygroundError, match="s.npz"):
            read_strokes(tmp_path / "s.npz")
    with pytest.raises(PlaygroundError, match="No such file"):
        read_strokes(tmp_path / "none.npz")


def test_read_strokes_refuses_a_bomb_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_MAX_BYTES", 10_000)
    with zipfile.ZipFile(tmp_path / "s.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("points.npy", bytes(10_001))
    with pytest.raises(PlaygroundError, match="larger than any real recording"):
        read_strokes(tmp_path / "s.npz")
