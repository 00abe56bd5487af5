"""Every layer kind explains itself: in words, by a formula and with a picture."""

import re

import pytest

from nnplayground.spec.fields import fields_of
from nnplayground.spec.layers import FAMILIES, KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.shared.family_pictures import family_picture
from nnplayground.spec.picture import SIDE, Dot, Patch, Stroke

ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
SENTENCE_END = re.compile(r"\.(?:\s+(?=[A-Z0-9])|$)")


class Plain(Layer, tag="plain"):
    """A new kind that brings nothing of its own."""

    family = "pooling"


def corners(mark):
    match mark:
        case Stroke():
            return mark.points
        case Patch():
            return (mark.x, mark.y), (mark.x + mark.width, mark.y + mark.height)
        case Dot():
            return (mark.x - mark.radius, mark.y - mark.radius), (mark.x + mark.radius, mark.y + mark.radius)


@ALL
def test_help_is_two_to_five_sentences(kind):
    assert 2 <= len(SENTENCE_END.findall(kind.help)) <= 5
    assert kind.help.endswith(".") and "  " not in kind.help


@ALL
def test_formula_is_latex_with_its_braces_in_pairs(kind):
    assert kind.formula
    assert kind.formula.count("{") == kind.formula.count("}")
    assert kind.formula.count(r"\left") == kind.formula.count(r"\right")


@ALL
def test_greek_letters_of_the_formula_are_explained(kind):
    greek = {"alpha": "α", "beta": "β", "gamma": "γ", "mu": "μ", "sigma": "σ", "epsilon": "ε", "Phi": "Φ", "phi": "φ"}
    own = set() if kind.title in ("SELU", "Sigmoid") else {greek[n] for n in greek if f"\\{n}" in kind.formula}
    assert {letter for letter in own if letter not in kind.symbols} == set()


@ALL
def test_picture_stays_in_its_square_and_wears_the_colour_of_the_family(kind):
    marks = kind().picture()
    for mark in marks:
        assert 0 <= mark.strength <= 1
        assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y in corners(mark))
    assert any(mark.tone == "color" and mark.strength > 0.3 for mark in marks)


def test_kinds_do_not_share_one_picture():
    pictures = {tag: kind().picture() for tag, kind in KINDS.items()}
    assert len(set(pictures.values())) == len(pictures)


def test_a_kind_without_a_picture_has_that_of_its_family():
    assert Plain().picture() == family_picture("pooling") != ()
    pictures = {family_picture(family) for family, _ in FAMILIES}
    assert len(pictures) == len(FAMILIES)
    assert family_picture("of tomorrow") not in {*pictures, ()}


def test_pictures_follow_the_parameters():
    attention, select = KINDS["multihead_attention"], KINDS["select_step"]
    assert len(attention(causal=True).picture()) == 10 < len(attention().picture())
    assert select(step="last").picture() != select(step="first").picture()
    assert KINDS["elu"](alpha=0.5).picture() != KINDS["elu"]().picture()


@ALL
def test_tips_of_parameters_say_more_than_their_titles(kind):
    for field in fields_of(kind):
        assert field.tip.casefold().rstrip(".") != field.title.casefold()
        assert len(field.tip.split()) >= 3, field.name
        assert field.unit or field.kind != "int" or COUNTED.search(f"{field.title} {field.tip}"), field.name


COUNTED = re.compile(r"how many|length|distance|how far|factor|which axis|border|added|units|groups", re.I)
"""A whole number without a unit counts something that its words name."""
