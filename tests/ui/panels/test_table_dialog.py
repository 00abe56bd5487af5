"""Choosing what the columns of a table are for."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from nnplayground.datasets.tables.preview import look
from nnplayground.spec.project import Schooling
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.table_columns import TableColumns
from nnplayground.ui.panels.table_dialog import TableDialog
from nnplayground.ui.widgets.choices import ChoiceField

FLOWERS = "length;width;grade;species\n" + "".join(f"{n},5;{n % 7};{n % 3};{'ab'[n % 2]}\n" for n in range(40))


@pytest.fixture
def opened(qtbot, tmp_path):
    """Opens the dialog on a table with such a text; what was chosen is in ``chosen``."""

    def open_on(text, shape=(3,), outputs=None):
        path = tmp_path / "table.csv"
        path.write_text(text)
        dialog = TableDialog(path, look(path), Schooling(), shape, outputs)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.chosen_tables = []
        dialog.chosen.connect(lambda table, afresh: dialog.chosen_tables.append(table))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_on


def _rows(dialog):
    table = dialog.findChild(TableColumns)
    return [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())]


def _use_as(dialog, role, *names):
    table = dialog.findChild(TableColumns)
    table.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in range(table.rowCount()):
        if table.item(row, 0).text() in names:
            table.selectionModel().select(table.model().index(row, 0), flags)
    dialog.findChild(QPushButton, f"table_{role}").click()


def _says(dialog):
    return dialog.findChild(Sentence, "table_words").text()


def _use(dialog):
    return dialog.findChild(QPushButton, "table_use")


def _answers(dialog):
    field = dialog.findChild(ChoiceField, "table_answer")
    return [field.itemData(i) for i in range(field.count())], field.value()


def test_it_shows_the_columns_and_a_sensible_choice(opened, qtbot):
    dialog = opened(FLOWERS)
    assert _rows(dialog) == [
        ["length", "Feature", "numbers", "0,5"], ["width", "Feature", "few whole numbers", "0"],
        ["grade", "Feature", "few whole numbers", "0"], ["species", "Target", "few words", "a"],
    ]  # fmt: skip
    assert _says(dialog) == "3 numbers go in; asked for: species."
    assert _answers(dialog) == (["class"], "class")
    _use(dialog).click()
    qtbot.waitUntil(lambda: bool(dialog.chosen_tables))
    (table,) = dialog.chosen_tables
    assert (table.classes, table.rows, table.decimal) == (("a", "b"), 40, ",") and not dialog.isVisible()


def test_the_user_gives_other_roles(opened, qtbot):
    dialog = opened(FLOWERS)
    _use_as(dialog, "target", "grade")
    assert [row[1] for row in _rows(dialog)] == ["Feature", "Feature", "Target", "–"]
    assert "Text cannot go in and is left aside: species." in _says(dialog)
    assert _answers(dialog) == (["class", "numbers"], "class")
    field = dialog.findChild(ChoiceField, "table_answer")
    field.set_value("numbers")
    field.value_edited.emit("numbers")
    _use_as(dialog, "nothing", "width")
    assert [row[1] for row in _rows(dialog)] == ["Feature", "–", "Target", "–"]
    _use_as(dialog, "feature", "width")
    _use_as(dialog, "target", "grade", "length")
    assert _answers(dialog) == (["numbers"], "numbers")
    _use(dialog).click()
    qtbot.waitUntil(lambda: bool(dialog.chosen_tables))
    assert dialog.chosen_tables[0].targets == ("length", "grade") and dialog.chosen_tables[0].features == ("width",)


def test_a_former_target_does_not_give_the_new_answer_away(opened):
    dialog = opened("size,age,price,rent\n" + "".join(f"{n},{n % 7}.5,{n * 900},{n * 4}\n" for n in range(40)))
    _use_as(dialog, "target", "price")
    assert [row[1] for row in _rows(dialog)] == ["Feature", "Feature", "Target", "–"]
    assert _says(dialog) == "2 numbers go in; asked for: price. Asked for before, now left aside: rent."
    _use_as(dialog, "feature", "rent")
    assert _says(dialog) == "3 numbers go in; asked for: price."


def test_a_former_target_goes_in_where_nothing_else_does(opened):
    dialog = opened("size,price\n" + "".join(f"{n},{n * 900}\n" for n in range(40)))
    _use_as(dialog, "target", "size")
    assert _says(dialog) == "1 number goes in; asked for: size. Asked for before, now goes in: price."


def test_what_cannot_be_is_said_and_cannot_be_used(opened):
    dialog = opened(FLOWERS)
    _use_as(dialog, "target", "species", "grade")
    assert "cannot be targets together" in _says(dialog) and not _use(dialog).isEnabled()
    _use_as(dialog, "nothing", "species", "grade")
    assert "at least one column as the target" in _says(dialog) and not _use(dialog).isEnabled()
    _use_as(dialog, "target", "grade")
    assert _use(dialog).isEnabled()
    _use_as(dialog, "nothing", "length", "width")
    assert "at least one column of numbers" in _says(dialog) and not _use(dialog).isEnabled()


def test_a_mistake_further_down_is_told_and_the_choice_stays(opened, qtbot):
    dialog = opened("a,b\n" + "1,2.5\n" * 20000 + "oops,3\n")
    _use(dialog).click()
    qtbot.waitUntil(lambda: "Row 20,002" in _says(dialog))
    assert dialog.isVisible() and _use(dialog).isEnabled() and not dialog.chosen_tables
    _use_as(dialog, "nothing", "a")
    assert "oops" not in _says(dialog), "the sentence is about the columns of now"


def test_another_dialect_reads_the_first_rows_again(opened, qtbot):
    dialog = opened("a;b\n" + "1,5;2,5\n" * 9)
    field = dialog.findChild(ChoiceField, "table_delimiter")
    field.set_value(",")
    field.value_edited.emit(",")
    qtbot.waitUntil(lambda: len(_rows(dialog)) != 2 or "has" in _says(dialog))
    field.set_value(";")
    field.value_edited.emit(";")
    qtbot.waitUntil(lambda: [row[2] for row in _rows(dialog)] == ["numbers", "numbers"])
    dialog.findChild(QCheckBox, "table_header").click()
    qtbot.waitUntil(lambda: [row[0] for row in _rows(dialog)] == ["column 1", "column 2"])


def test_few_small_numbers_are_offered_as_pictures_but_not_taken_for_some(opened, qtbot):
    traits = ",".join(str(n) for n in range(16))
    dialog = opened(",".join(f"x{n}" for n in range(16)) + ",y\n" + f"{traits},a\n{traits},b\n" * 20)
    offer = dialog.findChild(QCheckBox, "table_pictures")
    assert offer.isVisible() and not offer.isChecked() and _says(dialog) == "16 numbers go in; asked for: y."
    offer.click()
    assert offer.isChecked() and _says(dialog) == "Pictures go in; asked for: y."
    _use(dialog).click()
    qtbot.waitUntil(lambda: bool(dialog.chosen_tables))
    assert dialog.chosen_tables[0].sample_shape == (1, 4, 4)


def test_a_column_that_only_counts_is_left_aside(opened):
    dialog = opened(",a,y\n" + "".join(f"{n},{n * n},{n}.5\n" for n in range(30)))
    assert [row[1] for row in _rows(dialog)] == ["–", "Feature", "Target"]
    _use_as(dialog, "feature", "column 1")
    assert _says(dialog) == "2 numbers go in; asked for: y."


def test_a_dialect_that_is_refused_cannot_be_used(opened, qtbot):
    dialog = opened("a,b\n" + "1.5,2.5\n" * 9)
    field = dialog.findChild(ChoiceField, "table_delimiter")
    for delimiter, usable in (("\t", False), (",", True)):
        field.set_value(delimiter)
        field.value_edited.emit(delimiter)
        assert not _use(dialog).isEnabled()
        qtbot.waitUntil(lambda usable=usable: ("only one column" in _says(dialog)) != usable)
        _use_as(dialog, "target", "a")
        assert _use(dialog).isEnabled() == usable


def test_pixels_are_offered_as_pictures(opened, qtbot):
    pixels = ",".join(str(n * 16 % 256) for n in range(16))
    dialog = opened("label," + ",".join(f"pixel{n}" for n in range(16)) + "\n" + f"0,{pixels}\n1,{pixels}\n" * 20)
    offer = dialog.findChild(QCheckBox, "table_pictures")
    assert offer.isVisible() and offer.isChecked() and "4 × 4" in offer.text()
    assert _says(dialog) == "Pictures go in; asked for: label."
    offer.click()
    assert _says(dialog) == "16 numbers go in; asked for: label."
    _use(dialog).click()
    qtbot.waitUntil(lambda: bool(dialog.chosen_tables))
    assert dialog.chosen_tables[0].sample_shape == (16,)
    assert opened(FLOWERS).findChild(QCheckBox, "table_pictures").isHidden()


def test_a_small_network_is_proposed_where_samples_have_another_shape(opened):
    dialog = opened(FLOWERS)
    box = dialog.findChild(QCheckBox, "table_afresh")
    assert not box.isChecked()
    _use_as(dialog, "nothing", "width")
    assert box.isChecked()
    assert opened(FLOWERS, shape=(1, 28, 28)).findChild(QCheckBox, "table_afresh").isChecked()


def test_a_small_network_is_proposed_where_another_count_is_asked_for(opened):
    def proposed(outputs, text=FLOWERS):
        return opened(text, outputs=outputs).findChild(QCheckBox, "table_afresh").isChecked()

    assert [proposed(outputs) for outputs in (1, 2, 3, None)] == [True, False, True, False]
    long = FLOWERS + "5,5;5;1;b\n" * 10_000
    assert [proposed(outputs, long) for outputs in (1, 2, 3)] == [True, False, False], "later rows may name a third"
    dialog = opened(FLOWERS, shape=(2,), outputs=3)
    _use_as(dialog, "target", "grade")
    box = dialog.findChild(QCheckBox, "table_afresh")
    assert not box.isChecked(), "grade has three classes"
    field = dialog.findChild(ChoiceField, "table_answer")
    field.set_value("numbers")
    field.value_edited.emit("numbers")
    assert box.isChecked(), "one number is asked for"
