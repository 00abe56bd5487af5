"""Cutting samples into parts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplayground.datasets import Samples, split
from nnplayground.datasets.splitting import only_test
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.truth import Truth


def _samples(counts: list[int], official: int = 0) -> Samples:
    """Numbered samples with so many of each class; ``x`` is the number."""
    y = np.repeat(np.arange(len(counts)), counts).astype(np.int64)
    x = np.arange(len(y), dtype=np.float32)[:, None]
    test = (x[:official] + 10_000, y[:official]) if official else (None, None)
    return Samples(x, y, Truth("class", tuple(map(str, range(len(counts))))), *test)


def test_what_is_new_is_all_for_the_test() -> None:
    parts = only_test(_samples([1, 0, 2]))
    assert [len(part) for part in (parts.train, parts.validation, parts.test)] == [0, 0, 3]
    assert only_test(_samples([4, 4], official=3)).test.x[:, 0].tolist() == [10_000, 10_001, 10_002]
    for unfit in (replace(_samples([2, 2]), x=np.full((4, 1), np.nan, np.float32)), _samples([0, 0])):
        with pytest.raises(PlaygroundError):
            only_test(unfit)


@given(
    st.lists(st.integers(1, 60), min_size=2, max_size=6),
    st.floats(0, 0.4),
    st.floats(0, 0.4),
    st.integers(0, 2**31 - 1),
)
def test_parts_are_exact_disjoint_and_complete(counts: list[int], validation: float, test: float, seed: int) -> None:
    samples = _samples(counts)
    try:
        parts = split(samples, validation, test, seed)
    except PlaygroundError as error:
        assert error.problem.code == "split_empty"
        sizes = [round(len(samples.y) * share) for share in (validation, test)]
        assert 0 in [*sizes, len(samples.y) - sum(sizes)]
        return
    assert len(parts.validation) == round(sum(counts) * validation)
    assert len(parts.test) == round(sum(counts) * test)
    together = np.concatenate([part.x for part in (parts.train, parts.validation, parts.test)])
    assert sorted(together[:, 0]) == list(range(sum(counts)))
    for part in (parts.train, parts.validation, parts.test):
        assert (samples.y[part.x[:, 0].astype(int)] == part.y).all()


def test_classes_keep_their_proportions() -> None:
    parts = split(_samples([900, 300, 60]), 0.1, 0.2, 7)
    for part, share in ((parts.validation, 0.1), (parts.test, 0.2), (parts.train, 0.7)):
        assert np.abs(np.bincount(part.y) - np.array([900, 300, 60]) * share).max() <= 1.5


def test_the_seed_decides() -> None:
    first, again, other = (split(_samples([50, 50]), 0.2, 0.2, seed).validation.x for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_an_official_test_part_is_the_test() -> None:
    samples = _samples([50, 50], official=20)
    parts = split(samples, 0.2, 0.5, 0)
    assert parts.test.x is samples.test_x
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (80, 20, 20)


@pytest.mark.parametrize(("validation", "test"), [(-0.1, 0.2), (0.5, 0.5), (0.9, 0.2), (float("nan"), 0.1)])
def test_shares_that_leave_nothing_are_refused(validation: float, test: float) -> None:
    with pytest.raises(PlaygroundError, match="nothing to learn from"):
        split(_samples([50, 50]), validation, test, 0)


@pytest.mark.parametrize(("validation", "test", "part"), [(0.001, 0.2, "validation"), (0.2, 0.001, "test")])
def test_a_part_asked_for_must_not_be_empty(validation: float, test: float, part: str) -> None:
    with pytest.raises(PlaygroundError, match=f"the {part} part would get none"):
        split(_samples([50, 50]), validation, test, 0)


def test_a_share_of_zero_is_an_empty_part() -> None:
    parts = split(_samples([5, 5]), 0, 0, 0)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (10, 0, 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": np.array([[0], [1], [np.nan], [np.inf]], np.float32)}, "2 samples hold values .* sample 2"),
        ({"y": np.array([0, 1, 2, 1])}, "Sample 2 has label 2"),
        ({"y": np.array([0, -1, 0, 1])}, "Sample 1 has label -1"),
        ({"y": np.array([0, 1, 0])}, "4 samples, but 3 labels"),
        ({"truth": Truth("class", tuple("abcde"))}, "4 samples for 5 classes"),
        ({"x": np.zeros((0, 1), np.float32), "y": np.zeros(0, np.int64)}, "0 samples for 2 classes"),
        ({"test_x": np.full((1, 1), np.nan, np.float32), "test_y": np.array([0])}, "not numbers"),
        ({"test_x": np.zeros((1, 1), np.float32), "test_y": np.array([5])}, "label 5"),
    ],
)
def test_unfit_samples_are_refused(changes: dict[str, object], words: str) -> None:
    truth = Truth("class", ("a", "b"))
    arrays = {"x": np.arange(4, dtype=np.float32)[:, None], "y": np.array([0, 1, 0, 1]), "truth": truth}
    with pytest.raises(PlaygroundError, match=words):
        split(Samples(**{**arrays, **changes}), 0.25, 0.25, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["labels", "numbers"])
def test_what_has_no_classes_is_cut_at_random(kind: str) -> None:
    x = np.arange(100, dtype=np.float32)[:, None]
    samples = Samples(x, x / 100, Truth(kind, ("a",)))
    parts = split(samples, 0.2, 0.3, 5)
    assert [len(part) for part in (parts.train, parts.validation, parts.test)] == [50, 20, 30]
    together = np.concatenate([part.x for part in (parts.train, parts.validation, parts.test)])
    assert sorted(together[:, 0].tolist()) == x[:, 0].tolist() and (parts.train.y == parts.train.x / 100).all()
    with pytest.raises(PlaygroundError, match="not numbers"):
        split(Samples(x, np.full_like(x, np.nan), samples.truth), 0.2, 0.3, 5)
