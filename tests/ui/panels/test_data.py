"""What the network learns from: choosing it, fetching it, looking at it."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QProgressBar, QPushButton, QToolButton

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.datasets import idx
from nnplayground.datasets.idx_format import read_idx
from nnplayground.spec import edit
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.data import DataPanel
from nnplayground.ui.panels.sample_rows import SampleRows
from nnplayground.ui.panels.samples import PointCloud, SampleGrid
from nnplayground.ui.panels.shares import ClassBars
from nnplayground.ui.panels.table_dialog import TableDialog
from nnplayground.ui.widgets.choices import ChoiceField
from nnplayground.ui.widgets.numbers import FloatField

MISSING = p.DataMissing(
    kind="mnist",
    problem=Problem(code="data_not_downloaded", args={"data": "MNIST"}),
    download_bytes=11_600_000,
)


@pytest.fixture
def panel(session, qtbot):
    widget = DataPanel(session)
    qtbot.addWidget(widget)
    widget.resize(216, 700)
    widget.show()
    return widget


@pytest.fixture
def idx_folder(tmp_path):
    """Six pictures of 4 x 4 in two classes."""
    folder = tmp_path / "mine"
    folder.mkdir()
    head = b"\x00\x00\x08\x03" + b"".join(n.to_bytes(4, "big") for n in (6, 4, 4))
    (folder / "images").write_bytes(head + bytes(range(96)))
    (folder / "labels").write_bytes(b"\x00\x00\x08\x01" + (6).to_bytes(4, "big") + bytes([0, 1] * 3))
    assert len(read_idx(folder / "images", 3)) == 6
    return folder


def _choose(panel, kind):
    box = panel.findChild(ChoiceField, "data_set_box")
    box.setCurrentIndex(box.findData(kind))
    box.activated.emit(box.currentIndex())


def _text(panel, name):
    label = panel.findChild(QLabel, name)
    return label.text() if label.isVisibleTo(panel) else None


def _sentence(panel, name="data_sentence"):
    return panel.findChild(Sentence, name).text()


def test_a_data_set_is_chosen_with_its_source_and_options(panel, session):
    _choose(panel, "spiral")
    assert session.document.project.data.kind == "spiral"
    assert "spiral" in session.document.project.data.kind and _text(panel, "data_source") == "Source: Generated"
    field = panel.findChild(FloatField, "noise_field")
    field.stepUp()
    field.stepUp()
    assert session.document.project.data.options["noise"] == pytest.approx(0.13)
    assert session.document.undo_stack.count() == 2
    session.document.undo_stack.undo()
    assert field.value() == pytest.approx(0.03)
    session.document.undo_stack.undo()
    assert panel.findChild(ChoiceField, "data_set_box").value() == "digits"


def test_own_data_is_not_offered_without_a_folder(panel):
    box = panel.findChild(ChoiceField, "data_set_box")
    kinds = {box.itemData(i) for i in range(box.count())}
    assert {"digits", "mnist", "fashion-mnist", "spiral"} <= kinds and "idx" not in kinds


def test_facts_show_split_counts_and_samples(panel, engine):
    assert _text(panel, "data_waiting") == "Loading…"
    engine.pictures()
    assert _text(panel, "data_waiting") is None
    words = _text(panel, "split_words").replace("\N{NO-BREAK SPACE}", " ")
    assert words == "4,000 training · 500 validation · 500 test"
    assert panel.findChild(ClassBars).accessibleDescription().startswith("0: 500, 1: 500")
    assert not panel.findChild(SampleGrid).isHidden() and panel.findChild(PointCloud).isHidden()


def test_a_click_on_a_sample_makes_it_the_current_picture(panel, engine, qtbot):
    engine.pictures()
    grid = panel.findChild(SampleGrid)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(7).center().toPoint())
    picture = engine.sent_of(p.Picture)[-1].values
    assert picture.shape == (1, 28, 28) and picture.dtype == "float32"
    assert np.allclose(picture.numpy(), 7 / 255)
    assert grid.current() == 7 and grid.accessibleDescription() == "7"


def test_arrow_keys_go_through_the_samples(panel, engine):
    engine.pictures()
    grid = panel.findChild(SampleGrid)
    grid.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(grid, key)
    row = round((grid.cell(grid.current()).top() - grid.cell(0).top()) / (grid.cell(10).top() - grid.cell(0).top()) * 2)
    assert grid.current() > 0 and row == 1
    assert len(engine.sent_of(p.Picture)) == 4


def test_the_mark_goes_when_something_else_is_drawn(panel, engine, session):
    engine.pictures()
    grid = panel.findChild(SampleGrid)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(3).center().toPoint())
    engine.received.emit(p.Answer(seq=1))
    assert grid.current() == 3
    engine.received.emit(p.Answer(seq=session.gaze.look_at(p.Array.of(np.zeros((1, 28, 28), np.float32)))))
    assert grid.current() == -1


def test_the_mark_stays_when_the_network_is_edited(panel, engine, session):
    engine.pictures()
    grid = panel.findChild(SampleGrid)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(3).center().toPoint())
    session.document.edit_network(edit.move(session.document.project.network, {"conv1": (1, 2)}), "move")
    assert grid.current() == 3


def test_points_are_a_cloud_and_the_nearest_is_chosen(panel, engine, session):
    session.document.edit(replace(session.document.project, data=DataChoice(kind="spiral")), "x")
    engine.points([[0.5, 0.5], [-0.5, -0.5], [0.9, -0.9]], [0, 1, 0])
    cloud = panel.findChild(PointCloud)
    assert not cloud.isHidden() and panel.findChild(SampleGrid).isHidden()
    assert cloud.point(0).y() < cloud.point(1).y()
    place = cloud.point(1) + QPointF(3, 2)
    QTest.mouseClick(cloud, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert engine.sent_of(p.Picture)[-1].values.numpy() == pytest.approx([-0.5, -0.5])
    count = len(engine.sent_of(p.Picture))
    QTest.mouseClick(cloud, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert len(engine.sent_of(p.Picture)) == count


def test_samples_of_another_data_set_are_not_shown(panel, engine):
    engine.pictures()
    _choose(panel, "spiral")
    assert not panel.findChild(SampleGrid).isVisibleTo(panel) and _text(panel, "split_words") is None


def test_a_download_from_offer_to_data(panel, engine):
    _choose(panel, "mnist")
    engine.received.emit(MISSING)
    assert _sentence(panel) == "MNIST is not on this machine yet."
    button = panel.findChild(QPushButton, "download_button")
    assert button.text() == "Download (11.6 MB)"
    button.click()
    assert engine.sent_of(p.Download) and button.isHidden()
    engine.received.emit(p.DownloadProgress(done=2_900_000, total=11_600_000))
    assert _text(panel, "download_words") == "2.9 MB of 11.6 MB"
    assert panel.findChild(QProgressBar, "download_progress").value() == 250
    panel.findChild(QPushButton, "cancel_download_button").click()
    assert engine.sent_of(p.CancelDownload)
    engine.received.emit(p.DownloadEnded())
    engine.pictures(kind="mnist")
    assert panel.findChild(QPushButton, "download_button").isHidden() and not panel.findChild(SampleGrid).isHidden()


def test_a_failed_download_says_why_and_can_be_tried_again(panel, engine):
    _choose(panel, "mnist")
    engine.received.emit(MISSING)
    button = panel.findChild(QPushButton, "download_button")
    button.click()
    engine.received.emit(p.DownloadEnded(problem=Problem(code="download_offline", args={"host": "a.example"})))
    assert _sentence(panel).startswith("a.example could not be reached.")
    assert button.text() == "Try again (11.6 MB)" and not button.isHidden()
    button.click()
    assert len(engine.sent_of(p.Download)) == 2 and _sentence(panel) == ""


def test_a_download_ends_with_its_engine(panel, engine):
    _choose(panel, "mnist")
    engine.received.emit(MISSING)
    panel.findChild(QPushButton, "download_button").click()
    engine.died.emit(1, "")
    assert panel.findChild(QProgressBar, "download_progress").isHidden()
    assert not panel.findChild(QPushButton, "download_button").isHidden()


def test_data_that_cannot_be_had_is_named(panel, engine):
    problem = Problem(code="resource_damaged", args={"name": "digits.npz", "detail": "cut"})
    engine.received.emit(p.DataMissing(kind="digits", problem=problem))
    assert _sentence(panel).startswith("digits.npz")
    assert panel.findChild(QPushButton, "download_button").isHidden()


def test_the_folder_button_makes_own_data_the_data_set(panel, session, idx_folder, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(idx_folder))
    actions = panel.findChild(QToolButton, "own_data_button").menu().actions()
    assert [action.text() for action in actions] == ["A table (CSV)…", "A folder of IDX files…"]
    actions[1].trigger()
    assert _sentence(panel, "own_words") == "Reading the folder…"
    qtbot.waitUntil(lambda: session.document.project.data.kind == "idx")
    assert session.document.project.data.options == idx.remember(idx_folder).options
    box = panel.findChild(ChoiceField, "data_set_box")
    assert box.currentText() == "mine" and box.value() == "idx"
    assert _sentence(panel, "own_words") == ""


def test_a_folder_that_is_chosen_again_is_looked_for_again(panel, session, engine, idx_folder, qtbot):
    panel.own.open(str(idx_folder))
    qtbot.waitUntil(lambda: session.document.project.data.kind == "idx")
    engine.sent.clear()
    with qtbot.waitSignal(panel.own.chosen):
        panel.own.open(str(idx_folder))
    assert len(engine.sent_of(p.Edit)) == 1 and session.document.undo_stack.count() == 1


def test_a_dropped_folder_is_opened(panel, session, idx_folder, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(idx_folder))])
    keys = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPoint(20, 20), *keys)
    enter.ignore()
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    panel.dropEvent(QDropEvent(QPointF(20, 20), *keys))
    qtbot.waitUntil(lambda: session.document.project.data.kind == "idx")


def test_a_folder_without_data_is_refused_beside_the_button(panel, session, tmp_path, qtbot):
    panel.own.open(str(tmp_path))
    qtbot.waitUntil(lambda: "holds no IDX files" in _sentence(panel, "own_words"))
    assert session.document.project.data.kind == "digits"
    _choose(panel, "spiral")
    assert _sentence(panel, "own_words") == ""


def test_a_data_set_of_the_future_does_not_break_the_panel(panel, session):
    session.document.edit(replace(session.document.project, data=DataChoice(kind="tomorrow")), "x")
    assert panel.findChild(ChoiceField, "data_set_box").value() == "tomorrow"


def test_it_fits_into_a_narrow_column(panel, engine):
    engine.pictures()
    assert panel.minimumSizeHint().width() <= 236  # in the style of the window as in the bare one


def test_a_table_asks_for_its_columns_and_becomes_the_data_set(panel, session, engine, tmp_path, qtbot):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,c,d\n" + "".join(f"{n}.5,{n * 1000}.5,,{n}.25\n" for n in range(30)))
    panel.own.open(str(path))
    assert _sentence(panel, "own_words") == "Looking at the table…"
    qtbot.waitUntil(lambda: panel.findChild(TableDialog) is not None)
    dialog = panel.findChild(TableDialog)
    assert _sentence(panel, "own_words") == "" and session.document.project.data.kind == "digits"
    with qtbot.waitSignal(panel.own.chosen):
        dialog.findChild(QPushButton, "table_use").click()
    assert session.document.project.data.options["features"] == ["a", "b"]
    assert panel.findChild(ChoiceField, "data_set_box").currentText() == "mine.csv"
    assert _text(panel, "data_description").startswith("30 rows. Numbers are standardised")
    rows = panel.findChild(SampleRows)
    assert not rows.isVisible()
    samples = np.array([[1.5, 1000.5], [2.5, -2000.5], [3.5, 0.5]], np.float32)
    engine.numbers(samples, np.array([[1], [2], [3]]), ("d",), "csv")
    assert rows.isVisible() and panel.findChild(PointCloud).isHidden()
    engine.sent.clear()
    QTest.mouseClick(rows, Qt.MouseButton.LeftButton, pos=rows.row(1).center().toPoint())
    (picture,) = engine.sent_of(p.Picture)
    assert picture.values.numpy().tolist() == [2.5, -2000.5] and rows.current() == 1
    assert rows.accessibleDescription() == "a 2.50, b \N{MINUS SIGN}2,000: d 2.00"


def test_a_table_that_is_opened_again_is_offered_as_it_is_used(panel, session, tmp_path, qtbot):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,c,d\n" + "".join(f"{n}.5,{n % 3},{n}.5,{n}.25\n" for n in range(30)))
    table = datasets.parse(f"csv:{path}", datasets.Wish(targets=("b",), ignored=("c",), header=True))
    as_numbers = replace(table, answer="numbers", classes=())
    session.document.edit(
        session.document.project.with_data(DataChoice("csv", as_numbers.options), as_numbers.truth), "x"
    )
    panel.own.open(str(path))
    qtbot.waitUntil(lambda: panel.findChild(TableDialog) is not None)
    dialog = panel.findChild(TableDialog)
    assert not dialog.findChild(QCheckBox, "table_afresh").isChecked()
    with qtbot.waitSignal(panel.own.chosen) as chosen:
        dialog.findChild(QPushButton, "table_use").click()
    assert chosen.args == [as_numbers, False] and as_numbers.features == ("a", "d")
    path.write_text(path.read_text().replace("a,b,c,d", "a,e,c,d"))  # now it is another
    panel.own.open(str(path))
    qtbot.waitUntil(lambda: panel.findChild(TableDialog) not in (None, dialog))
    with qtbot.waitSignal(panel.own.chosen) as chosen:
        panel.findChild(TableDialog).findChild(QPushButton, "table_use").click()
    assert chosen.args[0].targets == ("d",)
