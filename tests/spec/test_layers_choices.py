"""The form offers choices in the order in which a layer writes them, not in that of the alphabet."""

from nnplayground.spec import fields
from nnplayground.spec.layers.lstm import LSTM
from nnplayground.spec.layers.select_step import SelectStep


def choices(kind: type, name: str) -> tuple:
    return next(field.choices for field in fields.fields_of(kind) if field.name == name)


def test_choices_stand_in_their_own_order():
    assert choices(SelectStep, "step") == ("first", "last", "mean")
    assert choices(LSTM, "output") == ("whole sequence", "last state")
