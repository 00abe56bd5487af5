"""What settles a notice that nobody closes."""

import pytest
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.notices import Notices
from nnplayground.ui.widgets.banner import Banner


@pytest.fixture
def banner(qtbot):
    widget = Banner()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def notices(session, banner):
    return Notices(session, banner)


def _edit(session, engine):
    recipe = session.document.project.recipe
    session.document.edit_recipe(replace(recipe, schooling=replace(recipe.schooling, epochs=7)), "epochs")


def _forget(session, engine):
    session.run.forget()


def _begin(session, engine):
    engine.received.emit(p.RunStarted(run=1, revision=1, epochs=5))


@pytest.mark.parametrize("next_thing", [_edit, _forget, _begin])
def test_a_note_goes_with_what_is_done_next(session, engine, banner, notices, next_thing):
    notices.show_note("Saved.")
    assert not banner.isHidden()
    next_thing(session, engine)
    assert banner.isHidden()


def test_a_problem_stays_over_an_edit(session, engine, banner, notices):
    notices.show_problem(Problem(code="twin_most", args={"count": 3}))
    _edit(session, engine)
    assert not banner.isHidden()
