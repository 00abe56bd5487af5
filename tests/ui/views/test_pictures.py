"""Pictures show each value in its place, in its colour, on a scale that can be read back."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from nnplayground.ui.views import pictures


def _lightness(kind):
    words = pictures.TABLES[kind][:256]
    red, green, blue = (words >> 16) & 255, (words >> 8) & 255, words & 255
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("kind", ["magnitude", "grey"])
def test_brighter_always_means_more(kind):
    assert (np.diff(_lightness(kind)) >= 0).all()


def test_signed_scale_is_lightest_at_zero_and_falls_to_both_sides():
    lightness = _lightness("signed")
    assert (np.diff(lightness[:128]) >= 0).all() and (np.diff(lightness[128:]) <= 0).all()


def test_signed_maps_have_zero_in_the_middle_whatever_the_values():
    image = pictures.map_image(np.array([[0.0, 0.2], [-4.0, 4.0]]), "signed")
    zero, negative, positive = image.pixelColor(0, 0), image.pixelColor(0, 1), image.pixelColor(1, 1)
    assert min(zero.getRgb()[:3]) > 235
    assert negative.red() > negative.blue() and positive.blue() > positive.red()


@pytest.mark.parametrize(
    ("values", "kind", "limits"),
    [
        ([-0.41, 0.1], "signed", (-0.41, 0.41)),
        ([1.0, 3.0], "magnitude", (0.0, 3.0)),
        ([-1.0, 3.0], "magnitude", (-1.0, 3.0)),
        ([0.0, 0.0], "signed", (-1.0, 1.0)),
        ([0.0], "magnitude", (0.0, 1.0)),
        ([np.nan, np.inf, 2.0], "magnitude", (0.0, 2.0)),
        ([np.nan], "signed", (-1.0, 1.0)),
        ([], "grey", (0.0, 1.0)),
    ],
)
def test_limits_say_what_the_ends_of_the_scale_mean(values, kind, limits):
    assert pictures.value_limits(np.array(values), kind) == limits


def test_mosaic_puts_each_map_in_its_cell_and_leaves_the_rest_clear():
    maps = np.arange(5, dtype=float)[:, None, None] * np.ones((1, 3, 4))
    image = pictures.mosaic(maps, columns=2, gap=1, kind="grey", limit=(0, 5))
    assert (image.width(), image.height()) == (2 * 4 + 1, 3 * 3 + 2)
    for index in range(5):
        row, column = divmod(index, 2)
        assert image.pixelColor(column * 5 + 3, row * 4 + 2) == QColor.fromRgb(*[51 * index] * 3)
    assert image.pixelColor(4, 0).alpha() == 0 and image.pixelColor(6, 9).alpha() == 0


def test_all_maps_share_one_scale():
    image = pictures.mosaic(np.array([[[1.0]], [[2.0]]]), columns=2, gap=0, kind="grey")
    assert image.pixelColor(0, 0).red() == 128 and image.pixelColor(1, 0).red() == 255


def test_values_that_are_not_finite_stand_out_from_every_colour_of_the_scale():
    image = pictures.map_image(np.array([[np.nan, np.inf, -np.inf, 1.0]]), "magnitude")
    odd = [image.pixelColor(x, 0).name() for x in range(3)]
    assert len(set(odd)) == 1 and image.pixelColor(3, 0).name() not in odd
    for table in pictures.TABLES.values():
        assert int(QColor(odd[0]).rgba()) not in table[:256]


@pytest.mark.parametrize("values", [[1e308, -1e308, 0.0], [1e-320, 0.0, -1e-320], [5.0, 5.0, 5.0]])
def test_extreme_values_make_a_picture_without_a_warning(values):
    assert not pictures.map_image(np.array([values]), "signed").isNull()


def test_nothing_to_show_is_a_null_picture():
    assert pictures.map_image(np.empty((0, 0))).isNull()
    assert pictures.mosaic(np.empty((0, 3, 3))).isNull()
    assert pictures.mosaic(np.empty((3, 0, 3))).isNull()
    assert pictures.vector_image(np.empty(0)).isNull()


@pytest.mark.parametrize(("count", "size"), [(64, (8, 8)), (10, (4, 3)), (1, (1, 1)), (84, (10, 9))])
def test_a_vector_becomes_a_nearly_square_grid(count, size):
    image = pictures.vector_image(np.ones(count))
    assert (image.width(), image.height()) == size


def test_enlarged_pictures_have_hard_edges(qapp):
    image = pictures.map_image(np.array([[0.0, 1.0]]), "grey")
    canvas = QImage(40, 20, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    pictures.draw_crisp(painter, QRectF(0, 0, 40, 20), image)
    painter.end()
    assert {canvas.pixelColor(x, 10).red() for x in range(40)} == {0, 255}


def test_fitted_keeps_the_aspect_ratio_in_the_middle():
    image = pictures.map_image(np.ones((2, 4)))
    assert pictures.fitted(QRectF(0, 0, 100, 100), image) == QRectF(0, 25, 100, 50)
    assert pictures.fitted(QRectF(0, 0, 100, 100), QImage()).isEmpty()
