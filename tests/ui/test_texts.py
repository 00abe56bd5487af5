"""Problems become sentences, whatever their arguments are."""

import string

import pytest

from nnplayground.spec.problems import Problem
from nnplayground.spec.sentences import SENTENCES
from nnplayground.ui.texts import problem_text, setting_text, spec_text


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_said(qapp, code):
    gaps = [(name, form) for _, name, form, _ in string.Formatter().parse(SENTENCES[code]) if name]
    text = problem_text(Problem(code=code, args={name: 1234 if form else "x" for name, form in gaps}))
    assert text and "{" not in text and "None" not in text


def test_nothing_stays_nothing(qapp):
    assert spec_text("") == ""


def test_settings_are_said_in_words(qapp):
    assert [setting_text(value) for value in (None, True, False, 32, 1e-8, "adam")] == [
        "–", "yes", "no", "32", "1×10⁻⁸", "adam"
    ]  # fmt: skip
