"""The pictures of the layers are painted in the colours of the theme, sharp and whole."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from nnplayground.spec.layers import KINDS
from nnplayground.ui.theme import theme
from nnplayground.ui.widgets.layer_picture import layer_pixmap

ALL = pytest.mark.parametrize("tag", KINDS)


def rgba(tag: str, side: int, ratio: float, color: str = "") -> np.ndarray:
    """The picture as ``(H, W, 4)``, red first, not premultiplied."""
    image = layer_pixmap(KINDS[tag](), side, ratio, color).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).astype(int)


@ALL
@pytest.mark.parametrize(("side", "ratio"), [(20, 1.0), (20, 1.5), (112, 2.0)])
def test_it_is_seen_in_the_colour_of_the_family(tag, side, ratio, qapp):
    pixels = rgba(tag, side, ratio)
    assert pixels.shape[:2] == (side * ratio, side * ratio)
    family = theme().family(KINDS[tag].family).getRgb()[:3]
    near = (np.abs(pixels[:, :, :3] - family).max(axis=2) <= 12) & (pixels[:, :, 3] > 60)
    assert near.sum() >= 8 * ratio
    assert 0.06 < (pixels[:, :, 3] > 40).mean() < 0.97


def test_on_a_coloured_ground_it_has_one_colour(qapp):
    pixels = rgba("linear", 20, 1.0, "on_accent")
    seen = pixels[pixels[:, :, 3] > 200][:, :3]
    assert np.abs(seen - theme().color("on_accent").getRgb()[:3]).max() <= 3


def test_it_follows_the_theme(qapp):
    mode, before = theme().mode, rgba("output", 20, 1.0)
    theme().set_mode("dark")
    after = rgba("output", 20, 1.0)
    theme().set_mode(mode)
    assert (before != after).any()


def test_cells_of_a_grid_are_equally_wide_at_any_scale(qapp):
    for ratio in (1.0, 1.25, 1.5, 2.0):
        solid = rgba("batch_norm2d", 20, ratio)[:, :, 3].max(axis=0) > 30
        edges = np.flatnonzero(np.diff(np.concatenate([[0], solid.astype(int), [0]])))
        widths = edges[1::2] - edges[::2]
        assert len(widths) == 4 and np.ptp(widths) <= 1
