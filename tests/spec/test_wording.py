"""How templates are filled in."""

from nnplayground.spec.problems import Problem
from nnplayground.spec.wording import fill


def test_of_one_thing_a_sentence_speaks_in_the_singular():
    args = {"got": "1", "numbers": 2}
    assert Problem(code="output_numbers", args=args).text().startswith("The output has 1 number, but the data wants 2")
    assert fill("{0} epochs of {1} samples", "1", "1,000") == "1 epoch of 1,000 samples"
    assert fill("{0} samples in {name}", 21, name="1 samples") == "21 samples in 1 samples"
