"""The table of runs over real records."""

import shutil
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from nnplayground import processes, records
from nnplayground.records import MetricsWriter
from nnplayground.ui.runs.bin import Bin
from nnplayground.ui.runs.columns import COLUMNS
from nnplayground.ui.runs.panel import RunsPanel
from nnplayground.ui.runs.run_shelf import Entry, RunShelf, names_of
from nnplayground.ui.runs.run_view import place_of
from nnplayground.ui.runs.table_choices import TableChoices
from tests import recorded


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Two finished runs, to be copied."""
    folder = tmp_path_factory.mktemp("runs")
    slow, fast = recorded.run("slow", folder / "one", lr=0.0001), recorded.run("fast", folder / "two", lr=0.01)
    return [slow.folder, fast.folder]


@pytest.fixture
def panel(qtbot, trained):
    """A panel that is shown, over a shelf with both."""
    for folder in trained:
        shutil.copytree(folder, records.root() / folder.name)
    shelf = RunShelf()
    found = RunsPanel(shelf, ["show", "open", "rename", "delete"])
    found.watched.connect(shelf.watch)
    qtbot.addWidget(found)
    found.resize(900, 400)
    found.show()
    qtbot.waitUntil(lambda: found.found.rowCount() == 2)
    yield found
    shelf.watch(False)
    found.notes.keep()


def column(panel, name):
    place = next(i for i, c in enumerate(COLUMNS) if c.name == name)
    return [panel.found.index(row, place).data() for row in range(panel.found.rowCount())]


def sort(panel, name, order=Qt.SortOrder.AscendingOrder):
    panel.view.sortByColumn(next(i for i, c in enumerate(COLUMNS) if c.name == name), order)


def test_rows_say_what_was_recorded_and_are_sorted_by_value(panel):
    sort(panel, "loss")
    assert column(panel, "name") == ["fast", "slow"]
    assert column(panel, "parameters") == ["7.85 k"] * 2 and column(panel, "state") == ["finished"] * 2
    assert column(panel, "epochs") == ["2", "2"] and column(panel, "data") == ["Digits"] * 2
    sort(panel, "best")
    assert column(panel, "name") == ["slow", "fast"]


def test_a_run_that_was_brought_into_view_stays_there_while_others_are_still_read(panel, trained, qtbot):
    sort(panel, "loss", Qt.SortOrder.DescendingOrder)
    panel.choose(str(records.root() / "two"))  # the best stands last
    for number in range(20):
        shutil.copytree(trained[0], records.root() / f"further {number}")
    qtbot.waitUntil(lambda: panel.found.rowCount() == 22)
    seen = panel.view.visualRect(panel.view.currentIndex())
    assert panel.chosen()[0].title == "fast" and panel.found.index(21, 0).data() == "fast"
    assert panel.view.viewport().rect().intersects(seen)


def test_what_is_found_among_how_many_is_right_when_a_run_goes(panel, qtbot):
    panel.search.setText("slow")
    assert panel._count.text() == "1 of 2"
    shutil.copytree(records.root() / "one", records.root() / "slow too")
    qtbot.waitUntil(lambda: panel._count.text() == "2 of 3")
    panel._shelf.forget(records.root() / "slow too")
    assert panel._count.text() == "1 of 2"


def test_every_word_of_the_search_must_occur(panel):
    panel.search.setText("digits FAS")
    assert column(panel, "name") == ["fast"]
    panel.search.setText("no such run")
    assert panel.found.rowCount() == 0 and panel._invitation.isVisible()


def test_names_and_notes_are_kept_beside_the_run(panel, qtbot):
    panel.choose(str(records.root() / "one"))
    panel.rename()
    editor = panel.view.findChild(QLineEdit)
    QTest.keyClicks(editor, "first try")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: records.find("one").label.name == "first try")
    panel.notes.setPlainText("too slow")
    panel.view.clearSelection()
    assert records.find("one").label.notes == "too slow"
    assert panel.notes.toPlainText() == "" and not panel.notes.isEnabled()
    panel.search.setText("too slow")
    assert column(panel, "name") == ["first try"]


def test_runs_of_one_project_are_told_apart_by_the_number_that_each_got(panel, qtbot, trained):
    for name in ("five", "twelve"):
        shutil.copytree(trained[0], records.root() / name)
        run = records.find(name)
        records.write_facts(run.folder, replace(run.facts, number={"five": 5, "twelve": 12}[name]))
    panel.search.setText("slow")
    qtbot.waitUntil(lambda: panel.found.rowCount() == 3)
    sort(panel, "name")
    assert column(panel, "name") == ["#5 slow", "#12 slow", "slow"]
    found = [panel._shelf.entry(records.root() / name) for name in ("twelve", "five")]
    assert names_of(found) == ["#12 slow", "#5 slow"]
    assert panel.found.index(1, 0).data(Qt.ItemDataRole.EditRole) == "slow"


def test_numbers_in_names_are_ordered_by_their_value(panel, qtbot, trained):
    names = ["#5 zebra", "#12 apple", "lr 0.05", "lr 0.5", "lr 2", "lr 10"]
    for name in reversed(names):
        run = records.find(shutil.copytree(trained[0], records.root() / name).name)
        records.set_label(run.folder, replace(run.label, name=name))
    qtbot.waitUntil(lambda: panel.found.rowCount() == 8)
    sort(panel, "name")
    qtbot.waitUntil(lambda: column(panel, "name") == [*names[:2], "fast", *names[2:], "slow"])


def test_two_chosen_runs_show_what_differs_and_nothing_else(panel):
    sort(panel, "name")
    panel.view.selectAll()
    cells = panel.differences
    said = [[cells.item(r, c).text() for c in range(cells.columnCount())] for r in range(cells.rowCount())]
    assert said == [["Project", "fast", "slow"], ["Optimizer: Learning rate", "0.01", "0.0001"]]
    assert panel._room.below.currentWidget() is cells


def test_a_tick_by_the_keyboard_shows_a_run_with_the_look_it_has_on_the_charts(panel, qtbot):
    with qtbot.waitSignal(panel.table.ticked):
        panel.choose(str(records.root() / "two"))
        QTest.keyClick(panel.view, Qt.Key.Key_Space)
    assert [entry.name for entry in panel.table.shown] == ["fast"]


def test_runs_that_appear_go_on_and_vanish_are_seen_while_the_panel_is(panel, qtbot, trained):
    shutil.copytree(trained[0], records.root() / "three")
    qtbot.waitUntil(lambda: panel.found.rowCount() == 3)
    shutil.rmtree(records.root() / "three")
    qtbot.waitUntil(lambda: panel.found.rowCount() == 2)
    panel.hide()
    shutil.copytree(trained[0], records.root() / "four")
    assert not panel._shelf._watcher.directories() and panel.found.rowCount() == 2
    panel.show()
    qtbot.waitUntil(lambda: panel.found.rowCount() == 3)


def test_a_run_that_another_process_writes_is_followed(panel, qtbot, tmp_path, trained):
    folder = shutil.copytree(trained[0], tmp_path / "elsewhere")
    run = records.read(folder)
    records.write_facts(folder, replace(run.facts, state="running", process=processes.process_name()))
    entry = panel._shelf.take(folder)
    before = entry.summary.steps
    assert entry.going and panel._shelf.is_guest(folder)
    writer = MetricsWriter(folder, entry.summary.seconds)
    writer.append(np.array([before + 1]), np.array([2.5]), 99.0, {"loss": np.ones(1, np.float32)}, [])
    writer.close()
    qtbot.waitUntil(lambda: entry.summary.steps == before + 1)
    records.write_facts(folder, replace(run.facts, state="finished"))
    qtbot.waitUntil(lambda: not entry.going)
    assert not panel._shelf._pulse.isActive()


def test_a_broken_off_run_that_another_process_takes_up_is_followed_again(panel, qtbot, tmp_path, trained):
    panel._shelf._pulse.setInterval(20)
    folder = shutil.copytree(trained[0], tmp_path / "elsewhere")
    run = records.read(folder)
    records.write_facts(folder, replace(run.facts, state="running", process="1-dead"))
    entry = panel._shelf.take(folder)
    assert entry.summary.state == "interrupted"
    records.write_facts(folder, replace(run.facts, state="running", process=processes.process_name()))
    qtbot.waitUntil(lambda: entry.going)
    records.write_facts(folder, replace(run.facts, state="finished"))
    qtbot.waitUntil(lambda: entry.finished)
    assert not panel._shelf._pulse.isActive()


def test_several_are_deleted_at_once_and_come_back(panel):
    trash = Bin(panel._shelf)
    assert trash.delete(panel._shelf.entries) == (2, None)
    assert not records.runs() and panel.found.rowCount() == 0
    assert trash.undo() is None
    assert {run.id for run in records.runs()} == {"one", "two"} and panel.found.rowCount() == 2
    assert trash.undo() is None  # nothing more to bring back


def test_a_run_from_elsewhere_leaves_the_table_and_not_the_disk(panel, tmp_path, trained):
    entry = panel._shelf.take(shutil.copytree(trained[0], tmp_path / "guest"))
    trash = Bin(panel._shelf)
    assert trash.delete([entry]) == (1, None)
    assert (tmp_path / "guest" / "run.json").exists() and panel.found.rowCount() == 2
    trash.undo()
    assert panel.found.rowCount() == 3


def test_columns_are_laid_out_as_last_time(panel, qtbot):
    view, header = panel.view, panel.view.horizontalHeader()
    with qtbot.waitSignal(view.arranged):
        header.resizeSection(place_of("name"), 222)
    header.moveSection(header.visualIndex(place_of("best")), 1)
    view.setColumnHidden(place_of("state"), True)
    sort(panel, "loss")
    choices = msgspec.json.decode(msgspec.json.encode(view.choices()), type=TableChoices)
    assert choices.widths == {"name": 222} and choices.sorted_by == "loss" and not choices.descending
    view.arrange(TableChoices())
    assert not view.isColumnHidden(place_of("state")) and header.visualIndex(place_of("best")) == 2
    view.arrange(choices)
    assert view.choices() == choices and header.visualIndex(place_of("best")) == 1
    assert view.isColumnHidden(place_of("state")) and column(panel, "name") == ["fast", "slow"]


def test_a_layout_of_another_release_leaves_no_table_without_columns(panel):
    hidden = tuple(c.name for c in COLUMNS)
    panel.view.arrange(TableChoices(order=("gone", "loss", "name"), hidden=hidden, sorted_by="gone"))
    assert not panel.view.isColumnHidden(place_of("name"))
    panel.view.arrange(panel.view.choices())
    assert column(panel, "name")


def test_the_menu_of_the_headings_shows_and_hides_columns(panel):
    menu = panel.view.columns_menu()
    actions = {action.data(): action for action in menu.actions()}
    assert not actions[place_of("name")].isEnabled()
    actions[place_of("epochs")].trigger()
    assert panel.view.isColumnHidden(place_of("epochs"))
    actions[place_of("epochs")].trigger()
    assert not panel.view.isColumnHidden(place_of("epochs"))
    actions[place_of("data")].trigger()
    menu.actions()[-1].trigger()
    assert panel.view.choices() == TableChoices(order=tuple(c.name for c in COLUMNS))
    menu.deleteLater()


def test_a_very_long_run_is_read_in_parts_and_told_once_it_is_whole(trained, tmp_path, monkeypatch):
    monkeypatch.setattr("nnplayground.ui.runs.run_shelf.AT_ONCE", 400)
    entry = Entry(records.read(shutil.copytree(trained[0], tmp_path / "long")))
    told, parts = [], 0
    while entry.behind:
        told.append(entry.refresh())
        parts += 1
    assert parts > 3 and told[-1] and not any(told[:-1]) and not entry.refresh()
    whole = records.MetricsReader(trained[0])
    whole.read()
    assert entry.summary.steps == whole.history.steps[-1]
    assert entry.reader.history.checks == whole.history.checks


@pytest.mark.parametrize(("epochs", "said"), [(4.4320001, "4.43"), (5.0, "5"), (1200.0, "1,200"), (0.008, "0.01")])
def test_epochs_are_said_in_few_digits(epochs, said):
    (column,) = (each for each in COLUMNS if each.name == "epochs")
    assert column.text(SimpleNamespace(summary=SimpleNamespace(epochs=epochs))) == said
