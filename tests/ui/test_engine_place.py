"""Where the engine runs, as the user names it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QRadioButton

from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui.engine_dialog import EngineDialog
from nnplayground.ui.engine_place import EnginePlace


@pytest.mark.parametrize(
    "text, name",
    [
        ("lab", "lab"),
        ("ada@lab.example.org", "lab.example.org"),
        ("ssh lab nnplayground engine", "lab"),
        ("/usr/bin/ssh -p 2222 -i 'my key' -T ada@lab nnplayground engine", "lab"),
        ("ssh -oBatchMode=yes -J door lab 'cd net && .venv/bin/nnplayground engine'", "lab"),
        ("kubectl exec -i pod -- nnplayground engine", "kubectl"),
        ("", ""),
    ],
)
def test_the_name_of_a_place(text, name):
    assert EnginePlace(text).name == name


def test_a_host_becomes_a_command_and_a_command_stays_what_it_is():
    assert EnginePlace("lab").command[-3:] == ["lab", "nnplayground", "engine"]
    assert EnginePlace("ssh lab 'a b'").command == ["ssh", "lab", "a b"]
    assert not EnginePlace().command and not EnginePlace().away


def test_a_quote_that_is_not_closed_is_refused():
    with pytest.raises(PlaygroundError, match="quotation mark"):
        _ = EnginePlace("ssh 'lab").command


def test_the_dialog_refuses_what_is_no_command_and_shows_what_it_will_run(qtbot):
    dialog = EngineDialog(EnginePlace(), ["lab", "ssh other nnplayground engine"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    field, use = dialog.findChild(QComboBox), dialog.findChild(QPushButton, "engine_use")
    assert dialog.findChild(QRadioButton, "engine_there").isChecked() and field.currentText() == "lab"
    for text in ("", 'ssh lab "nnplayground engine'):
        field.setEditText("x")
        field.setEditText(text)
        assert not use.isEnabled()
    field.setEditText(" ada@lab ")
    assert dialog.findChild(QLabel, "engine_runs").text().endswith("ada@lab nnplayground engine")
    with qtbot.waitSignal(dialog.chosen) as heard:
        use.click()
    assert heard.args == [EnginePlace("ada@lab")]
