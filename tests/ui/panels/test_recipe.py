"""How the network learns: each control edits the project, and shows what the project says."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from nnplayground import protocol as p
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.adamw import AdamW
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.problems import Problem
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules.exponential import Exponential
from nnplayground.spec.schedules.polynomial import Polynomial
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.ui.panels.column import Sentence
from nnplayground.ui.panels.device_part import DevicePart
from nnplayground.ui.panels.recipe import RecipePanel
from nnplayground.ui.panels.recipe_parts import FormPart, switched
from nnplayground.ui.widgets.choices import ChoiceField, SwitchField
from nnplayground.ui.widgets.elided import ElidedLabel
from nnplayground.ui.widgets.numbers import FloatField, IntField
from nnplayground.ui.widgets.rate_curve import RateCurve


@pytest.fixture
def panel(session, qtbot):
    widget = RecipePanel(session)
    qtbot.addWidget(widget)
    widget.resize(216, 700)
    widget.show()
    return widget


def _number(panel, name):
    QCoreApplication.processEvents()  # rows that were just built show themselves
    fields = [*panel.findChildren(FloatField, name), *panel.findChildren(IntField, name)]
    return next(field for field in fields if not field.isHidden())


def _type(field, text):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _part(panel, name):
    return panel.findChild(FormPart, f"{name}_part")


def _choose(panel, name, value):
    box = panel.findChild(ChoiceField, name)
    index = box.findData(value)
    box.setCurrentIndex(index)
    box.activated.emit(index)


@pytest.mark.parametrize("name", ["epochs", "batch_size", "seed"])
def test_numbers_go_into_the_project(panel, session, name):
    _type(_number(panel, f"{name}_field"), "7")
    assert getattr(session.document.project.recipe.schooling, name) == 7


def test_a_batch_that_the_data_cannot_fill_is_told_beside_its_field(panel, engine):
    engine.pictures()
    samples = panel._session.data.training
    _type(_number(panel, "batch_size_field"), str(samples + 1))
    remark = panel.findChild(QLabel, "batch_size_remark")
    assert remark.isVisible() and f"{samples:,} training samples" in remark.text()
    _type(_number(panel, "batch_size_field"), str(samples))
    assert remark.isHidden()


def test_the_precision_has_a_label(panel):
    label = panel.findChild(QLabel, "precision_label")
    assert label.text() == "Precision" and label.buddy() is panel.findChild(ChoiceField, "precision_box")


def test_the_learning_rate_reaches_the_engine_while_training(panel, session, engine):
    engine.begin()
    engine.progress(epoch=0.5)
    _type(_number(panel, "learning_rate_field"), "0.02")
    assert engine.sent_of(p.Edit)[-1].project.recipe.optimizer.lr == 0.02


def test_a_drag_is_one_step_of_undo_and_the_next_drag_another(panel, session):
    field = _number(panel, "epochs_field")
    for _ in range(2):
        for _ in range(3):
            field.stepUp()
        field.editing_finished.emit()
    assert session.document.project.recipe.schooling.epochs == 11
    assert session.document.undo_stack.count() == 2
    session.document.undo_stack.undo()
    assert field.value() == 8


def test_undo_and_opening_show_without_editing(panel, session):
    recipe = session.document.project.recipe
    session.document.edit_recipe(replace(recipe, loss=MeanSquaredError(), optimizer=SGD(lr=0.3)), "x")
    assert session.document.undo_stack.count() == 1
    assert panel.findChild(ChoiceField, "loss_box").value() == "mse"
    assert panel.findChild(ChoiceField, "optimizer_box").value() == "sgd"
    assert _number(panel, "learning_rate_field").value() == 0.3
    assert _number(panel, "momentum_field").value() == 0.9


def test_loss_and_optimizer_are_chosen(panel, session):
    _choose(panel, "loss_box", "mse")
    assert isinstance(session.document.project.recipe.loss, MeanSquaredError)
    assert panel.findChild(QLabel, "loss_tip").text() == MeanSquaredError.tip
    _type(_number(panel, "learning_rate_field"), "0.02")
    _choose(panel, "optimizer_box", "sgd")
    assert session.document.project.recipe.optimizer == SGD(lr=0.02)
    assert _number(panel, "learning_rate_field").value() == 0.02
    session.document.undo_stack.undo()
    assert session.document.project.recipe.optimizer == Adam(lr=0.02)


def test_another_optimizer_keeps_what_was_chosen_and_nothing_else():
    assert switched(Adam(lr=0.3, beta1=0.5), AdamW) == AdamW(lr=0.3, beta1=0.5)
    assert switched(Adam(lr=0.3, beta1=0.5), SGD) == SGD(lr=0.3)
    assert switched(Adam(), SGD) == SGD()


def test_what_waits_for_the_next_run_is_said_only_during_a_run(panel, engine):
    seed, batch = (_number(panel, f"{name}_field") for name in ("seed", "batch_size"))
    assert not _part(panel, "loss").note() and "next run" not in seed.toolTip()
    engine.begin()
    engine.progress(epoch=0.5)
    assert "next run" in _part(panel, "loss").note() and _part(panel, "optimizer").note() == "live"
    assert "next run" in seed.toolTip() and "next run" not in batch.toolTip()
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert not _part(panel, "loss").note() and "next run" not in seed.toolTip()


def test_another_optimizer_says_at_once_that_it_waits_and_nothing_of_it_is_called_live(panel, session, engine):
    engine.pictures()
    engine.begin()
    engine.progress(epoch=0.5)
    curve, part, waits = (
        panel.findChild(RateCurve),
        _part(panel, "optimizer"),
        panel.findChild(Sentence, "optimizer_waits"),
    )
    assert part.note() == "live" and waits.isHidden()
    _choose(panel, "optimizer_box", "sgd")
    _type(_number(panel, "learning_rate_field"), "0.5")
    assert part.note() == "from the next run"
    assert waits.isVisible() and "goes on with Adam" in waits.text()
    assert "next run" in _number(panel, "learning_rate_field").toolTip()
    assert curve.values.max() == pytest.approx(0.001), "the rate that it is trained with"
    _choose(panel, "optimizer_box", "adam")
    _type(_number(panel, "learning_rate_field"), "0.02")
    assert part.note() == "live" and waits.isHidden() and curve.values.max() == pytest.approx(0.02)
    assert "next run" not in _number(panel, "learning_rate_field").toolTip()
    _choose(panel, "optimizer_box", "sgd")
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert not part.note() and waits.isHidden()


def test_another_loss_says_which_one_goes_on(panel, engine):
    engine.begin()
    engine.progress(epoch=0.5)
    waits = panel.findChild(Sentence, "loss_waits")
    assert waits.isHidden()
    _choose(panel, "loss_box", "mse")
    assert waits.isVisible() and "goes on with Cross-entropy" in waits.text()


def test_what_has_no_effect_is_greyed_with_its_reason(panel, session):
    _choose(panel, "optimizer_box", "gradient_descent")
    batch = _number(panel, "batch_size_field")
    assert not batch.isEnabled() and "takes all training samples" in batch.toolTip()
    _choose(panel, "optimizer_box", "sgd")
    nesterov = panel.findChild(SwitchField, "nesterov_field")
    assert batch.isEnabled() and nesterov.isEnabled()
    _type(_number(panel, "momentum_field"), "0")
    assert not nesterov.isEnabled() and "momentum" in nesterov.toolTip()


def test_during_a_run_it_is_told_what_of_penalties_and_batch_acts_in_it(panel, session, engine):
    _choose(panel, "optimizer_box", "lbfgs")
    for name in ("regularisation", "schooling"):
        _part(panel, name).set_expanded(True)
    l2 = _number(panel, "l2_field")
    assert not l2.isEnabled() and _part(panel, "regularisation").note() == "no effect"
    engine.begin(revision=session._revision)
    engine.progress(epoch=0.5)
    assert not l2.isEnabled() and _part(panel, "regularisation").note() == "no effect"
    _choose(panel, "optimizer_box", "adam")  # for the next run: in this one there are still no penalties
    assert l2.isEnabled() and "searches" in l2.toolTip() and "next run" in l2.toolTip()
    assert _part(panel, "regularisation").note() == "from the next run"
    _choose(panel, "optimizer_box", "gradient_descent")
    batch = _number(panel, "batch_size_field")
    assert batch.isEnabled() and "next run" not in batch.toolTip(), "this run still takes batches"
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert not batch.isEnabled() and l2.isEnabled() and not _part(panel, "regularisation").note()


def test_what_this_run_heeds_and_the_next_will_not_says_so(panel, engine):
    _part(panel, "regularisation").set_expanded(True)
    engine.begin()
    engine.progress(epoch=0.5)
    _choose(panel, "optimizer_box", "lbfgs")
    (note,) = [each for each in _part(panel, "regularisation").findChildren(ElidedLabel) if each.text() == "live"]
    assert "In the next run: L-BFGS searches" in note.toolTip() and _number(panel, "l2_field").isEnabled()


def _folded(panel, name):
    """What a folded part says beside its heading, and the tip of that."""
    _part(panel, name).set_expanded(False)
    QApplication.processEvents()
    (label,) = [each for each in _part(panel, name).findChildren(ElidedLabel) if each.isVisible()]
    return label.text(), label.toolTip()


def test_a_folded_part_names_what_waits_for_the_next_run(panel, engine):
    engine.begin()
    engine.progress(epoch=0.5)
    assert _folded(panel, "optimizer") == ("Adam", "") and _folded(panel, "schooling") == ("5 epochs", "")
    _choose(panel, "optimizer_box", "sgd")
    _type(_number(panel, "epochs_field"), "7")  # acts at once
    _type(_number(panel, "seed_field"), "9")
    assert _folded(panel, "optimizer")[0] == "next run: SGD" and "next run" in _folded(panel, "optimizer")[1]
    assert _folded(panel, "schooling")[0] == "next run: Seed"
    device = panel.findChild(DevicePart)
    device.set_expanded(False)
    words = device.findChild(ElidedLabel)
    assert words.text() == "Automatic"
    _choose(panel, "precision_box", "bfloat16")
    assert words.text() == "next run: Automatic · bfloat16"
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert _folded(panel, "optimizer")[0] == "SGD" and _folded(panel, "schooling")[0] == "7 epochs"


def test_penalties_without_effect_are_not_summed_up_as_if_they_had_one(panel):
    _type(_number_of_folded(panel, "l2_field"), "0.01")
    assert _folded(panel, "regularisation")[0] == "L2"
    _choose(panel, "optimizer_box", "lbfgs")
    words, tip = _folded(panel, "regularisation")
    assert words == "no effect" and "searches" in tip


def _number_of_folded(panel, name):
    _part(panel, "regularisation").set_expanded(True)
    return _number(panel, name)


def test_the_schedule_is_drawn_as_it_will_happen_and_where_the_run_stands(panel, session, engine):
    engine.pictures()
    _choose(panel, "schedule_box", "polynomial")
    curve = panel.findChild(RateCurve)
    assert curve.values == pytest.approx(np.linspace(0.001, 0, len(curve.values)), abs=1e-4)
    _type(_number(panel, "learning_rate_field"), "0.5")
    assert curve.values.max() == 0.5 and curve.position is None
    _type(_number(panel, "learning_rate_field"), "2e-6")
    assert curve.accessibleName().startswith("Learning rate from 2×10⁻⁶ to ")
    engine.begin()
    engine.progress(epoch=0.5)
    assert 0 < curve.position < 1
    engine.received.emit(p.RunEnded(run=1, reason="stopped", step=3))
    assert curve.position is None
    assert engine.sent_of(p.Edit)[-1].project.recipe.schedule == Polynomial()


def test_regularisation_and_conditions_are_edited_and_summed_up(panel, session):
    for name in ("regularisation", "stopping"):
        _part(panel, name).set_expanded(True)
    _type(_number(panel, "l2_field"), "0.01")
    _choose(panel, "clip_field", "norm")
    assert session.document.project.recipe.regularisation == Regularisation(l2=0.01, clip="norm")
    assert _number(panel, "clip_at_field").isEnabled()
    assert not _number(panel, "min_delta_field").isEnabled()
    _type(_number(panel, "patience_field"), "3")
    assert session.document.project.recipe.stopping == Stopping(patience=3)
    _part(panel, "regularisation").set_expanded(False)
    labels = [label.text() for label in _part(panel, "regularisation").findChildren(QLabel) if label.isVisible()]
    assert "L2, Clip gradient" in labels
    _choose(panel, "optimizer_box", "lbfgs")
    assert "searches" in _number(panel, "l2_field").toolTip()


def test_a_folded_part_says_what_is_in_it(panel):
    part = _part(panel, "optimizer")
    part.set_expanded(False)
    assert any(label.text() == "Adam" and label.isVisible() for label in part.findChildren(QLabel))


def test_the_start_of_a_run_moves_no_field(panel, engine):
    panel.resize(236, 900)
    panel.show()
    fields = [panel.findChild(ChoiceField, name) for name in ("loss_box", "optimizer_box", "device_box")]

    def places() -> list[QPoint]:
        QApplication.processEvents()
        return [field.mapTo(panel, QPoint()) for field in fields]

    before = places()
    engine.begin()
    engine.progress(epoch=0.5)
    assert places() == before and _part(panel, "loss").note()


def test_devices_are_those_of_the_engine_and_not_part_of_the_project(panel, session, engine):
    engine.ready("cpu", "cuda")
    box = panel.findChild(ChoiceField, "device_box")
    assert [box.itemText(i) for i in range(box.count())] == ["Automatic", "CPU", "GPU (CUDA)"]
    before = session.document.project
    _choose(panel, "device_box", "cuda")
    assert engine.sent_of(p.UseDevice)[-1].device == "cuda"
    assert session.document.project == before and session.document.undo_stack.count() == 0
    reason = Problem(code="cpu_fallback", args={"device": "cuda"}, severity="note")
    engine.received.emit(p.DeviceChosen(device="cpu", threads=1, reason=reason))
    assert panel.findChild(QLabel, "device_reason").text() == "CPU: there is no cuda on this machine."
    assert box.value() == "cuda"
    session.use_device("auto")
    assert box.value() == "auto"


def test_precision_is_part_of_the_project_and_greyed_where_the_device_cannot(panel, session, engine):
    box, words = panel.findChild(ChoiceField, "precision_box"), panel.findChild(QLabel, "precision_words")
    assert [box.itemText(i) for i in range(box.count())] == ["float32", "bfloat16", "float16"]
    _choose(panel, "precision_box", "bfloat16")
    assert session.document.project.recipe.precision == "bfloat16" and "float32 with" in words.text()
    assert panel.findChild(DevicePart).note() == ""
    refused = Problem(code="precision_refused", args={"precision": "float16", "device": "MPS", "detail": "no"})
    reason = Problem(code="cpu_only", severity="note")
    engine.received.emit(p.DeviceChosen(device="cpu", threads=1, reason=reason, refused=(refused,)))
    assert not box.model().item(2).isEnabled() and "MPS" in box.model().item(2).toolTip()
    engine.received.emit(p.Forecast(revision=session._revision, epoch_s=1.0, speed=1.134))
    assert words.text().endswith("bfloat16 ran at 1.1 times the speed of float32 here when it was tried.")
    engine.received.emit(p.Forecast(revision=session._revision, epoch_s=1.0, speed=0.25))
    assert "0.25 of the speed" in words.text()
    engine.received.emit(p.Forecast(revision=session._revision, epoch_s=1.0, speed=1.0))
    assert "no clear difference" in words.text()
    session.document.undo_stack.undo()
    assert box.value() == "float32" and "tried" not in words.text()


def test_it_fits_into_a_narrow_column(panel):
    assert panel.minimumSizeHint().width() <= 236  # in the style of the window as in the bare one


def test_another_task_brings_a_fitting_loss_in_one_step_of_undo(panel, session):
    before = session.document.project.recipe
    _choose(panel, "task_box", "autoencoding")
    recipe = session.document.project.recipe
    assert isinstance(recipe.task, Autoencoding) and isinstance(recipe.loss, MeanSquaredError)
    box = panel.findChild(ChoiceField, "loss_box")
    reasons = {box.itemData(i): box.itemData(i, Qt.ItemDataRole.ToolTipRole) for i in range(box.count())}
    greyed = {box.itemData(i) for i in range(box.count()) if not box.model().item(i).isEnabled()}
    assert greyed == {"cross_entropy", "hinge", "kl", "nll"}
    assert all("Auto-encoding" in reasons[tag] for tag in greyed)
    assert session.document.undo_stack.count() == 1
    session.document.undo_stack.undo()
    assert session.document.project.recipe == before
    assert panel.findChild(ChoiceField, "task_box").value() == "classification"


def test_the_drawn_schedule_says_the_chosen_rate_where_its_points_just_miss_it(panel, session):
    recipe = session.document.project.recipe
    longer = replace(recipe.schooling, epochs=9)
    session.document.edit_recipe(replace(recipe, schooling=longer, schedule=Exponential(warmup=1.0)), "schedule")
    curve = panel.findChild(RateCurve)
    assert curve.values.max() < 0.001 and curve.highest == "0.001"


def test_a_folded_part_says_what_it_holds(panel):
    for name, words in (("schooling_part", "5 epochs"), ("regularisation_part", "none")):
        part = panel.findChild(FormPart, name)
        part.set_expanded(False)
        assert words in [label.text() for label in part.findChildren(QLabel)]
