"""Chains that are differentiated by hand: the same bits as autograd, and everything else as for other networks."""

import pytest
import torch
from msgspec.structs import replace

from nnplayground.engine.chain import chain_of
from nnplayground.spec import edit
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.gelu import GELU
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.sigmoid import Sigmoid
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.lbfgs import LBFGS
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.small import project, same_bits, samples, trainer

SHAPE, CLASSES, STEPS = (1, 6, 6), 4, 20
HIDDEN = Linear(out_features=33)
"""An odd width, so that kernels have something left over."""
SEQUENCE = Linear(out_features=3)
"""As the first block it takes a sequence of vectors."""

CHAINS = {
    "linear": (Flatten(), Linear(out_features=CLASSES)),
    "relu": (Flatten(), HIDDEN, ReLU(), HIDDEN, ReLU(), Linear(out_features=CLASSES)),
    "sigmoid": (Flatten(), HIDDEN, Sigmoid(), Linear(out_features=CLASSES), Sigmoid()),
    "tanh": (Flatten(), Tanh(), HIDDEN, Tanh(), Linear(out_features=CLASSES, bias=False)),
    "dropout": (Flatten(), Dropout(p=0.3), HIDDEN, ReLU(), Dropout(p=0.5), Linear(out_features=CLASSES)),
    "none_dropped": (Flatten(), HIDDEN, Dropout(p=0), Linear(out_features=CLASSES)),
    "all_dropped": (Flatten(), HIDDEN, Dropout(p=1), Linear(out_features=CLASSES)),
}


def both(whole, count=130):
    """A trainer as it is, and one whose gradients come from autograd."""
    data = samples(count, SHAPE, CLASSES)
    ours, plain = trainer(whole, data), trainer(whole, data)
    assert ours._gradients._chain is not None
    plain._gradients._chain = None
    return ours, plain


@pytest.mark.parametrize("layers", CHAINS.values(), ids=CHAINS)
@pytest.mark.parametrize("batch", [1, 16])
def test_the_gradients_are_those_of_autograd_bit_for_bit(layers, batch):
    same_bits(*both(project(*layers, batch_size=batch)), STEPS)


def test_with_class_weights_penalties_clipping_and_a_search():
    layers = CHAINS["relu"]
    whole = project(*layers, loss=CrossEntropy(class_weights="balanced"))
    strong = Regularisation(l1=0.01, l2=0.1, clip="norm", clip_at=0.5)
    same_bits(*both(replace(whole, recipe=replace(whole.recipe, regularisation=strong)), count=131), STEPS)
    same_bits(*both(project(*layers, optimizer=LBFGS())), steps=3)


@pytest.mark.parametrize("frozen", [["linear1"], ["linear2"], ["linear3"], ["linear1", "linear2"]])
def test_blocks_are_frozen_and_learn_again(frozen):
    whole = project(*CHAINS["relu"])
    ours, plain = both(whole)
    network = whole.network
    for name in frozen:
        network = edit.set_weights(network, name, WeightRule(frozen=True))
    before = {name: value.clone() for name, value in ours.net.weights().items()}
    for now in (whole.with_network(network), whole):
        for each in (ours, plain):
            each.follow(now)
        plain._gradients._chain = None
        same_bits(ours, plain, STEPS)
        if now is not whole:
            stayed = {name for name, value in ours.net.weights().items() if torch.equal(value, before[name])}
            assert stayed == {f"{name}.{part}" for name in frozen for part in ("weight", "bias")}


def test_nothing_learns_where_all_is_frozen():
    whole = project(*CHAINS["linear"])
    frozen = whole.with_network(edit.set_weights(whole.network, "linear1", WeightRule(frozen=True)))
    ours, _ = both(whole)
    ours.follow(frozen)
    ours.step()
    assert ours._gradients._chain is None and ours.take_steps().loss[0] > 0


def test_the_share_that_is_dropped_may_change_meanwhile():
    whole = project(*CHAINS["dropout"])
    ours, plain = both(whole)
    other = whole.with_network(edit.set_layer(whole.network, "dropout1", Dropout(p=0.9)))
    for each in (ours, plain):
        each.follow(other)
    plain._gradients._chain = None
    same_bits(ours, plain, STEPS)


@pytest.mark.parametrize(
    ("layers", "loss"),
    [
        ((Conv2d(out_channels=2), Flatten(), Linear(out_features=CLASSES)), CrossEntropy()),
        ((SEQUENCE, Flatten(), Linear(out_features=CLASSES)), CrossEntropy()),
        ((Flatten(), HIDDEN, GELU(), Linear(out_features=CLASSES)), CrossEntropy()),
        (CHAINS["relu"], CrossEntropy(label_smoothing=0.1)),
        (CHAINS["relu"], MeanSquaredError()),
    ],
)
def test_what_is_no_such_chain_is_left_to_autograd(layers, loss):
    shape = SHAPE[1:] if layers[0] == SEQUENCE else SHAPE
    ours = trainer(project(*layers, loss=loss), samples(50, shape, CLASSES))
    assert chain_of(ours.net, ours._loss) is None
    ours.step()
    assert ours.take_steps().loss[0] > 0
