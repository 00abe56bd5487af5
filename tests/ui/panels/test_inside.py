"""Looking inside the selected block: asked for while visible, drawn as it comes."""

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.inside import MapsView, WeightsView
from nnplayground.ui.views.histogram import HistogramView, MosaicView
from nnplayground.ui.widgets.section import SectionHeading


@pytest.fixture
def weights(session, qtbot):
    return _shown(WeightsView(session), qtbot)


@pytest.fixture
def maps(session, qtbot):
    return _shown(MapsView(session), qtbot)


def _shown(view, qtbot):
    qtbot.addWidget(view)
    view.resize(276, 400)
    view.set_node("conv1")
    view.show()
    return view


def _wishes(engine, qtbot):
    qtbot.waitUntil(lambda: not engine.session.gaze._watch_timer.isActive())
    return engine.sent_of(p.Watch)[-1].views


def _weights(view, engine, weight, node="conv1", **others):
    counts, edges = np.histogram(weight, 40)
    arrays = {"weight": weight, "total": np.array(len(weight)), "counts": counts, "edges": edges.astype(np.float32)}
    _frame(view, engine, node, arrays | others)


def _frame(view, engine, node, arrays):
    packed = {name: p.Array.of(np.asarray(array)) for name, array in arrays.items()}
    engine.received.emit(p.Frame(view=view.VIEW, probe=view.PROBE, step=1, arrays={node: packed}))


def _caption(view):
    return view.findChild(QLabel, f"{view.VIEW}_caption").text()


def _heading(view):
    return view.findChild(SectionHeading).text()


def _mosaic(view):
    return view.findChild(MosaicView)


def test_frames_are_wanted_only_while_the_view_is_visible(weights, engine, qtbot):
    assert _wishes(engine, qtbot) == (p.View(view="selected", probe="weights", nodes=("conv1",), limit=64),)
    weights.hide()
    assert _wishes(engine, qtbot) == ()
    weights.show()
    assert _wishes(engine, qtbot)[0].nodes == ("conv1",)
    weights.set_node("linear1")
    assert _wishes(engine, qtbot)[0].nodes == ("linear1",)
    weights.set_node("")
    assert _wishes(engine, qtbot) == ()


def test_a_network_that_cannot_run_is_the_reason_for_waiting(weights, maps, engine):
    engine.ready()
    engine.analyse(problems=[Problem(code="no_output")])
    assert _caption(weights) == _caption(maps) == "Shown as soon as the network can run."
    engine.analyse()
    assert _caption(weights) == "Waiting for the engine…"


def test_a_frame_is_acknowledged_and_one_of_another_block_is_not_drawn(weights, engine, qtbot):
    _weights(weights, engine, np.ones((4, 1, 3, 3), np.float32), node="conv2")
    qtbot.waitUntil(lambda: [ack.view for ack in engine.sent_of(p.Ack)] == ["selected"])
    assert _caption(weights) == "Waiting for the engine…"
    assert _mosaic(weights).isHidden()


def test_filters_are_pictures_on_a_scale_around_zero(weights, engine):
    weight = np.linspace(-0.2, 0.4, 6 * 25, dtype=np.float32).reshape(6, 1, 5, 5)
    _weights(weights, engine, weight, total=np.array(6), bias=np.array([-0.1, 0.25], np.float32))
    assert _heading(weights) == "6 filters" and _caption(weights) == ""
    low, high = _mosaic(weights).limit
    assert low == -high and high == pytest.approx(0.4)
    assert "150 values" in weights.findChild(HistogramView).accessibleDescription()
    assert weights.findChild(QLabel, "bias_caption").text() == "Biases from −0.100 to 0.250"


def test_filters_over_several_maps_stay_together(weights, engine):
    weight = np.zeros((16, 3, 5, 5), np.float32)
    weight[1, 2] = 1.0
    _weights(weights, engine, weight, total=np.array(64))
    assert _caption(weights) == "16 of 64 filters, the first 3 inputs of each side by side"
    assert _mosaic(weights).map_text(5) == "5: from +1.00 to +1.00"


def test_units_that_look_at_the_picture_are_pictures(weights, engine):
    weight = np.zeros((10, 784), np.float32)
    weight[3, 28] = 0.5
    _weights(weights, engine, weight, picture=np.array([1, 28, 28]), total=np.array(128))
    assert _caption(weights) == "10 of 128 units: what each looks for in the picture"
    assert _mosaic(weights).map_text(3) == "3: from 0 to +0.500"


def test_other_units_are_rows_of_a_matrix_or_folded(weights, engine):
    _weights(weights, engine, np.ones((84, 120), np.float32))
    assert _caption(weights) == "A row for each of 84 units, a column for each of 120 inputs"
    _weights(weights, engine, np.ones((10, 5408), np.float32))
    assert _caption(weights) == "10 units, each with its 5,408 weights as one picture"
    assert _mosaic(weights).heightForWidth(276) > 60


def test_a_vector_of_weights_is_drawn_too(weights, engine):
    _weights(weights, engine, np.ones(16, np.float32))
    assert _caption(weights) == "One weight for each of 16 maps"
    assert not _mosaic(weights).isHidden()


def test_a_block_without_weights_says_so(weights, engine):
    _frame(weights, engine, "conv1", {})
    assert _caption(weights) == "This block has no weights; nothing to learn here."
    assert _mosaic(weights).isHidden() and weights.findChild(HistogramView).isHidden()


def test_maps_of_the_current_picture(maps, engine):
    value = np.ones((16, 10, 10), np.float16)
    value[2:4] = 0
    _frame(maps, engine, "conv1", {"value": value, "total": np.array(64)})
    assert _caption(maps) == "16 of 64 maps of 10×10, 2 of them silent"
    assert _mosaic(maps).map_text(2) == "2: from 0 to 0"


def test_numbers_of_the_current_picture(maps, engine):
    _frame(maps, engine, "conv1", {"value": np.arange(10, dtype=np.float32), "total": np.array(10)})
    assert _caption(maps) == "10 numbers"
    assert _mosaic(maps).map_text(9) == "9: +9.00"


def test_without_a_picture_it_says_what_to_do(maps):
    assert "Draw a digit" in _caption(maps)


def test_another_block_forgets_the_picture_of_the_former(maps, engine):
    _frame(maps, engine, "conv1", {"value": np.arange(10, dtype=np.float32)})
    maps.set_node("conv2")
    assert _mosaic(maps).isHidden()


def test_another_copy_is_asked_for_and_the_former_comes_too_late(maps, engine, qtbot):
    assert _wishes(engine, qtbot)[-1].copy == -1
    maps.set_copy(1)
    assert [view.copy for view in _wishes(engine, qtbot) if view.view == maps.VIEW] == [1]
    _frame(maps, engine, "conv1", {"value": np.ones(4, np.float16), "total": np.array(4)})
    assert not _mosaic(maps).isVisibleTo(maps)
