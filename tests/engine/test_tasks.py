"""Tasks against plain torch: what is trained, what is measured, what is refused and mended, and what is exported."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import nn

from nnplayground.engine import export, headless
from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.mending import mend
from nnplayground.engine.net import Net
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project, Recipe, Schooling
from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.spec.tasks.classification import Classification
from tests.engine import small

FITTING = {"mse": nn.MSELoss(), "mae": nn.L1Loss(), "huber": nn.HuberLoss(), "bce": nn.BCEWithLogitsLoss()}
SHAPE = (1, 4, 4)
BACK = (Flatten(), Linear(out_features=5), Linear(out_features=16), Reshape(shape="1x4x4"))


def autoencoder(*layers, loss: str = "mse", **recipe) -> Project:
    whole = small.project(*(layers or BACK), loss=LOSSES[loss](), optimizer=SGD(lr=0.05), batch_size=8)
    return replace(whole, recipe=replace(whole.recipe, task=Autoencoding(), **recipe))


@pytest.mark.parametrize("loss", FITTING)
def test_each_step_is_that_of_plain_torch(loss):
    data = small.samples(80, SHAPE, 4)
    data = replace_x(data, data.x / 2)
    trainer = small.trainer(autoencoder(loss=loss), data)
    torch.manual_seed(0)
    plain = nn.Sequential(nn.Flatten(), nn.Linear(16, 5), nn.Linear(5, 16), nn.Unflatten(1, SHAPE))
    plain.load_state_dict(dict(zip(plain.state_dict(), trainer.net.state_dict().values(), strict=True)))
    momentum = trainer.project.recipe.optimizer.momentum
    optimizer = torch.optim.SGD(plain.parameters(), lr=0.05, momentum=momentum, fused=True)
    x, order = trainer.batches.training.x, torch.Generator().manual_seed(trainer.project.recipe.schooling.seed)
    losses, distances = [], []
    for batch in torch.randperm(len(x), generator=order).split(8):
        trainer.step()
        output = plain(x[batch])
        error = FITTING[loss](output, x[batch])
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        losses.append(error.item())
        distances.append(((output.sigmoid() if loss == "bce" else output) - x[batch]).abs().mean().item())
    steps = trainer.take_steps()
    assert steps.loss.tolist() == losses
    np.testing.assert_allclose(steps.measure, distances, rtol=1e-6)
    for mine, own in zip(trainer.net.parameters(), plain.parameters(), strict=True):
        assert torch.equal(mine, own)
    part = trainer.batches.validation
    given = plain(part.x)
    score = trainer.evaluate(part)
    assert score.loss == pytest.approx(FITTING[loss](given, part.x).item(), rel=1e-5)
    given = given.sigmoid() if loss == "bce" else given
    assert score.measure == pytest.approx((given - part.x).abs().mean().item(), rel=1e-5)


def replace_x(samples, x):
    return type(samples)(x, samples.y, samples.truth)


def test_what_augmentation_changes_is_not_the_truth():
    trainer = small.trainer(autoencoder(augmentations=(Noise(std=1.0),)), small.samples(40, SHAPE, 4))
    part = trainer.batches.training
    assert part.targets is part.x
    before = part.x.clone()
    trainer.step()
    assert torch.equal(part.targets, before)


def test_losses_fit_or_say_why_not():
    assert {tag for tag, kind in LOSSES.items() if not Autoencoding().refused(kind)} == set(FITTING)
    assert all(Classification().refused(kind) is None for kind in LOSSES.values())
    recipe = Recipe().with_task(Autoencoding())
    assert (type(recipe.task), type(recipe.loss)) == (Autoencoding, LOSSES["mse"])
    assert recipe.with_task(Classification()).loss == Recipe().loss, "what was merely usual goes"
    chosen = replace(recipe, loss=LOSSES["huber"](delta=2.0))
    assert chosen.with_task(Classification()).loss == chosen.loss, "a loss that was chosen and fits both stays"
    _, problems = analyse(autoencoder(loss="kl").network, SHAPE, 4, autoencoder(loss="kl").recipe)
    assert "loss_unfit" in {problem.code for problem in problems}


@pytest.mark.parametrize(
    "layers",
    [
        (Flatten(), Linear(out_features=16)),
        (Flatten(), Linear(out_features=7)),
        (Conv2d(out_channels=3, kernel_size=3),),
        (Flatten(), Linear(out_features=4), Reshape(shape="1x2x2")),
    ],
)
def test_an_output_of_another_shape_is_said_and_mended(layers):
    project = autoencoder(*layers)
    _, problems = analyse(project.network, SHAPE, 4, project.recipe)
    assert [problem.code for problem in problems] == ["output_not_input"]
    repairs = mend(project.network, SHAPE, 4, project.recipe, problems[0].node)
    assert repairs
    for repair in repairs:
        mended = project.with_network(repair.network)
        assert analyse(repair.network, SHAPE, 4, project.recipe)[1] == ()
        assert Net(mended, SHAPE, 4)(torch.zeros(2, *SHAPE)).shape == (2, *SHAPE)


def test_a_picture_is_no_answer_of_a_classifier():
    project = autoencoder()
    codes = [p.code for p in analyse(project.network, SHAPE, 4, replace(project.recipe, task=Classification()))[1]]
    assert codes == ["wrong_rank"]


@pytest.mark.parametrize(("tag", "doing"), [("autoencoder", "--train"), ("denoising", "--evaluate")])
def test_the_script_measures_as_the_engine_does(tag, doing, tmp_path):
    project = PRESETS[tag].project()
    project = replace(project, recipe=replace(project.recipe, augmentations=(), schooling=Schooling(epochs=1)))
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    for suffix, content in export.exporter("python")(project, outcome.weights, (1, 28, 28), data.truth.names).items():
        (tmp_path / f"net{suffix}").write_bytes(content)
    command = [sys.executable, tmp_path / "net.py", doing, "--device", "cpu"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if doing == "--evaluate":
        assert said == f"test loss {outcome.test.loss:.4f}  mean absolute error {outcome.test.measure:.4f}\n"
    else:  # from other first weights
        error = float(said.split()[-1])
        assert error == pytest.approx(outcome.test.measure, rel=0.1)
    given = headless.predict(project, outcome.weights, data.split.test.x, 10, device="cpu").values.numpy()
    assert given.shape == data.split.test.x.shape
    assert np.abs(given - data.split.test.x).mean() == pytest.approx(outcome.test.measure, rel=1e-4)
