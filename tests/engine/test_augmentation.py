"""Augmentations against torch's own geometry, and what holds for every kind of them."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from nnplayground.engine.augmentation import augmenter, before_and_after
from nnplayground.spec.augmentations import KINDS
from nnplayground.spec.augmentations.crop import Crop
from nnplayground.spec.augmentations.erase import Erase
from nnplayground.spec.augmentations.flip import Flip
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.augmentations.rotate import Rotate
from nnplayground.spec.augmentations.scale import Scale
from nnplayground.spec.augmentations.shear import Shear
from nnplayground.spec.augmentations.shift import Shift
from nnplayground.spec.augmentations.thickness import Thickness

NOTHING = [
    Rotate(degrees=0), Shift(pixels=0), Scale(amount=0), Shear(degrees=0), Crop(smallest=1), Noise(std=0),
    Flip(horizontal=False), Erase(probability=0), Thickness(amount=0), KINDS["elastic"](pixels=0),
]  # fmt: skip


def changed(augmentation, x, seed=3):
    torch.manual_seed(seed)
    return augmenter([augmentation], tuple(x.shape[1:]))(x)


def drawn(count, *sizes, seed=3):
    """The numbers in [-1, 1) that an augmentation draws first."""
    torch.manual_seed(seed)
    return 2 * torch.rand(count, *sizes) - 1


@pytest.fixture(params=[(3, 20, 28), (1, 28, 28)], ids=str)
def x(request):
    return torch.rand(6, *request.param, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_changes_each_sample_in_its_own_way_and_repeats_with_the_seed(kind, x):
    same = x[:1].expand_as(x).contiguous()
    one, two = changed(kind(), same), changed(kind(), same)
    assert one.shape == x.shape and one.dtype == x.dtype and one.isfinite().all()
    assert torch.equal(one, two)
    assert not torch.equal(changed(kind(), same, seed=4), one)
    assert any(not torch.equal(sample, one[0]) for sample in one[1:])


@pytest.mark.parametrize("augmentation", NOTHING, ids=lambda a: type(a).__name__)
def test_no_strength_is_no_change(augmentation, x):
    assert torch.allclose(changed(augmentation, x), x, atol=1e-5)


def test_the_list_of_no_strength_has_every_kind():
    assert {type(a) for a in NOTHING} == set(KINDS.values())


def by_matrix(x, rows):
    """The same by torch's affine grid; ``rows`` map output places to input places, both in [-1, 1]."""
    grid = functional.affine_grid(rows, list(x.shape), align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False)


def test_rotation_is_that_of_an_affine_grid():
    x = torch.rand(6, 1, 28, 28)
    angle = torch.deg2rad(drawn(6, 1, 1) * 40).flatten()
    zero = torch.zeros(6)
    top = torch.stack([angle.cos(), angle.sin(), zero], 1)
    rows = torch.stack([top, torch.stack([-angle.sin(), angle.cos(), zero], 1)], 1)
    assert torch.allclose(changed(Rotate(degrees=40), x), by_matrix(x, rows), atol=1e-5)


def test_scale_and_shear_are_those_of_an_affine_grid():
    x = torch.rand(6, 2, 28, 28)
    factor = (1 + drawn(6, 1, 1, 1) * 0.3).flatten()
    zero = torch.zeros(6)
    rows = torch.stack([torch.stack([1 / factor, zero, zero], 1), torch.stack([zero, 1 / factor, zero], 1)], 1)
    assert torch.allclose(changed(Scale(amount=0.3), x), by_matrix(x, rows), atol=1e-5)
    slant = torch.deg2rad(drawn(6, 1, 1) * 30).flatten().tan()
    one = torch.ones(6)
    rows = torch.stack([torch.stack([one, slant, zero], 1), torch.stack([zero, one, zero], 1)], 1)
    assert torch.allclose(changed(Shear(degrees=30), x), by_matrix(x, rows), atol=1e-5)


def test_a_shift_moves_by_the_pixels_it_drew(x):
    moves = drawn(6, 1, 1, 2).view(6, 2) * 3
    height, width = x.shape[-2:]
    one, zero = torch.ones(6), torch.zeros(6)
    across, down = moves[:, 0] / (width / 2), moves[:, 1] / (height / 2)
    rows = torch.stack([torch.stack([one, zero, across], 1), torch.stack([zero, one, down], 1)], 1)
    assert torch.allclose(changed(Shift(pixels=3), x), by_matrix(x, rows), atol=1e-4)


def test_flipped_pictures_are_mirror_images_and_about_half_of_them_are():
    x = torch.rand(400, 1, 6, 8)
    result = changed(Flip(), x)
    mirrored = torch.isclose(result, x.flip(-1), atol=1e-5).flatten(1).all(1)
    kept = torch.isclose(result, x, atol=1e-5).flatten(1).all(1)
    assert (mirrored | kept).all()
    assert 150 < int(mirrored.sum()) < 250


def test_a_crop_shows_nothing_from_outside_and_is_an_enlarged_part():
    x = torch.ones(50, 1, 20, 20)
    assert torch.allclose(changed(Crop(smallest=0.5), x)[:, :, 1:-1, 1:-1], torch.ones(50, 1, 18, 18), atol=1e-5)
    ramp = torch.arange(40.0).expand(50, 1, 40, 40)
    steps = changed(Crop(smallest=0.5), ramp).diff(dim=-1)[:, 0, 20, 5:-5]
    assert torch.allclose(steps, steps[:, :1].expand_as(steps), atol=1e-3)  # still a ramp
    assert (steps > 0.49).all() and (steps < 1.01).all() and steps.std() > 0.05


def test_thickness_lies_between_the_thinnest_and_the_thickest_picture(x):
    result = changed(Thickness(amount=1), x, seed=1)
    thick, thin = functional.max_pool2d(x, 3, 1, 1), -functional.max_pool2d(-x, 3, 1, 1)
    assert (result <= thick + 1e-5).all() and (result >= thin - 1e-5).all()
    ink = result.flatten(1).sum(1) - x.flatten(1).sum(1)
    assert (ink > 0).any() and (ink < 0).any()


def test_erasing_blackens_one_rectangle_of_the_allowed_size():
    x = torch.ones(200, 2, 20, 30)
    result = changed(Erase(probability=0.5, side=0.5), x)
    hit = (result == 0).flatten(1).any(1)
    assert 60 < int(hit.sum()) < 140
    for picture in result[hit]:
        black = picture[0] == 0
        assert torch.equal(black, picture[1] == 0)
        rows, columns = black.any(1), black.any(0)
        assert int(rows.sum()) <= 11 and int(columns.sum()) <= 16
        assert torch.equal(black, rows[:, None] & columns[None])


def test_what_does_not_fit_points_is_left_out():
    points = torch.zeros(5, 2)
    assert augmenter([Rotate()], (2,)) is None
    assert not torch.equal(changed(Noise(), points), points)
    assert augmenter([], (1, 28, 28)) is None


def test_looking_at_samples_before_and_after_leaves_the_random_numbers_of_a_run_alone():
    pictures = np.random.default_rng(0).random((5, 3, 8, 9), np.float32)
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    before, after = before_and_after([Shift(pixels=3)], pictures, 4)
    assert torch.equal(torch.rand(3), expected)
    assert before.shape == (5, 8, 9) and after.shape == (4, 5, 8, 9)
    assert np.array_equal(before, np.round(pictures[:, 0] * 255))
    assert len({row.tobytes() for row in after}) == 4
    again = before_and_after([Shift(pixels=3)], pictures, 4)[1]
    assert not np.array_equal(after, again)


def test_without_augmentation_samples_stay_as_they_are_and_points_are_not_shown():
    before, after = before_and_after([], np.full((5, 1, 8, 8), 0.5, np.float32), 2)
    assert (after == before).all() and len(after) == 2
    assert not before_and_after([Noise()], np.zeros((5, 2), np.float32), 2)[1].size
