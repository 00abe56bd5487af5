"""Two charts on one board, with a run of 300 steps."""

import pytest

from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.charts import LossPlot, MeasurePlot
from tests.ui.views.curves_at_hand import a_run


@pytest.fixture
def charts(qtbot):
    board = ChartBoard()
    board.begin(a_run())
    pair = LossPlot(board), MeasurePlot(board)
    for chart in pair:
        qtbot.addWidget(chart)
        chart.resize(440, 260)
        chart.show()
        chart.refresh()
    return pair
