"""Mixed precision against a plain loop with torch's own autocast and GradScaler, bit for bit."""

import msgspec
import pytest
import torch
from msgspec.structs import replace
from torch import nn
from torch.nn import functional

from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import split
from nnplayground.engine import trial
from nnplayground.engine.trainer import Trainer
from nnplayground.records import comparison
from nnplayground.spec import optimizers
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.lstm import LSTM
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project, Recipe
from nnplayground.spec.regularisation import Regularisation
from tests.engine.small import project, samples, trainer

SEED, BATCH, STEPS, CLIP = 5, 16, 12, 0.05
LAYERS = (Linear(out_features=12), ReLU(), Dropout(p=0.3), Linear(out_features=3))
MOVERS = {
    "adam": lambda m: torch.optim.Adam(m.parameters(), fused=True),
    "sgd": lambda m: torch.optim.SGD(m.parameters(), 0.05, momentum=0.9, fused=True),
    "rmsprop": lambda m: torch.optim.RMSprop(m.parameters(), 0.001, foreach=True),
    "lbfgs": lambda m: torch.optim.LBFGS(m.parameters(), 1.0, line_search_fn="strong_wolfe", history_size=10),
}


def mixed(precision: str, tag: str = "sgd", *layers, clip: str = "none", **options) -> Project:
    whole = project(*(layers or LAYERS), optimizer=optimizers.KINDS[tag](**options), batch_size=BATCH, seed=SEED)
    clipped = Regularisation(clip=clip, clip_at=CLIP)
    return replace(whole, recipe=replace(whole.recipe, precision=precision, regularisation=clipped))


@pytest.fixture(scope="module")
def data() -> Samples:
    return samples(100, (8,), 3)


def by_hand(data: Samples, precision: str, tag: str, clip: bool) -> tuple[list[float], nn.Module]:
    """The loop of torch's own examples: scale, unscale, clip, step, update."""
    torch.manual_seed(SEED)
    model = nn.Sequential(nn.Linear(8, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, 3))
    mover, scaler = MOVERS[tag](model), torch.amp.GradScaler("cpu", enabled=precision == "float16")
    part = split(data, 0.1, 0.1, SEED).train
    x, y = torch.from_numpy(part.x), torch.from_numpy(part.y)
    order, found = torch.Generator().manual_seed(SEED), []
    torch.manual_seed(SEED)
    while len(found) < STEPS:
        for rows in torch.randperm(len(x), generator=order).split(BATCH)[: STEPS - len(found)]:
            seen = []

            def closure(rows=rows, seen=seen) -> torch.Tensor:
                mover.zero_grad()
                with torch.autocast("cpu", getattr(torch, precision)):
                    output = model(x[rows])
                loss = functional.cross_entropy(output.float(), y[rows])
                scaler.scale(loss).backward()
                scaler.unscale_(mover)
                if clip:
                    nn.utils.clip_grad_norm_(model.parameters(), CLIP)
                seen.append(loss.item())
                if tag == "lbfgs":
                    scaler.update()
                return loss

            if tag == "lbfgs":
                mover.step(closure)
            else:
                closure()
                scaler.step(mover)
                scaler.update()
            found.append(seen[0])
    return found, model


@pytest.mark.parametrize("clip", ["none", "norm"])
@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
@pytest.mark.parametrize("tag", MOVERS)
def test_steps_equal_a_plain_autocast_loop(data, tag, precision, clip):
    if tag == "lbfgs" and clip == "norm":
        pytest.skip("it searches by the loss: there is nothing to clip")
    ours = trainer(mixed(precision, tag, clip=clip), data)
    run(ours, STEPS)
    losses, model = by_hand(data, precision, tag, clip == "norm")
    assert ours.take_steps().loss.tolist() == losses
    for mine, theirs in zip(ours.net.state_dict().values(), model.state_dict().values(), strict=True):
        assert mine.dtype == torch.float32 and torch.equal(mine, theirs)


def run(ours: Trainer, steps: int) -> None:
    for _ in range(steps):
        ours.step()


def weights(ours: Trainer) -> list[torch.Tensor]:
    return [value.clone() for value in ours.net.state_dict().values()]


def overflowing(ours: Trainer) -> None:
    """Set the scale so high that the gradients of the next steps overflow."""
    ours._arithmetic.restore(ours._arithmetic.state() | {"scale": 2.0**40})


@pytest.mark.parametrize("tag", ["adam", "rmsprop", "muon"])
def test_a_step_whose_gradient_overflows_is_skipped_and_is_no_divergence(data, tag):
    ours = trainer(mixed("float16", tag), data)
    run(ours, 1)
    overflowing(ours)
    before = weights(ours)
    run(ours, 1)
    steps = ours.take_steps()
    assert ours._arithmetic.state()["scale"] == 2.0**39
    assert all(torch.equal(a, b) for a, b in zip(before, weights(ours), strict=True))
    assert ours.diverged_at is None and steps.gradient_norm[-1] != steps.gradient_norm[-1]
    run(ours, 60)
    assert ours.take_steps().gradient_norm[-1] > 0 and ours.diverged_at is None
    assert not all(torch.equal(a, b) for a, b in zip(before, weights(ours), strict=True))


def test_a_search_finds_a_scale_within_its_step(data):
    ours = trainer(mixed("float16", "lbfgs"), data)
    overflowing(ours)
    before = weights(ours)
    run(ours, 1)
    ours.take_steps()
    assert ours.diverged_at is None and ours._arithmetic.state()["scale"] < 2.0**40
    assert not all(torch.equal(a, b) for a, b in zip(before, weights(ours), strict=True))


def test_a_gradient_that_no_scale_mends_is_a_divergence(data, monkeypatch):
    ours = trainer(mixed("float16"), data)
    run(ours, 1)
    hook = ours.net.block("linear1").weight.register_hook(lambda gradient: gradient * float("inf"))
    run(ours, 40)
    hook.remove()
    ours.take_steps()
    assert ours.diverged_at == 41
    assert all(torch.isfinite(value).all() for value in ours.net.state_dict().values())


@pytest.mark.parametrize("tag", ["adam", "lbfgs"])
def test_the_scale_is_part_of_the_state(data, tag):
    through, again = (trainer(mixed("float16", tag), data) for _ in range(2))
    overflowing(through)  # it is still falling when the state is taken
    run(through, 5)
    through.take_steps()
    state = through.state()
    run(through, 12)
    again.restore(state)
    assert again._arithmetic.state() == state["scaling"]
    run(again, 12)
    assert through.take_steps().loss.tolist() == again.take_steps().loss.tolist()
    assert all(torch.equal(a, b) for a, b in zip(weights(through), weights(again), strict=True))


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_it_learns_as_well_as_in_float32(precision):
    data = samples(300, (8,), 3)
    scores = {}
    for each in ("float32", precision):
        ours = trainer(mixed(each, "adam", Linear(out_features=16), ReLU(), Linear(out_features=3), lr=0.01), data)
        run(ours, 300)
        scores[each] = ours.evaluate(ours.batches.training)
    assert scores["float32"].measure > 0.9
    assert abs(scores[precision].measure - scores["float32"].measure) < 0.02
    assert abs(scores[precision].loss - scores["float32"].loss) < 0.02


def test_weights_that_are_all_frozen_need_no_scale(data):
    ours = trainer(mixed("float16"), data)
    network = ours.project.network
    frozen = {n: replace(node, weights=replace(node.weights, frozen=True)) for n, node in network.nodes.items()}
    ours.follow(ours.project.with_network(replace(network, nodes=frozen)))
    run(ours, 2)
    assert len(ours.take_steps().loss) == 2


def test_a_block_that_the_device_cannot_compute_is_named(monkeypatch):
    whole = mixed("float16", "sgd", LSTM(), Linear(out_features=3))
    monkeypatch.setattr(trial, "_computes", lambda layer, precision, device: precision == "bfloat16")
    (problem,) = trial.unfit(whole.network, "float16", "cpu")
    assert problem.code == "precision_unfit" and problem.node == "lstm1"
    assert not trial.unfit(whole.network, "bfloat16", "cpu") and not trial.unfit(whole.network, "float32", "cpu")
    with pytest.raises(PlaygroundError, match="another precision"):
        trial.check(whole.network, "float16", "cpu")


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_what_was_tried_is_what_happens(precision):
    """The trial says of an LSTM what a step of training says."""
    ours = trainer(mixed(precision, "sgd", LSTM(hidden_size=4), Linear(out_features=3)), samples(20, (2, 4), 3))
    assert not trial.refused("cpu")
    if trial.unfit(ours.project.network, precision, "cpu"):
        with pytest.raises(RuntimeError):
            ours.step()
    else:
        ours.step()


@pytest.fixture
def untried(monkeypatch):
    """Nothing is known of any device."""
    monkeypatch.setattr(trial, "_known", {})


def test_trying_a_precision_draws_no_numbers_of_a_run_that_trains(untried):
    network, state = mixed("bfloat16", "sgd", LSTM(hidden_size=4)).network, torch.get_rng_state()
    trial.unfit(network, "bfloat16", "cpu")
    assert len(trial._known) > 1 and torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("error", [torch.OutOfMemoryError(), RuntimeError("can't allocate memory"), MemoryError()])
def test_a_lack_of_memory_is_not_held_against_a_precision(untried, monkeypatch, error):
    forward, hungry = nn.Linear.forward, [error]

    def starving(self: nn.Linear, x: torch.Tensor) -> torch.Tensor:
        if hungry:
            raise error
        raise ValueError("not this one")

    monkeypatch.setattr(nn.Linear, "forward", starving)
    assert not trial.refused("cpu")
    hungry.clear()
    assert trial.refused("cpu")["float16"].args["detail"] == "not this one"
    monkeypatch.setattr(nn.Linear, "forward", forward)
    assert trial.refused("cpu"), "this is remembered"


def test_a_project_of_before_is_in_float32():
    stored = msgspec.to_builtins(Project().recipe)
    del stored["precision"]
    assert msgspec.convert(stored, Recipe) == Recipe()


def test_precision_is_told_in_words_where_runs_differ():
    (row,) = comparison([mixed("float32"), mixed("bfloat16")])
    assert row.words == ("Precision",) and row.values == ("float32", "bfloat16")
