"""Every data set, whatever it is: named, described, checked; loads what it promises."""

import numpy as np
import pytest

from nnplayground import datasets
from nnplayground.spec.fields import fields_of
from nnplayground.spec.problems import PlaygroundError

KINDS = datasets.kinds()
BUILT_IN = {"digits", "spiral", "circles", "xor", "gaussians"}


def test_the_kinds_of_the_first_release_are_there() -> None:
    """The tags are the file format: none may go."""
    assert {
        "digits", "mnist", "fashion-mnist", "idx", "spiral", "circles", "xor", "gaussians",
    } <= set(KINDS)  # fmt: skip
    assert all(KINDS[kind]().available() and not KINDS[kind]().download_bytes for kind in BUILT_IN)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_what_it_is(kind: str) -> None:
    dataset = KINDS[kind]()
    assert dataset.kind == kind
    for text in (dataset.title, dataset.description, dataset.source, dataset.licence):
        assert text.strip() == text != ""
    assert len(dataset.classes) >= 2
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
    assert samples.y.dtype == np.int64
    assert samples.x.shape == (len(samples.y), *dataset.sample_shape)
    assert samples.classes == dataset.classes
    assert set(samples.y.tolist()) == set(range(len(dataset.classes)))
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
    assert samples.classes == tuple("ABCDEFGH"[:count])
    assert set(samples.y.tolist()) == set(range(count))


def test_generated_shapes_without_noise_are_the_named_ones() -> None:
    circles, xor = (datasets.resolve(kind, {"noise": 0.0}).load(0) for kind in ("circles", "xor"))
    radius = np.hypot(*circles.x.T)
    assert ((radius > 0.55) == (circles.y == 1)).all()
    assert ((xor.x[:, 0] * xor.x[:, 1] < 0) == (xor.y == 1)).all()


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
    base = datasets.Samples(x, y, ("a", "b", "c"))
    others = [
        datasets.Samples(x + 1, y, base.classes),
        datasets.Samples(x, y[::-1], base.classes),
        datasets.Samples(x.reshape(3, 2, 1), y, base.classes),
        datasets.Samples(x, y, base.classes, x, y),
    ]
    assert len({samples.digest() for samples in [base, *others]}) == 5


def _no_progress(done: int, total: int) -> None:
    raise AssertionError("nothing was to be fetched")


def _never() -> bool:
    return False
