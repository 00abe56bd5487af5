"""How templates are filled in."""

import pytest

from nnplayground.spec.problems import Problem
from nnplayground.spec.wording import fill, setting


def test_of_one_thing_a_sentence_speaks_in_the_singular():
    args = {"got": "1", "numbers": 2}
    assert Problem(code="output_numbers", args=args).text().startswith("The output has 1 number, but the data wants 2")
    assert fill("{0} epochs of {1} samples", "1", "1,000") == "1 epoch of 1,000 samples"
    assert fill("{0} samples in {name}", 21, name="1 samples") == "21 samples in 1 samples"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (0.001, "0.001"), (0.9999, "0.9999"), (1e6, "1,000,000"), (4096, "4,096"), (-0.25, "−0.25"),
        (1e-8, "1×10⁻⁸"), (2.5e-5, "2.5×10⁻⁵"), (1234567.5, "1.23457×10⁶"),
    ],
)  # fmt: skip
def test_a_setting_is_written_as_it_was_chosen(value, text):
    assert setting(value) == text
