"""Samples of plain numbers as rows."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from nnplayground import protocol as p
from nnplayground.spec.truth import Truth
from nnplayground.ui.panels.cell_samples import CellSamples
from nnplayground.ui.panels.sample_rows import SampleRows, _alike
from nnplayground.ui.panels.truth_looks import TruthLooks

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ([5.1, 4.94, -6], ["5.10", "4.94", f"{MINUS}6.00"]),
        ([80769.3, 110146.2], ["80,769", "110,146"]),
        ([3, 0, 12], ["3", "0", "12"]),
        ([0, 0], ["0", "0"]),
        ([0.0123, 0.5], ["0.012", "0.500"]),
        ([1e-9, 2e-9], ["1×10⁻⁹", "2×10⁻⁹"]),
        ([9_999_990, 10_000_003, 10_000_010], ["9,999,990.0", "10,000,003.0", "10,000,010.0"]),
    ],
)
def test_the_numbers_of_a_column_are_written_alike(column, texts):
    assert _alike(np.array(column, np.float32)) == texts


@pytest.fixture
def rows(qtbot):
    view = SampleRows(4)
    qtbot.addWidget(view)
    view.set_columns(("a", "b", "c", "kind"))
    samples = np.arange(18, dtype=np.float32).reshape(6, 3)
    view.set_samples(samples, np.arange(6) % 2, TruthLooks(Truth("class", ("odd", "even"))))
    view.resize(200, view.heightForWidth(200))
    view.show()
    return view


def test_a_row_is_chosen_by_pointer_and_arrow_keys(rows, qtbot):
    chosen = []
    rows.sample_chosen.connect(chosen.append)
    assert rows.count() == 4 and rows.index_at(QPointF(5, 5)) == -1, "the headings are no sample"
    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, pos=rows.row(2).center().toPoint())
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert chosen == [2, 3] and rows.accessibleDescription() == "a 9, b 10, c 11: even"
    assert not rows.grab().isNull()


def test_no_more_numbers_than_have_room_are_written(rows):
    for width in (90, 200, 400):
        cells = rows._cells(rows.row(0).adjusted(0, 0, width - 200, 0))
        assert 2 <= len(cells) <= 4 and cells[-1].right() <= width
        assert all(one.right() <= other.left() for one, other in zip(cells, cells[1:], strict=False))


def test_all_numbers_that_are_known_of_a_row_stand_below_their_names(qtbot):
    view = SampleRows(4)
    qtbot.addWidget(view)
    view.set_columns(("size", "age", "tons, grams"))
    truth = np.array([[1.5, 300], [12.25, -4000]], np.float32)
    looks = TruthLooks(Truth("numbers", ("tons", "grams")), ((1.5, 12.25), (-4000, 300)))
    view.set_samples(np.ones((2, 2), np.float32), truth, looks)
    view.resize(300, view.heightForWidth(300))
    written = []
    view._write = lambda _painter, place, text, _side: written.append((place.width(), text))
    view.grab()
    names, *rows = (written[at] for at in (2, 5, 8))
    assert names[1] == "tons, grams"
    for row, numbers in zip(rows, truth, strict=True):
        assert row[1] == " · ".join(looks.number(i, float(value)) for i, value in enumerate(numbers))
    for room, text in (names, *rows):
        assert view.fontMetrics().horizontalAdvance(text) <= room, "nothing is cut off"


def test_the_samples_of_a_cell_of_the_confusion_are_rows_too(session, qtbot, monkeypatch):
    monkeypatch.setattr(session.gaze, "ask_samples", lambda places: 7)
    cell = CellSamples(session.gaze)
    qtbot.addWidget(cell)
    cell.list_cell("setosa", np.array([3, 5]), another=True)
    values = np.array([[5.1, 3.5, 1.4, 0.2], [4.9, 3.0, 1.4, 0.2]], np.float32)
    session.gaze.samples_arrived.emit(p.Samples(request=7, places=(3, 5), values=p.Array.of(values)))
    view = cell.findChild(SampleRows, "confusion_rows")
    assert view.isVisibleTo(cell) and view.count() == 2
    chosen = []
    cell.sample_chosen.connect(chosen.append)
    view.sample_chosen.emit(1)
    assert chosen[0].tolist() == values[1].tolist()
