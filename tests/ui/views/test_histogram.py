"""Histogram and mosaic say in words what they show in colour."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from nnplayground.ui.views.histogram import HistogramView, MosaicView


@pytest.fixture
def mosaic(qtbot):
    view = MosaicView()
    qtbot.addWidget(view)
    view.resize(220, 130)
    return view


def test_a_bin_is_told_in_words(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    view.set_histogram([1, 12345], [-0.5, 0.0, 0.5])
    assert view.bin_text(1) == "0 to 0.500: 12,345 values"
    assert "12,346" in view.accessibleDescription()


def test_only_bins_with_values_have_a_bar_and_rare_ones_stay_visible(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    view.resize(200, 80)
    view.set_histogram([1, 0, 1_000_000], [0, 1, 2, 3])
    bars = view._bars()
    assert len(bars) == 2 and bars[0].height() >= 1 and bars[1].height() == 62


@pytest.mark.parametrize("edges", [[], [0.0, float("nan")], [1.0, 1.0]])
def test_broken_ranges_are_drawn_without_complaint(qtbot, edges):
    view = HistogramView()
    qtbot.addWidget(view)
    view.set_histogram([1.0] if edges else [], edges)
    view.grab()


def test_lengths_that_do_not_fit_are_refused(qtbot):
    view = HistogramView()
    qtbot.addWidget(view)
    with pytest.raises(ValueError, match="edges"):
        view.set_histogram([1, 2], [0, 1])


def test_signed_maps_get_a_symmetric_legend(mosaic):
    mosaic.set_maps(np.array([[[-0.41]], [[0.2]]]))
    assert mosaic.limit == (-0.41, 0.41)
    mosaic.set_maps(np.array([[[0.5]], [[0.2]]]))
    assert mosaic.limit == (0.0, 0.5)


def test_each_map_is_found_under_the_pointer(mosaic, qtbot):
    mosaic.set_maps(np.arange(8.0)[:, None, None] * np.ones((1, 5, 5)), columns=4)
    place = mosaic._place()
    for index in range(8):
        row, column = divmod(index, 4)
        x = place.x() + (column * 6 + 2.5) / 23 * place.width()
        y = place.y() + (row * 6 + 2.5) / 11 * place.height()
        assert mosaic.map_at(QPoint(round(x), round(y))) == index
    assert mosaic.map_at(QPoint(1, 129)) == -1
    assert mosaic.map_text(3) == "3: from +3.00 to +3.00"


def test_a_vector_is_a_grid_without_gaps(mosaic):
    mosaic.set_maps(np.linspace(0, 1, 64))
    mosaic.grab()
    assert mosaic.map_at(mosaic._place().bottomRight().toPoint() - QPoint(2, 2)) == 63
    assert mosaic.map_text(63) == "63: +1.00"


@pytest.mark.parametrize("maps", [np.empty((0, 3, 3)), np.full((2, 3, 3), np.nan), np.empty(0)])
def test_nothing_to_show_is_drawn_without_complaint(mosaic, maps):
    mosaic.set_maps(maps)
    mosaic.grab()


def test_height_follows_the_shape_of_the_maps(mosaic):
    mosaic.set_maps(np.ones((8, 5, 5)), columns=4)
    assert mosaic.heightForWidth(230) == 110 + 24
