"""A table of one's own in the window: chosen, trained on, looked at."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QCheckBox, QFileDialog, QPushButton, QWidget

from nnplayground import datasets
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import chain
from nnplayground.spec.presets.plain import with_plain_network
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from nnplayground.spec.truth import Truth


@pytest.fixture
def line(tmp_path):
    """``price = 2000 · size - 100 · age``, one row with a gap."""
    size, age = np.random.default_rng(0).uniform(10, 90, (2, 300)).round(1)
    path = tmp_path / "prices.csv"
    rows = "".join(f"{s},{a},{2000 * s - 100 * a:.1f}\n" for s, a in zip(size, age, strict=True))
    path.write_text(f"size,age,price\n{rows}5,,7\n")
    return path


def test_a_table_is_chosen_and_trained_on(open_program, line, monkeypatch):
    user = open_program()
    project = Project(
        data=DataChoice("bumps"),
        networks={"network": chain(Linear(out_features=1))},
        recipe=Recipe(optimizer=Adam(lr=0.05), schooling=Schooling(epochs=30)),
    )
    user.document.start(project)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(line), ""))
    panel = user.window.data_panel
    next(action for action in panel.own.menu.actions() if "CSV" in action.text()).trigger()
    user.wait(lambda: user.window.findChild(QWidget, "table_dialog"), "the columns of the table")
    dialog = user.window.findChild(QWidget, "table_dialog")
    assert not dialog.findChild(QCheckBox, "table_afresh").isChecked()
    dialog.findChild(QPushButton, "table_use").click()
    user.wait(lambda: user.document.project.data.kind == "csv", "the table is the data set")
    user.wait_until_playable()
    assert user.see("data_set_box").currentText() == "prices.csv"
    assert user.see("data_description").text().startswith("300 rows; 1 more are left out")
    user.wait(lambda: user.see("plane_reading").text().startswith("size "), "the names of the columns")
    assert ", age " in user.see("plane_reading").text()
    user.train_to_end()
    answers, seq = [], user.session.gaze._picture_seq
    user.session.gaze.answered.connect(answers.append)
    user.window.left.show_page(1)
    rows = user.see("sample_rows")
    facts = user.session.data
    rows.sample_chosen.emit(3)
    size, age = facts.pictures.numpy()[3]
    user.wait(lambda: answers and answers[-1].seq > seq, "the answer to that row")
    assert answers[-1].labels == ("price",)
    assert answers[-1].scores[0] == pytest.approx(2000 * size - 100 * age, abs=2500)
    user.come_to_rest()


def test_where_a_table_cannot_be_drawn_its_samples_are_a_click_away(open_program, tmp_path):
    user = open_program()
    path = tmp_path / "three.csv"
    path.write_text("a,b,c,kind\n" + "".join(f"{n},{n % 7},{n % 5},{'xy'[n % 2]}\n" for n in range(60)))
    table = datasets.parse(f"csv:{path}")
    project = Project().with_data(DataChoice(table.kind, table.options), table.truth)
    user.start(with_plain_network(project, table.sample_shape, table.truth))
    user.wait(lambda: user.window.docks["pad"].windowTitle() == "Ask the network", "the words instead of the pad")
    said = user.see("pad_closed_words").text()
    assert said.startswith("three.csv holds no") and "Choose a sample in Data" in said
    assert not user.window.data_panel.isVisible()
    user.window.docks["build"].hide()
    user.see("choose_sample_button").click()
    assert user.window.data_panel.isVisible() and user.see("sample_rows")
    user.come_to_rest()


def test_a_table_for_which_the_network_does_not_fit_brings_a_small_one(open_program, line):
    user = open_program()
    user.start("lenet")
    before = user.document.project
    user.window.open_path(str(line))
    user.wait(lambda: user.window.findChild(QWidget, "table_dialog"), "the columns of the table")
    dialog = user.window.findChild(QWidget, "table_dialog")
    assert dialog.findChild(QCheckBox, "table_afresh").isChecked()
    dialog.findChild(QPushButton, "table_use").click()
    user.wait(lambda: user.document.project.data.kind == "csv", "the table is the data set")
    user.wait_until_playable()
    kinds = [type(node.layer).__name__ for node in user.network.nodes.values()]
    assert kinds == ["Input", "Linear", "ReLU", "Linear", "Output"]
    assert user.document.project.name == line.stem and user.document.project.recipe.schooling.epochs > 50
    assert user.window.windowTitle().startswith(line.stem) and user.see("heading_name").text() == line.stem
    canvas = user.window.canvas
    zoom, _ = canvas.transform().m11(), canvas.fit()
    assert zoom == canvas.transform().m11(), "it is shown as a whole"
    user.train_until(lambda: len(user.losses) > 40)
    assert user.losses[-5:].mean() < user.losses[:5].mean()
    user.document.undo_stack.undo()
    assert user.document.project.networks == before.networks and user.document.project.data.kind == "digits"
    user.come_to_rest()


def line_project(path):
    table = datasets.parse(f"csv:{path}")
    project = Project(
        networks={"network": chain(Linear(out_features=1))}, recipe=Recipe(schooling=Schooling(epochs=2))
    ).with_data(DataChoice(table.kind, table.options), table.truth)
    return table, project


def with_seed(project, seed):
    return replace(project.recipe, schooling=replace(project.recipe.schooling, seed=seed))


def scale_of(table, seed):
    train = datasets.split(table.load(seed), 0.1, 0.1, seed).train
    return table.scale_of(train.x, train.y)


def test_what_was_never_trained_is_exported_with_the_scale_of_its_present_split(open_program, line):
    table, project = line_project(line)
    user = open_program()
    user.start(project)
    user.wait_until_playable()
    user.document.edit_recipe(with_seed(project, 9), "seed")
    user.wait_until_playable()
    assert mean_of(table, 9) in script(user)
    user.train_to_end()
    trained = user.document.project.data.scale
    user.click("dice_button")
    user.wait_until_playable()
    drawn = user.document.project.recipe.schooling.seed
    assert mean_of(table, drawn) in script(user) and mean_of(table, 9) not in script(user), "new weights have another"
    user.document.undo_stack.undo()
    user.wait_until_playable()
    assert user.document.project.data.scale == trained and mean_of(table, 9) in script(user)
    user.come_to_rest()


def mean_of(table, seed):
    return f"FEATURE_MEAN = torch.tensor([{', '.join(map(repr, scale_of(table, seed).feature_mean))}])"


def script(user):
    exported = []
    user.session.exported.connect(exported.append)
    user.session.export(1, "python", "line")
    user.wait(lambda: exported, "the script")
    user.session.exported.disconnect(exported.append)
    return "".join(content.decode() for suffix, content in exported[0].files.items() if suffix == ".py")


def test_another_seed_scales_anew_when_a_run_begins(open_program, line, tmp_path):
    table, project = line_project(line)
    user = open_program()
    user.start(project)
    user.train_to_end()
    former = user.document.project.data.scale
    recipe = user.document.project.recipe
    user.document.edit_recipe(with_seed(project, 9), "seed")
    user.wait_until_playable()
    assert user.document.project.data.scale == former, "the weights are still those of the former split"
    user.train_to_end()
    anew = user.document.project.data.scale
    assert anew == scale_of(table, 9) != former
    user.document.undo_stack.undo()
    assert user.document.project.recipe == recipe and user.document.project.data.scale == anew, "it is of the weights"
    assert user.session.run.outlook is not None
    user.document.undo_stack.redo()
    user.wait_until_playable()
    user.wait(lambda: user.session.run.outlook.goes_on, "the run can go on")
    user.come_to_rest()


def test_a_file_that_is_no_table_is_refused_beside_the_button(open_program, tmp_path):
    user = open_program()
    user.wait_until_playable()
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    before = user.document.project
    user.window.open_path(str(path))
    user.wait(lambda: "not a table of text" in user.see("own_words").text(), "why it is refused")
    assert user.see("own_words").isVisible() and user.document.project == before
    user.come_to_rest()


def test_a_table_that_was_moved_is_found_again_as_the_project_knows_it(open_program, line, tmp_path):
    known = datasets.parse(f"csv:{line}", datasets.Wish(targets=("size",), ignored=("price",)))
    line = line.rename(tmp_path / "moved.csv")
    project = Project(networks={"network": chain(Linear(out_features=1))}, recipe=Recipe(schooling=Schooling(seed=7)))
    project = project.with_data(DataChoice(known.kind, known.options), known.truth)
    user = open_program()
    user.document.start(project)
    user.wait(lambda: "Choose it again" in user.see("data_sentence").text(), "where is the table?")
    user.window.open_path(str(line))
    user.wait_until_playable()
    assert user.window.findChild(QWidget, "table_dialog") is None and not user.see("own_words").text()
    assert user.document.project.data.options == known.options
    assert user.session.data.truth.names == ("size",) and not user.document.undo_stack.count()
    user.window.open_path(str(line))  # where it is known, other columns may be chosen
    user.wait(lambda: user.window.findChild(QWidget, "table_dialog"), "the columns of the table")
    user.window.findChild(QWidget, "table_dialog").reject()
    user.come_to_rest()


def test_curves_leave_the_charts_with_their_data_and_come_back_with_them(open_program, line, tmp_path):
    _, project = line_project(line)
    user = open_program()
    user.start(project)
    user.train_to_end()
    steps, board = len(user.losses), user.window.charts.board
    board.choose(former=True)
    track = user.see("time_track")
    user.wait(track.isEnabled, "steps to come back to")
    user.document.edit(project.with_data(DataChoice("tilted-plane"), Truth("numbers", ("height",))), "other data")
    user.wait_until_playable()
    assert not len(board.curves) and not board.runs
    assert not track.isEnabled() and user.see("time_words").text() == "Play records steps to come back to"
    back = user.window.runs.best_action, user.window.runs.twin.action
    assert not any(action.isEnabled() for action in back)
    user.document.undo_stack.undo()
    user.wait_until_playable()
    assert len(user.losses) == steps and track.isEnabled() and all(action.isEnabled() for action in back)
    user.document.undo_stack.redo()
    user.wait_until_playable()
    user.train_to_end()
    assert 0 < len(user.losses) < steps * 20 and not board.runs, "the run on the table is no run before"
    user.come_to_rest()


def test_trained_weights_keep_their_scale_on_another_table_of_these_columns(open_program, line):
    table, project = line_project(line)
    user = open_program()
    user.start(project)
    user.train_to_end()
    trained = user.document.project.data.scale
    assert trained == scale_of(table, 1)
    other = line.with_name("palaces.csv")
    head, *rows = line.read_text().splitlines()
    other.write_text("\n".join([head, *(row for row in rows if float(row.split(",")[0] or 0) > 60)]))
    for path, name in ((other, "palaces.csv"), (line, "prices.csv"), (other, "palaces.csv")):
        choose(user, path)
        user.wait(lambda name=name: user.document.project.data.options["name"] == name, "the table is the data set")
        user.wait_until_playable()
        assert user.document.project.data.scale == trained
        assert mean_of(table, 1) in script(user), "the engine computes with it"
    before = len(user.losses)
    user.train_to_end()
    assert len(user.losses) != before and user.document.project.data.scale == trained, "it began with these weights"
    user.click("dice_button")
    user.wait_until_playable()
    assert user.document.project.data.scale is None, "new weights have none yet"
    user.come_to_rest()


def choose(user, path):
    user.window.open_path(str(path))
    user.wait(lambda: user.window.findChild(QWidget, "table_dialog"), "the columns of the table")
    dialog = user.window.findChild(QWidget, "table_dialog")
    assert not dialog.findChild(QCheckBox, "table_afresh").isChecked()
    dialog.findChild(QPushButton, "table_use").click()
    user.wait(lambda: user.window.findChild(QWidget, "table_dialog") is None, "it closes")
