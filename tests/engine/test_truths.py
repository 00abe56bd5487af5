"""Regression and several labels against plain torch: what is trained, measured, refused, examined and exported."""

import runpy
import sys

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from torch import nn

from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import Part
from nnplayground.engine import export, headless
from nnplayground.engine.analysis import analyse
from nnplayground.engine.data import LoadedData
from nnplayground.engine.examination import label_figures, number_figures
from nnplayground.engine.mending import mend
from nnplayground.engine.probes import judged
from nnplayground.engine.survey import Survey
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project
from nnplayground.spec.tasks import KINDS as TASKS
from nnplayground.spec.tasks.classification import Classification
from nnplayground.spec.tasks.multi_label import MultiLabel
from nnplayground.spec.tasks.regression import Regression
from nnplayground.spec.truth import Truth
from tests.engine import small
from tests.engine.exported import assert_trains_alike

DISTANCES = {"mse": nn.MSELoss(), "mae": nn.L1Loss(), "huber": nn.HuberLoss()}
FITTING = {
    "regression": DISTANCES,
    "multi_label": {"bce": nn.BCEWithLogitsLoss(), **DISTANCES},
}
CASES = [(task, loss) for task, losses in FITTING.items() for loss in losses]


def samples(task: str) -> Samples:
    """Two numbers, or two labels, that follow from five."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 5)).astype(np.float32)
    numbers = (x[:, :2] + x[:, 2:4] ** 2).astype(np.float32)
    if task == "regression":
        return Samples(x, numbers, Truth("numbers", ("a", "b")))
    return Samples(x, (numbers > 0.8).astype(np.float32), Truth("labels", ("a", "b")))


def project(task: str, loss: str, outputs: int = 2) -> Project:
    layers = (Linear(out_features=7), ReLU(), Linear(out_features=outputs))
    whole = small.project(*layers, loss=LOSSES[loss](), optimizer=SGD(lr=0.05), batch_size=8)
    return replace(whole, recipe=replace(whole.recipe, task=TASKS[task]()))


def figure(task: str, loss: str, output: torch.Tensor, truth: torch.Tensor) -> float:
    if task == "regression":
        return (output - truth).abs().mean().item()
    said = output.sigmoid() >= 0.5 if loss == "bce" else output >= 0.5
    return (said == truth.bool()).float().mean().item()


@pytest.mark.parametrize(("task", "loss"), CASES)
def test_each_step_is_that_of_plain_torch(task, loss):
    data = samples(task)
    trainer = small.trainer(project(task, loss), data)
    plain = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 2))
    plain.load_state_dict(dict(zip(plain.state_dict(), trainer.net.state_dict().values(), strict=True)))
    momentum = trainer.project.recipe.optimizer.momentum
    optimizer = torch.optim.SGD(plain.parameters(), lr=0.05, momentum=momentum, fused=True)
    part, seed = trainer.batches.training, trainer.project.recipe.schooling.seed
    truth = torch.from_numpy(data.y)[[data.x.tolist().index(row) for row in part.x.tolist()]]
    losses, figures = [], []
    for batch in torch.randperm(len(part.x), generator=torch.Generator().manual_seed(seed)).split(8):
        trainer.step()
        output = plain(part.x[batch])
        error = FITTING[task][loss](output, truth[batch])
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
        losses.append(error.item())
        figures.append(figure(task, loss, output, truth[batch]))
    steps = trainer.take_steps()
    assert steps.loss.tolist() == losses
    np.testing.assert_allclose(steps.measure, figures, rtol=1e-6)
    for mine, own in zip(trainer.net.parameters(), plain.parameters(), strict=True):
        assert torch.equal(mine, own)
    part = trainer.batches.validation
    score = trainer.evaluate(part)
    assert score.loss == pytest.approx(FITTING[task][loss](plain(part.x), part.truth).item(), rel=1e-5)
    assert score.measure == pytest.approx(figure(task, loss, plain(part.x), part.truth), rel=1e-5)


@pytest.mark.parametrize("task", FITTING)
def test_losses_fit_or_say_why_not(task):
    assert {tag for tag, kind in LOSSES.items() if not TASKS[task]().refused(kind)} == set(FITTING[task])


@pytest.mark.parametrize(("task", "code"), [("regression", "output_numbers"), ("multi_label", "output_labels")])
def test_an_output_of_another_size_is_said_and_mended(task, code):
    wrong = project(task, "mse", outputs=3)
    _, problems = analyse(wrong.network, (5,), 2, wrong.recipe)
    assert [problem.code for problem in problems] == [code]
    repairs = mend(wrong.network, (5,), 2, wrong.recipe, problems[0].node)
    assert analyse(repairs[0].network, (5,), 2, wrong.recipe)[1] == ()


def test_other_data_brings_the_task_that_it_can_serve():
    digits = Project()
    plane = digits.with_data(DataChoice("bumps"), Truth("numbers", ("height",)))
    assert isinstance(plane.recipe.task, Regression) and plane.recipe.loss == LOSSES["mse"]()
    discs = plane.with_data(DataChoice("discs"), Truth("labels", ("a",)))
    assert isinstance(discs.recipe.task, MultiLabel) and discs.recipe.loss == LOSSES["bce"]()
    back = discs.with_data(DataChoice(), Truth("class", ("a", "b")))
    assert back.recipe == digits.recipe
    squeezed = PRESETS["autoencoder"].project()
    assert squeezed.with_data(DataChoice("digit-value"), Truth("numbers", ("value",))).recipe == squeezed.recipe


def test_a_task_that_the_data_cannot_serve_is_refused():
    whole = replace(PRESETS["plane-regression"].project(), data=DataChoice("xor"))
    data = LoadedData(whole)
    for attempt in (lambda: headless.train(whole, data), lambda: export.exporter("python")(whole, b"", (2,), ("a",))):
        with pytest.raises(PlaygroundError) as caught:
            attempt()
        assert caught.value.problem.code == "task_needs_numbers"
    assert Classification().unserved(Truth("labels", ("a",))).code == "task_needs_class"


def test_figures_of_labels():
    answers = np.array([[0.9, 0.6], [0.8, 0.2], [0.5, 0.1], [0.1, 0.4]])
    truth = np.array([[1, 0], [1, 0], [0, 0], [1, 0]], np.float32)
    found = label_figures(answers, truth)
    assert found["accuracy"].tolist() == [0.5, 0.75]
    assert found["precision"].tolist() == pytest.approx([2 / 3, 0.0])
    assert found["recall"][0] == pytest.approx(2 / 3) and np.isnan(found["recall"][1])
    assert found["f1"].tolist() == pytest.approx([2 / 3, 0.0])


def test_figures_of_numbers():
    truth = np.array([[1.0, 2.0], [2.0, 2.0], [6.0, 2.0]])
    found = number_figures(truth + [[1.0, 0.0], [-1.0, 0.0], [0.0, 0.0]], truth)
    assert found["mae"].tolist() == pytest.approx([2 / 3, 0]) and found["rmse"][0] == pytest.approx((2 / 3) ** 0.5)
    assert found["r2"][0] == pytest.approx(1 - 2 / 14) and np.isnan(found["r2"][1]), "what never changes has no R²"


@pytest.mark.parametrize("task", FITTING)
def test_the_probe_sees_what_the_score_says(task):
    whole = project(task, "mse")
    trainer = small.trainer(whole, samples(task))
    part = trainer.batches.validation
    survey = Survey(Part(part.x.numpy(), part.truth.numpy()), judged, whole.recipe)
    assert np.isnan(survey.arrays(learns=False)["answer"]).all() and "mae" not in survey.arrays(learns=False)
    survey.follow(trainer.net, 0, learns=False)
    while not survey.settled:
        survey.go_on("cpu", 0.01)
    found, score = survey.arrays(learns=False), trainer.evaluate(part)
    each = found["mae"] if task == "regression" else found["accuracy"]
    assert each.mean() == pytest.approx(score.measure, rel=1e-5)
    assert ("mae" in found, "f1" in found) == (task == "regression", task == "multi_label"), "figures of its own kind"
    assert found["truth"].shape == found["answer"].shape == (len(part.x), 2)
    assert survey.reads_as(whole.recipe) and not survey.reads_as(replace(whole.recipe, loss=LOSSES["mae"]()))


@pytest.mark.parametrize(
    ("tag", "data", "said"),
    [
        ("plane-regression", DataChoice("bumps", {"samples": 200}), "mean absolute error {0:.4f}"),
        ("digit-traits", DataChoice("discs", {"samples": 200}), "label accuracy {0:.2%}"),
    ],
)
def test_the_script_measures_as_the_engine_does(tag, data, said, tmp_path, monkeypatch, capsys):
    plane = PRESETS["plane-regression"].project(data)
    recipe = PRESETS[tag].project().recipe
    whole = replace(plane, recipe=replace(recipe, schooling=replace(recipe.schooling, epochs=2)))
    outputs = 1 if tag == "plane-regression" else 3
    whole = whole.with_network(small.project(Linear(out_features=8), ReLU(), Linear(out_features=outputs)).network)
    loaded = LoadedData(whole)
    outcome = headless.train(whole, loaded, device="cpu")
    for suffix, content in export.exporter("python")(whole, outcome.weights, (2,), loaded.truth.names).items():
        (tmp_path / f"net{suffix}").write_bytes(content)
    monkeypatch.setattr(sys, "argv", ["net.py", "--evaluate", "--device", "cpu"])
    runpy.run_path(str(tmp_path / "net.py"), run_name="__main__")
    assert capsys.readouterr().out == f"test loss {outcome.test.loss:.4f}  {said.format(outcome.test.measure)}\n"
    assert_trains_alike(whole, tmp_path, monkeypatch)
    given = headless.predict(whole, outcome.weights, loaded.split.test.x, outputs, device="cpu").values.numpy()
    truth = loaded.split.test.y
    assert given.shape == truth.shape == (20, outputs)
    right = np.abs(given - truth) if tag == "plane-regression" else (given >= 0.5) == (truth == 1)
    assert right.mean() == pytest.approx(outcome.test.measure, rel=1e-5)
