"""The live picture of a block keeps the sign of a vector."""

import numpy as np

from nnplayground.ui.builder.thumbnail import thumbnail
from nnplayground.ui.views.pictures import color_at


def test_a_vector_with_negative_values_shows_zero_in_the_middle_of_the_signed_scale():
    image, _ = thumbnail(np.array([-2.0, 0.0, 1.0, 2.0], np.float32), raw=False)
    colors = [image.pixelColor(i % image.width(), i // image.width()).rgb() for i in range(4)]
    assert colors == [color_at(share, "signed").rgb() for share in (0.0, 0.5, 0.75, 1.0)]


def test_a_vector_without_negative_values_and_maps_are_the_brighter_the_larger():
    image, _ = thumbnail(np.array([0.0, 1.0], np.float32), raw=False)
    assert image.pixelColor(0, 0).rgb() == color_at(0.0, "magnitude").rgb()
    image, _ = thumbnail(np.array([[[-1.0, 1.0]]], np.float32), raw=False)
    assert image.pixelColor(0, 0).rgb() == color_at(0.0, "magnitude").rgb()
    assert image.pixelColor(1, 0).rgb() == color_at(1.0, "magnitude").rgb()
