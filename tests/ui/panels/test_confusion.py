"""The panel of the confusion matrix before there is anything to confuse."""

from PySide6.QtWidgets import QLabel

from nnplayground.ui.panels.confusion import ConfusionPanel


def test_no_cell_is_to_be_chosen_where_there_is_none(qtbot, session):
    panel = ConfusionPanel(session)
    qtbot.addWidget(panel)
    assert panel.findChild(QLabel, "confusion_caption").text() == "Shown as soon as the network can run."
    assert panel.findChild(QLabel, "confusion_words").text() == ""
