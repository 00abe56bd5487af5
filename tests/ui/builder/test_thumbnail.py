"""The live picture of a block: signs are kept, and what is a picture is seen as one."""

import numpy as np

from nnplayground.ui.builder.thumbnail import thumbnail
from nnplayground.ui.views.histogram import MosaicView
from nnplayground.ui.views.pictures import color_at, kind_for, mosaic


def test_a_vector_with_negative_values_shows_zero_in_the_middle_of_the_signed_scale():
    image, _ = thumbnail(np.array([-2.0, 0.0, 1.0, 2.0], np.float32), raw=False)
    colors = [image.pixelColor(i % image.width(), i // image.width()).rgb() for i in range(4)]
    assert colors == [color_at(share, "signed").rgb() for share in (0.0, 0.5, 0.75, 1.0)]


def test_values_that_are_never_negative_are_the_brighter_the_larger():
    image, _ = thumbnail(np.array([0.0, 1.0], np.float32), raw=False)
    assert image.pixelColor(0, 0).rgb() == color_at(0.0, "magnitude").rgb()
    image, _ = thumbnail(np.array([[[0.0, 1.0]]], np.float32), raw=False)
    assert image.pixelColor(0, 0).rgb() == color_at(0.0, "magnitude").rgb()
    assert image.pixelColor(1, 0).rgb() == color_at(1.0, "magnitude").rgb()


def test_a_map_has_the_scale_on_the_canvas_that_it_has_in_the_inspector(qtbot):
    values = np.array([[[-1.0, 0.5], [0.0, 2.0]]], np.float32)
    image, _ = thumbnail(values, raw=False)
    inspector = MosaicView(None, "mosaic")
    qtbot.addWidget(inspector)
    inspector.set_maps(values)
    low, high = inspector.limit
    for (row, column), value in np.ndenumerate(values[0]):
        share = (value - low) / (high - low)
        assert image.pixelColor(column, row).rgb() == color_at(share, kind_for(values)).rgb()


def test_the_data_itself_is_grey_even_where_it_is_negative():
    image, _ = thumbnail(np.array([[[-1.0, 1.0]]], np.float32), raw=True)
    assert [image.pixelColor(x, 0).rgb() for x in (0, 1)] == [color_at(share, "grey").rgb() for share in (0.0, 1.0)]


def test_numbers_that_are_data_show_their_signs():
    image, _ = thumbnail(np.array([-0.5, 0.5], np.float32), raw=True)
    cells = [image.pixelColor(x, y).rgb() for y in range(image.height()) for x in range(image.width())]
    assert cells == [color_at(share, "signed").rgb() for share in (0.0, 1.0)]


def test_a_flattened_picture_is_seen_as_that_picture():
    picture = np.arange(784, dtype=np.float32)
    image, size = thumbnail(picture, raw=False)
    assert (image.width(), image.height()) == (28, 28) and size.width() == size.height()
    assert image == mosaic(picture.reshape(1, 28, 28), 1, 0, "magnitude")


def test_numbers_that_go_in_show_signs_even_where_none_is_negative():
    image, _ = thumbnail(np.array([0.0, 1.0], np.float32), raw=True)
    colors = {image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())}
    assert colors == {color_at(0.5, "signed").rgb(), color_at(1.0, "signed").rgb()}
