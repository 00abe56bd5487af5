"""Trains some steps of a small project, alone or as one of several processes, and writes the figures down."""

import sys

import numpy as np
import torch

from nnplayground.engine import headless, torchrun
from nnplayground.engine.data import LoadedData
from nnplayground.engine.ranks import Ranks
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.optimizers.lbfgs import LBFGS
from nnplayground.spec.optimizers.sgd import SGD
from tests.engine.process import small
from tests.engine.small import project, samples, trainer

STEPS = 50
OPTIMIZERS = {"adam": Adam(), "sgd": SGD(), "lbfgs": LBFGS(max_iter=1)}
"""Where a longer search ends is decided by rounding: one process comes out elsewhere on another processor."""
LOSS = CrossEntropy(label_smoothing=0.1)
"""It never gets to zero, so that weights keep being pulled to one place."""


def train(tag: str, ranks: Ranks) -> dict[str, np.ndarray]:
    """Loss and measure of each step, the score on the validation part, and the weights, for one optimizer."""
    layers = (Conv2d(out_channels=4), ReLU(), Flatten(), Linear(out_features=3))
    whole = project(*layers, loss=LOSS, optimizer=OPTIMIZERS[tag], batch_size=15, seed=4)  # 15 cannot be halved
    found = trainer(whole, samples(143, (1, 8, 8), 3), ranks)  # the last batch of an epoch has one sample
    for _ in range(STEPS):
        found.step()
    steps = found.take_steps()
    score = found.evaluate(found.batches.validation)
    weights = {f"weight.{name}": value.numpy() for name, value in found.net.state_dict().items()}
    return {"loss": steps.loss, "measure": steps.measure, "score": np.array(score), **weights}


def stop(ranks: Ranks) -> dict[str, np.ndarray]:
    """Train until the first process alone wants an end, while the check after the first epoch is made."""
    whole = small(samples=2000, batch_size=40, epochs=2)
    checked, original = [], Trainer.evaluate

    def evaluate(trainer: Trainer, *arguments: object) -> object:
        checked.append(trainer.epochs_done)
        return original(trainer, *arguments)

    Trainer.evaluate = evaluate
    try:
        outcome = headless.train(
            whole, LoadedData(whole), device="cpu", ranks=ranks, stopped=lambda: ranks.rank == 0 and 1 in checked
        )
    finally:
        Trainer.evaluate = original
    return {"epochs": np.array(outcome.epochs), "stopped": np.array(outcome.reason == "stopped")}


def main(path: str, digest: str) -> None:
    """Write the figures of each optimizer to a file of its own."""
    torch.set_num_threads(1)
    with torchrun.joined() as ranks:
        ranks.expect_same(digest)
        for tag in OPTIMIZERS:
            figures = train(tag, ranks)
            if ranks.rank == 0:
                np.savez(f"{path}/{tag}.npz", **figures)
        np.savez(f"{path}/stop{ranks.rank}.npz", **stop(ranks))


if __name__ == "__main__":
    rank_digest = sys.argv[2] if len(sys.argv) > 2 else "ab" * 32
    try:
        main(sys.argv[1], rank_digest)
    except torchrun.PlaygroundError as error:
        sys.exit(error.problem.text())
