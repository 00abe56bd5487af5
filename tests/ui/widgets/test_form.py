"""The generated form."""

from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.lbfgs import LBFGS
from nnplayground.spec.optimizers.muon import Muon
from nnplayground.spec.optimizers.nadam import NAdam
from nnplayground.spec.project import Schooling
from nnplayground.spec.stopping import Stopping
from nnplayground.ui.widgets.choices import ChoiceField, SwitchField, TextField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.form import SpecForm
from nnplayground.ui.widgets.numbers import FloatField, IntField


class Sample(msgspec.Struct, frozen=True):
    """One parameter of each kind."""

    units: Annotated[int, Meta(ge=1, le=64, title="Units", description="How many.")] = 8
    rate: Annotated[float, Meta(gt=0, le=10, title="Rate")] = 0.001
    share: Annotated[float, Meta(ge=0, lt=1, title="Share")] = 0.5
    bias: Annotated[bool, Meta(title="Bias")] = True
    start: Annotated[Literal["he", "glorot"], Meta(title="Start")] = "he"
    name: Annotated[str, Meta(title="Name")] = ""


@pytest.fixture
def form(qtbot) -> SpecForm:
    form = SpecForm(Sample)
    qtbot.addWidget(form)
    return form


def typed(form: SpecForm, name: str, text: str) -> None:
    """Type a value into a field and press Enter."""
    field = form.field_widget(name)
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_each_kind_gets_its_field_with_name_and_tip(form: SpecForm) -> None:
    kinds = {name: type(form.field_widget(name)) for name in Sample.__struct_fields__}
    assert kinds == {
        "units": IntField,
        "rate": FloatField,
        "share": FloatField,
        "bias": SwitchField,
        "start": ChoiceField,
        "name": TextField,
    }
    units = form.field_widget("units")
    assert (units.accessibleName(), units.toolTip(), units.objectName()) == ("Units", "How many.", "units_field")


def test_an_edit_gives_a_new_spec(form: SpecForm) -> None:
    edited, finished = QSignalSpy(form.spec_edited), QSignalSpy(form.editing_finished)
    typed(form, "units", "16")
    assert edited.at(0) == [Sample(units=16), "units"]
    assert finished.at(0) == ["units"]
    QTest.mouseClick(form.field_widget("bias"), Qt.MouseButton.LeftButton)
    assert edited.at(1) == [Sample(units=16, bias=False), "bias"]
    QTest.keyClick(form.field_widget("start"), Qt.Key.Key_Down)
    assert form.spec() == Sample(units=16, bias=False, start="glorot")


def test_showing_another_spec_tells_nobody_and_keeps_the_fields(form: SpecForm) -> None:
    edited, before = QSignalSpy(form.spec_edited), form.field_widget("units")
    form.set_spec(Sample(units=3, rate=0.5, share=0.25, bias=False, start="glorot", name="x"))
    assert edited.count() == 0
    assert form.field_widget("units") is before
    shown = [form.field_widget(name).value() for name in Sample.__struct_fields__]
    assert shown == [3, 0.5, 0.25, False, "glorot", "x"]


def test_another_class_gets_other_rows(form: SpecForm) -> None:
    form.set_spec(Conv2d(kernel_size=5))
    assert form.field_widget("kernel_size").text() == "5 px"
    with pytest.raises(KeyError):
        form.field_widget("units")
    form.set_spec(None)
    assert form.spec() is None


def test_a_value_that_the_spec_refuses_goes_back_with_the_reason(form: SpecForm) -> None:
    """The field's own bound is inclusive, the spec's is not: the spec has the last word."""
    edited = QSignalSpy(form.spec_edited)
    typed(form, "share", "1")
    assert edited.count() == 0
    assert form.field_widget("share").value() == 0.5
    assert form.field_widget("share").reason()
    assert form.spec() == Sample()


def test_a_learning_rate_is_multiplied_and_a_share_is_added_to(form: SpecForm) -> None:
    form.field_widget("rate").stepUp()
    form.field_widget("share").stepUp()
    assert form.spec() == Sample(rate=0.002, share=0.55)


def test_locked_fields_are_grey_and_say_why(form: SpecForm) -> None:
    form.set_locked({"units": "The run is on."})
    units = form.field_widget("units")
    assert not units.isEnabled()
    assert units.toolTip() == "How many.\nThe run is on."
    form.set_locked({})
    assert units.isEnabled() and units.toolTip() == "How many."


def test_hidden_parameters_have_no_row(qtbot) -> None:
    form = SpecForm(Adam(), hidden=("beta1", "beta2"))
    qtbot.addWidget(form)
    with pytest.raises(KeyError):
        form.field_widget("beta1")
    typed(form, "lr", "1e-5")
    assert form.spec() == Adam(lr=1e-5)


def test_a_change_of_language_keeps_the_values(form: SpecForm) -> None:
    edited = QSignalSpy(form.spec_edited)
    form.set_spec(Sample(start="glorot", units=5))
    QApplication.sendEvent(form, QEvent(QEvent.Type.LanguageChange))
    assert (form.field_widget("start").value(), form.field_widget("units").value(), edited.count()) == ("glorot", 5, 0)


@pytest.mark.parametrize("kind", [Muon, LBFGS, NAdam, Schooling, Stopping])
@pytest.mark.parametrize("width", [180, 196, 320])
def test_names_are_whole_in_a_narrow_form(qtbot, kind, width):
    form = SpecForm(kind)
    qtbot.addWidget(form)
    form.resize(width, 400)
    form.show()
    form.layout().activate()
    names = form.findChildren(ElidedLabel)
    assert names and [name.text() for name in names] == [name.shown_text() for name in names]


def test_a_wide_choice_never_drives_the_names_of_narrow_fields_above_them(qtbot):
    form = SpecForm(Stopping)
    qtbot.addWidget(form)
    form.show()
    form.name_choices("watch", {"measure": "accuracy"})
    for width in range(150, 330, 15):
        form.resize(width, 400)
        above = {name for name, row in form._rows.items() if row.above}
        narrow = max(form._rows[name].name_width + form._rows[name].field_width for name in ("min_delta", "target"))
        if narrow + form._grid.horizontalSpacing() <= width:
            assert above <= {"watch"}, width


def test_a_choice_is_called_by_its_name_not_by_its_tag(qtbot):
    form = SpecForm(LBFGS)
    qtbot.addWidget(form)
    assert form.field_widget("line_search").itemText(0) == "strong Wolfe"
