"""The document: one step of undo for each edit, and what counts as a change."""

import pytest
from msgspec.structs import replace

from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Scale
from nnplayground.ui.document import Document


@pytest.fixture
def document(qapp):
    document = Document()
    document.start(PRESETS["logistic"].project())
    return document


def with_seed(document, seed):
    recipe = document.project.recipe
    return replace(recipe, schooling=replace(recipe.schooling, seed=seed))


def test_edits_of_one_gesture_are_one_step(document):
    first = document.project
    for seed in (2, 3, 4):
        document.edit_recipe(with_seed(document, seed), "seed", "one gesture")
    document.edit_recipe(with_seed(document, 5), "seed", "another")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    assert document.project.recipe.schooling.seed == 4
    document.undo_stack.undo()
    assert document.project == first
    assert not document.modified


def test_a_gesture_that_ends_where_it_began_is_no_step(document):
    seed = document.project.recipe.schooling.seed
    document.edit_recipe(with_seed(document, seed + 1), "seed", "gesture")
    document.edit_recipe(with_seed(document, seed), "seed", "gesture")
    assert document.undo_stack.count() == 0
    assert not document.modified


def test_an_edit_that_changes_nothing_is_none(document):
    heard = []
    document.changed.connect(heard.append)
    document.edit_recipe(with_seed(document, document.project.recipe.schooling.seed), "seed")
    assert not heard and document.undo_stack.count() == 0


def test_what_the_engine_finds_out_about_the_data_is_no_change_and_survives_undo(document):
    document.edit_recipe(with_seed(document, 9), "seed")
    scale = Scale((1.0,), (2.0,))
    document.note_digest("ab" * 32)
    document.note_scale(scale, document.project.data)
    document.undo_stack.undo()
    assert document.project.data.digest == "ab" * 32 and document.project.data.scale == scale
    assert not document.modified
    document.edit(replace(document.project, data=DataChoice("spiral")), "data")
    assert document.project.data.digest == "" and document.project.data.scale is None


def test_training_is_a_change_that_undo_does_not_take_back(document, tmp_path):
    document.edit_recipe(with_seed(document, 9), "seed")
    document.note_trained()
    document.undo_stack.undo()
    assert document.modified
    document.save(str(tmp_path / "a.nnp"), document.project, b"")
    assert not document.modified
    document.undo_stack.redo()
    assert document.modified
    document.undo_stack.undo()
    assert not document.modified


def test_a_saved_project_is_called_after_its_file(document, tmp_path):
    heard, former = [], document.project
    document.edit_recipe(with_seed(document, 7), "seed")
    document.changed.connect(lambda project: heard.append(project.name))
    document.save(str(tmp_path / "flowers.nnp"), document.project, b"")
    assert heard == ["flowers"] and not document.modified
    assert archive.decode((tmp_path / "flowers.nnp").read_bytes(), "").project.name == "flowers"
    document.undo_stack.undo()
    assert document.project == replace(former, name="flowers")
    (tmp_path / "flowers.nnp").rename(tmp_path / "roses.nnp")
    document.open(str(tmp_path / "roses.nnp"))
    assert document.project.name == "roses" and not document.modified


def test_a_failed_open_changes_nothing(document, tmp_path):
    (tmp_path / "bad.nnp").write_bytes(b"PK nothing")
    before = document.project
    with pytest.raises(PlaygroundError):
        document.open(str(tmp_path / "bad.nnp"))
    assert (document.project, document.path) == (before, "")


def test_a_failed_save_keeps_the_old_file_and_the_mark(document, tmp_path):
    document.note_trained()
    with pytest.raises(PlaygroundError, match="could not be written"):
        document.save(str(tmp_path / "missing" / "a.nnp"), document.project, b"")
    assert document.modified and document.path == ""


def test_fields_of_a_newer_release_survive_open_and_save(document, tmp_path):
    path = tmp_path / "a.nnp"
    strange = archive.Document(PRESETS["lenet"].project(), b"", ((("recipe", "wonder"), 7),))
    path.write_bytes(archive.encode(strange))
    document.open(str(path))
    document.save(str(path), document.project, b"")
    assert archive.decode(path.read_bytes()).unknown == ((("recipe", "wonder"), 7),)


def test_what_was_edited_after_the_save_was_asked_for_is_not_saved(tmp_path):
    document = Document()
    document.start(PRESETS["lenet"].project())
    asked = document.project
    document.edit_network(PRESETS["logistic"].project().network, "edit")
    document.save(str(tmp_path / "a.nnp"), asked, b"")
    assert document.modified
    assert archive.decode((tmp_path / "a.nnp").read_bytes()).project == replace(asked, name="a")
