"""Choosing which copy of a repeated block is looked at."""

from nnplayground.ui.panels.copy_chooser import CopyChooser
from nnplayground.ui.widgets.choices import ChoiceField


def test_the_last_copy_is_shown_until_another_is_chosen(qtbot):
    chooser = CopyChooser()
    qtbot.addWidget(chooser)
    chosen = []
    chooser.copy_chosen.connect(chosen.append)
    chooser.set_block("conv1", 1)
    assert not chooser.isVisibleTo(chooser.parent()) and chooser.copy() == -1
    chooser.set_block("conv1", 6)
    field = chooser.findChild(ChoiceField)
    assert field.count() == 6 and field.currentText() == "6 of 6"
    field.setCurrentIndex(1)
    field.activated.emit(1)
    assert (chooser.copy(), chosen[-1]) == (1, 1)
    chooser.set_block("conv1", 3)
    assert field.currentText() == "2 of 3", "what is chosen stays while it is there"
    chooser.set_block("conv1", 2)
    assert chooser.copy() == chosen[-1] == -1
    field.setCurrentIndex(0)
    chooser.set_block("conv2", 2)
    assert chooser.copy() == chosen[-1] == -1, "another block begins with its last copy"
