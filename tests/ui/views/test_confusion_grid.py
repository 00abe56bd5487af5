"""The grid of confusions says and chooses what it shows."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from nnplayground.ui.views.confusion_grid import ConfusionGrid, legible_on

COUNTS = np.array([[8, 2, 0], [0, 9, 1], [0, 0, 0]])


@pytest.fixture
def grid(qtbot):
    widget = ConfusionGrid()
    qtbot.addWidget(widget)
    widget.resize(240, 220)
    widget.set_counts(COUNTS, ("zero", "one", "two"))
    widget.show()
    return widget


def test_cells_lie_where_they_are_found(grid):
    for truth, answer in np.ndindex(3, 3):
        assert grid.cell_at(grid.cell(truth, answer).center()) == (truth, answer)
    assert grid.cell_at(grid.cell(0, 0).topLeft() * 0) is None


def test_a_click_chooses_the_cell_under_the_pointer(grid, qtbot):
    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(0, 1).center().toPoint())
    assert chosen.args == [0, 1]
    assert grid.accessibleDescription() == "zero taken for one: 2 of 10, 20.0 %"


def test_arrow_keys_go_through_the_cells_and_stop_at_the_edge(grid):
    seen = []
    grid.cell_chosen.connect(lambda *cell: seen.append(cell))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(grid, key)
    assert seen == [(0, 0), (0, 0), (0, 1), (1, 1), (0, 1), (0, 1)]


def test_a_class_without_samples_is_no_division_by_zero(grid):
    assert grid.words(2, 2) == "two recognised: 0 of 0, 0.0 %"
    grid.grab()


@pytest.mark.parametrize("classes", [1, 2, 10, 100])
def test_any_number_of_classes_is_painted(grid, classes):
    grid.set_counts(np.full((classes, classes), 12_345), tuple(f"class {number}" for number in range(classes)))
    grid.grab()
    assert grid.cell_at(grid.cell(classes - 1, classes - 1).center()) == (classes - 1, classes - 1)


def test_other_counts_keep_the_choice_and_other_classes_do_not(grid):
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(0, 1).center().toPoint())
    grid.set_counts(COUNTS * 2, ("zero", "one", "two"))
    assert grid.current == (0, 1) and "4 of 20" in grid.accessibleDescription()
    grid.set_counts(COUNTS, ("a", "b", "c"))
    assert grid.current is None


def _luminance(color):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return float(np.dot(parts, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("value", range(0, 256, 5))
def test_counts_are_written_in_the_ink_of_the_higher_contrast(value):
    ground = QColor(value // 4, value // 2, value)
    behind = _luminance(ground) + 0.05
    dark, white = behind / (_luminance(QColor("#0d1220")) + 0.05), 1.05 / behind
    chosen = legible_on(ground)
    assert (dark if chosen == QColor("#0d1220") else white) >= max(dark, white) * 0.99
