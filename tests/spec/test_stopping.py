"""When a run ends: each condition on its own, and what has no effect."""

import math

import msgspec
import pytest

from nnplayground.spec.fields import fields_of
from nnplayground.spec.optimizers import KINDS
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.stopping import Progress, Stopping
from nnplayground.spec.tasks.base import DISTANCE, Measure
from nnplayground.spec.tasks.classification import Classification


def ends_after(
    stopping: Stopping, values: list[float], measure: Measure = Classification.measure
) -> tuple[int | None, str]:
    progress = Progress()
    for epoch, value in enumerate(values, start=1):
        progress = stopping.heed(progress, value, measure)
        problem = stopping.verdict(progress, value, measure)
        if problem:
            assert problem.text()
            return epoch, problem.code
    return None, ""


@pytest.mark.parametrize(
    ("changes", "values", "epoch"),
    [
        ({"patience": 2}, [1, 0.9, 0.95, 0.91], 4),
        ({"patience": 2}, [1, 0.9, 0.95, 0.89, 0.9, 0.9], 6),
        ({"patience": 2, "min_delta": 0.1}, [1, 0.95, 0.93], 3),
        ({"patience": 1}, [math.nan], 1),
        ({"patience": 2, "watch": "measure"}, [0.5, 0.6, 0.6, 0.59], 4),
        ({"patience": 0}, [1] * 50, None),
    ],
)
def test_patience(changes, values, epoch):
    found, code = ends_after(Stopping(**changes), values)
    assert found == epoch and (code == "stopped_without_improvement") == (epoch is not None)


def test_target():
    low = Stopping(has_target=True, target=0.5)
    assert ends_after(low, [0.9, 0.7, 0.5]) == (3, "stopped_at_target")
    high = Stopping(has_target=True, target=0.9, watch="measure")
    assert ends_after(high, [0.8, 0.95]) == (2, "stopped_at_target")
    assert ends_after(high, [math.nan]) == (None, "")


def test_an_error_that_is_watched_must_fall():
    low = Stopping(has_target=True, target=0.1, watch="measure", patience=2)
    assert ends_after(low, [0.3, 0.2, 0.09], DISTANCE) == (3, "stopped_at_target")
    assert ends_after(low, [0.3, 0.4, 0.5], DISTANCE) == (3, "stopped_without_improvement")


def test_what_earlier_files_call_accuracy_is_the_measure():
    read = msgspec.convert({"watch": "accuracy", "patience": 3}, Stopping)
    assert read == Stopping(watch="measure", patience=3)
    assert next(field.choices for field in fields_of(Stopping) if field.name == "watch") == ("loss", "measure")


def test_what_has_no_effect_says_why():
    assert set(Stopping().locked()) == {"target", "min_delta"}
    assert Stopping(has_target=True, patience=1).locked() == {}
    assert set(Regularisation().locked(KINDS["adam"]())) == {"clip_at"}
    assert set(Regularisation(clip="norm").locked(KINDS["lbfgs"]())) == {"l1", "l2", "clip", "clip_at"}
