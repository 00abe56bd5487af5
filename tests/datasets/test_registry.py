"""Every data set, whatever it is: named, described, checked; loads what it promises."""

import numpy as np
import pytest

from nnplayground import datasets
from nnplayground.datasets.sources import digit_traits
from nnplayground.spec.fields import fields_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth

KINDS = datasets.kinds()
BUILT_IN = {
    "digits", "spiral", "circles", "xor", "gaussians", "tilted-plane", "bumps", "discs", "digit-traits", "digit-value",
}  # fmt: skip


def test_the_kinds_of_the_first_release_are_there() -> None:
    """The tags are the file format: none may go."""
    assert {
        *BUILT_IN, "mnist", "fashion-mnist", "idx",
    } <= set(KINDS)  # fmt: skip
    assert all(KINDS[kind]().available() and not KINDS[kind]().download_bytes for kind in BUILT_IN)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_what_it_is(kind: str) -> None:
    dataset = KINDS[kind]()
    assert dataset.kind == kind
    for text in (dataset.title, dataset.description, dataset.source, dataset.licence):
        assert text.strip() == text != ""
    assert dataset.truth.size >= (2 if dataset.truth.kind == "class" else 1)
    assert all(size >= 1 for size in dataset.sample_shape)
    assert all(field.title and field.tip for field in fields_of(KINDS[kind]))
    assert datasets.resolve(kind, dataset.options) == dataset
    assert (dataset.download_bytes == 0) or not dataset.available()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_loaded_samples_keep_the_promise(kind: str) -> None:
    dataset = KINDS[kind]()
    if not dataset.available():
        with pytest.raises(PlaygroundError):
            dataset.load(3)
        return
    samples = dataset.load(3)
    assert samples.x.dtype == np.float32
    assert samples.x.shape == (len(samples.y), *dataset.sample_shape)
    assert samples.truth == dataset.truth
    if dataset.truth.kind == "class":
        assert samples.y.dtype == np.int64 and set(samples.y.tolist()) == set(range(dataset.truth.size))
    else:
        assert samples.y.dtype == np.float32 and samples.y.shape == (len(samples.x), dataset.truth.size)
        assert (samples.y.std(0) > 0.1).all(), "each says something"
    if dataset.truth.kind == "labels":
        assert set(samples.y.ravel().tolist()) == {0.0, 1.0}
    datasets.check(samples)
    assert samples.digest() == dataset.load(3).digest()
    dataset.download(_no_progress, _never)


@pytest.mark.parametrize("kind", ["spiral", "circles", "xor", "gaussians"])
def test_generated_points(kind: str) -> None:
    dataset = datasets.resolve(kind, {"samples": 503, "noise": 0.0})
    samples = dataset.load(1)
    assert samples.x.shape == (503, 2)
    assert np.abs(samples.x).max() <= 1
    assert np.ptp(np.bincount(samples.y)) <= 1
    assert samples.digest() != dataset.load(2).digest()
    noisy = datasets.resolve(kind, {"samples": 503, "noise": 0.3}).load(1)
    assert noisy.x.std() > samples.x.std()


@pytest.mark.parametrize("kind", ["spiral", "gaussians"])
@pytest.mark.parametrize("count", [2, 5, 8])
def test_generated_classes(kind: str, count: int) -> None:
    samples = datasets.resolve(kind, {"class_count": count}).load(0)
    assert samples.truth == Truth("class", tuple("ABCDEFGH"[:count]))
    assert set(samples.y.tolist()) == set(range(count))


def test_generated_shapes_without_noise_are_the_named_ones() -> None:
    circles, xor = (datasets.resolve(kind, {"noise": 0.0}).load(0) for kind in ("circles", "xor"))
    radius = np.hypot(*circles.x.T)
    assert ((radius > 0.55) == (circles.y == 1)).all()
    assert ((xor.x[:, 0] * xor.x[:, 1] < 0) == (xor.y == 1)).all()


def test_what_is_true_of_a_point_follows_from_its_place() -> None:
    plane, bumps, discs = (
        datasets.resolve(kind, {"samples": 400, "noise": 0.0}).load(2) for kind in ("tilted-plane", "bumps", "discs")
    )
    np.testing.assert_allclose(plane.y[:, 0], plane.x.mean(1), atol=1e-4)
    hill = np.hypot(*(bumps.x - (-0.65, -0.45)).T)
    assert bumps.y[hill.argmin(), 0] > 0.8 and bumps.y[np.hypot(*(bumps.x - (0, -0.45)).T).argmin(), 0] > -1.2
    inside = np.hypot(*(discs.x - (0, 0.38)).T) < 0.55
    assert (discs.y[:, 0] == inside).all()
    middle = np.hypot(*discs.x.T) < 0.15
    assert discs.y[middle].all() and not discs.y[np.hypot(*discs.x.T) > 1].any()


def test_the_traits_of_a_digit() -> None:
    digits, traits = KINDS["digits"]().load(0), KINDS["digit-traits"]().load(0)
    assert (traits.y[:, 0] == (digits.y % 2 == 0)).all() and (traits.y[:, 2] == (digits.y > 4)).all()
    loops = np.array([traits.y[digits.y == digit, 3].mean() for digit in range(10)])
    assert loops[[0, 6, 8, 9]].min() > 0.75 and loops[[1, 3, 5, 7]].max() < 0.1
    assert (KINDS["digit-value"]().load(0).y[:, 0] == digits.y).all()


def test_a_loop_is_paper_that_ink_encloses() -> None:
    pictures = np.zeros((4, 9, 9), np.float32)
    pictures[0, 2:7, 2:7], pictures[0, 3:6, 3:6] = 1, 0  # a ring
    pictures[1] = pictures[0]
    pictures[1, 2, 4] = 0  # with a gap
    pictures[2, 4] = 1  # a stroke from edge to edge
    pictures[3, [2, 3, 3, 4], [3, 2, 4, 3]] = 1  # closed over corners
    assert digit_traits.has_loop(pictures).tolist() == [True, False, False, True]


@pytest.mark.parametrize(
    ("kind", "options", "code"),
    [
        ("nosuch", {}, "unknown_dataset"),
        ("spiral", {"samples": 9}, "bad_value"),
        ("spiral", {"samples": "many"}, "bad_value"),
        ("spiral", {"noise": float("nan")}, "bad_value"),
        ("spiral", {"class_count": 9}, "bad_value"),
        ("digits", {"samples": 100}, "bad_value"),
        ("idx", {"name": 3}, "bad_value"),
    ],
)
def test_resolve_refuses(kind: str, options: dict[str, object], code: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        datasets.resolve(kind, options)
    assert caught.value.problem.code == code


def test_parse() -> None:
    assert datasets.parse("spiral") == datasets.resolve("spiral", {})
    for text in ("", "nosuch", "idx", "idx:", "digits:5"):
        with pytest.raises(PlaygroundError, match="idx:FOLDER"):
            datasets.parse(text)


def test_digits_are_500_real_digits_of_each_class() -> None:
    samples = KINDS["digits"]().load(0)
    assert np.bincount(samples.y).tolist() == [500] * 10
    assert samples.x.min() == 0
    assert samples.x.max() == 1
    assert samples.digest() == "b62f93228309e8255b5f92ac5f3a1e47d38d73c39355383dff1a885eb315b455"


def test_digest_sees_every_array() -> None:
    x, y = np.zeros((3, 2), np.float32), np.arange(3)
    base = datasets.Samples(x, y, Truth("class", ("a", "b", "c")))
    others = [
        datasets.Samples(x + 1, y, base.truth),
        datasets.Samples(x, y[::-1], base.truth),
        datasets.Samples(x.reshape(3, 2, 1), y, base.truth),
        datasets.Samples(x, y, base.truth, x, y),
    ]
    assert len({samples.digest() for samples in [base, *others]}) == 5


def _no_progress(done: int, total: int) -> None:
    raise AssertionError("nothing was to be fetched")


def _never() -> bool:
    return False
