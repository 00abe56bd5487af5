"""Bringing blocks into line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnplayground.spec.align import Extent, aligned

BLOCKS = {"a1": Extent(0, 0, 100, 50), "b1": Extent(130, 40, 150, 60), "c1": Extent(300, 100, 380, 200)}


@pytest.mark.parametrize(
    ("how", "centres"),
    [
        ("left", [(50, 25), (10, 50), (40, 150)]),
        ("centre", [(190, 25), (190, 50), (190, 150)]),
        ("right", [(330, 25), (370, 50), (340, 150)]),
        ("top", [(50, 25), (140, 10), (340, 50)]),
        ("middle", [(50, 100), (140, 100), (340, 100)]),
        ("bottom", [(50, 175), (140, 190), (340, 150)]),
        ("across", [(50, 25), (200, 50), (340, 150)]),
        ("down", [(50, 25), (140, 75), (340, 150)]),
    ],
)
def test_each_way_of_aligning(how, centres):
    assert list(aligned(BLOCKS, how).values()) == centres


@pytest.mark.parametrize("how", ["left", "centre", "across", "down"])
def test_too_few_blocks_stay(how):
    assert aligned({"a1": BLOCKS["a1"]}, how) == {"a1": (50, 25)}
    assert aligned({}, how) == {}


@given(st.lists(st.tuples(st.integers(-500, 500), st.integers(-500, 500)), min_size=3, max_size=8))
def test_distributed_blocks_of_one_size_have_equal_gaps_and_keep_their_ends(places):
    extents = {f"b{i}": Extent(x - 20, y - 5, x + 20, y + 5) for i, (x, y) in enumerate(places)}
    after = aligned(extents, "across")
    xs = sorted(x for x, _ in after.values())
    gaps = [b - a for a, b in zip(xs, xs[1:], strict=False)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps))
    assert (xs[0], xs[-1]) == pytest.approx((min(x for x, _ in places), max(x for x, _ in places)))
    assert all(after[name][1] == extent.centre[1] for name, extent in extents.items())
