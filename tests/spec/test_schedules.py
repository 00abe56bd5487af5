"""Each schedule against plain torch, step for step."""

import math
import warnings

import pytest
import torch
from torch.optim import lr_scheduler as torch_schedules

from nnplayground.spec.schedules import KINDS
from nnplayground.spec.schedules.base import Memory
from nnplayground.spec.schedules.constant import Constant
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.schedules.cosine_restarts import CosineRestarts
from nnplayground.spec.schedules.exponential import Exponential
from nnplayground.spec.schedules.one_cycle import OneCycle
from nnplayground.spec.schedules.plateau import Plateau
from nnplayground.spec.schedules.polynomial import Polynomial
from nnplayground.spec.schedules.step import Step

PER_EPOCH, EPOCHS, RATE = 7, 6, 0.3
STEPS = PER_EPOCH * EPOCHS
PAIRS = [
    (Constant(), lambda o: torch_schedules.ConstantLR(o, factor=1.0)),
    (Step(every=2, factor=0.3), lambda o: torch_schedules.StepLR(o, 2 * PER_EPOCH, gamma=0.3)),
    (Exponential(factor=0.6), lambda o: torch_schedules.ExponentialLR(o, gamma=0.6 ** (1 / PER_EPOCH))),
    (Cosine(minimum=0.01), lambda o: torch_schedules.CosineAnnealingLR(o, STEPS, eta_min=0.01)),
    (CosineRestarts(first=1, growth=2, minimum=0.02),
     lambda o: torch_schedules.CosineAnnealingWarmRestarts(o, PER_EPOCH, T_mult=2, eta_min=0.02)),
    (CosineRestarts(first=2, growth=1), lambda o: torch_schedules.CosineAnnealingWarmRestarts(o, 2 * PER_EPOCH)),
    (OneCycle(rise=0.25), lambda o: torch_schedules.OneCycleLR(o, RATE, STEPS, pct_start=0.25, cycle_momentum=False)),
    (Polynomial(power=2), lambda o: torch_schedules.PolynomialLR(o, STEPS, power=2)),
]  # fmt: skip


def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)


def of_torch(make) -> list[float]:
    mover, rates = optimizer(), []
    scheduler = make(mover)
    for _ in range(STEPS):
        rates.append(mover.param_groups[0]["lr"])
        mover.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # CosineAnnealingLR warns of its own arithmetic
            scheduler.step()
    return rates


@pytest.mark.parametrize(("ours", "make"), PAIRS, ids=[type(ours).__name__ for ours, _ in PAIRS])
def test_equals_torch_stepped_after_each_batch(ours, make):
    rates = [ours.rate(RATE, step, STEPS, PER_EPOCH) for step in range(STEPS)]
    assert rates == pytest.approx(of_torch(make), rel=1e-9, abs=1e-15)


def test_every_kind_has_its_oracle_here():
    assert {type(ours) for ours, _ in PAIRS} | {Plateau} == set(KINDS.values())


def test_stepped_once_an_epoch_it_is_torch_by_the_epoch():
    ours, mover = Step(every=2, factor=0.3), optimizer()
    scheduler = torch_schedules.StepLR(mover, 2, gamma=0.3)
    for epoch in range(EPOCHS):
        for step in range(PER_EPOCH):
            rate = ours.rate(RATE, epoch * PER_EPOCH + step, STEPS, PER_EPOCH)
            assert rate == pytest.approx(mover.param_groups[0]["lr"])
        mover.step()
        scheduler.step()


@pytest.mark.parametrize("changes", [{}, {"patience": 0, "cooldown": 2}, {"threshold": 0.2, "minimum": 0.05}])
def test_plateau_drops_when_torch_does(changes):
    ours, mover, memory = Plateau(**{"patience": 1, "factor": 0.4} | changes), optimizer(), Memory()
    theirs = torch_schedules.ReduceLROnPlateau(
        mover, factor=0.4, patience=ours.patience, threshold=ours.threshold, cooldown=ours.cooldown,
        min_lr=ours.minimum, eps=0,
    )  # fmt: skip
    for loss in [1, 0.9, 0.91, 0.92, 0.89, 0.895, 0.9, 0.9, 0.5, 0.6, 0.6, 0.6, 0.6, 0.45, 0.44, 0.44, math.nan, 0.44]:
        theirs.step(loss)
        memory = ours.heed(memory, loss)
        assert ours.rate(RATE, 0, STEPS, PER_EPOCH, memory) == pytest.approx(mover.param_groups[0]["lr"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("unit", "length"), [("epochs", 2.0), ("steps", 14.0)])
def test_warm_up_rises_evenly_and_the_rest_follows_after_it(kind, unit, length):
    plain, warm = kind(), kind(warmup=length, warmup_unit=unit)
    rates = [warm.rate(RATE, step, STEPS, PER_EPOCH) for step in range(STEPS)]
    first = plain.rate(RATE, 0, STEPS - 14, PER_EPOCH)
    assert rates[:14] == pytest.approx([first * (step + 1) / 14 for step in range(14)])
    rest = [plain.rate(RATE, step, STEPS - 14, PER_EPOCH) for step in range(STEPS - 14)]
    assert rates[14:] == pytest.approx(rest)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize(("steps", "per_epoch"), [(1, 1), (2, 1), (5, 5), (3000, 1000)])
def test_rates_are_sound_however_short_or_late(kind, steps, per_epoch):
    for warmup in (0.0, 1.0, 100.0):
        ours = kind(warmup=warmup)
        for step in (0, 0.5, steps / 2, steps - 1, steps, 10 * steps):
            assert 0 <= ours.rate(RATE, step, steps, per_epoch) <= RATE * (1 + 1e-9)


def test_memory_is_kept_by_those_that_heed_only():
    assert Constant().heed(Memory(), 3.0) == Memory() and Plateau().heed(Memory(), 3.0).best == 3.0
