"""Learning from the user's own table: answers in its units, and an exported script that reads the very file."""

import runpy
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch
from msgspec.structs import replace
from safetensors.torch import load

from nnplayground import datasets
from nnplayground.engine import device, headless
from nnplayground.engine.data import LoadedData
from nnplayground.engine.export import exporter
from nnplayground.engine.net import Net
from nnplayground.engine.probes import activations, judged
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import moment, trainer_of
from nnplayground.engine.sameness import net_key
from nnplayground.engine.scene import Scene
from nnplayground.engine.weights import from_bytes, put
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import DataChoice, Project, Recipe, Scale, Schooling
from nnplayground.spec.tasks.autoencoding import Autoencoding
from nnplayground.spec.tasks.regression import Regression

NOISE = 3.0


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        device, "calibrate", lambda step: (torch.set_num_threads(1) or 1, Problem(code="threads_one", severity="note"))
    )


def _write(path: Path, names: str, *columns: np.ndarray) -> Path:
    rows = "".join(",".join(map(str, row)) + "\n" for row in zip(*columns, strict=True))
    path.write_text(f"{names}\n{rows}")
    return path


def _project(path: Path, *layers: object, epochs: int, **wish: object) -> Project:
    table = datasets.parse(f"csv:{path}", datasets.Wish(**wish))
    sized = [layer if isinstance(layer, Tanh) else Linear(out_features=layer or table.truth.size) for layer in layers]
    recipe = Recipe(optimizer=Adam(lr=0.05), schooling=Schooling(epochs=epochs))
    project = Project(networks={"network": chain(*sized)}, recipe=recipe)
    project = project.with_data(DataChoice(table.kind, table.options), table.truth)
    return LoadedData(project).scaled(project)


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """``price = 2000 · size - 30 · age + noise``, in units far apart, with two rows that have gaps."""
    rng = np.random.default_rng(0)
    size, age = rng.uniform(30, 200, 602).round(2), rng.uniform(0, 9000, 602).round(2)
    price = (2000 * size - 30 * age + rng.normal(0, NOISE * 1000, 602)).round(2)
    path = _write(tmp_path / "houses.csv", "size,age,price", size, age, price)
    return _with_gaps(path)


def _with_gaps(path: Path) -> Path:
    first, *rows = path.read_text().splitlines()
    rows[3], rows[8] = rows[3].rpartition(",")[0] + ",", "," + rows[8].partition(",")[2]
    path.write_text("\n".join([first, *rows]) + "\n")
    return path


def test_a_line_is_learned_down_to_the_noise_in_the_units_of_the_table(houses: Path) -> None:
    project = _project(houses, 0, epochs=30)
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    floor = NOISE * 1000 * np.sqrt(2 / np.pi)  # the mean absolute value of the noise
    assert floor * 0.7 < outcome.test.measure < floor * 1.3
    assert outcome.test.loss < 0.01, "the loss is of standardised numbers"
    (rmse,), (r2,) = outcome.test.details.columns["rmse"], outcome.test.details.columns["r2"]
    assert NOISE * 700 < rmse < NOISE * 1300 and r2 > 0.99
    x = np.array([[100, 1000], [50, 8000]], np.float32)
    said = headless.predict(project, outcome.weights, x, 1, device="cpu").values[:, 0]
    np.testing.assert_allclose(said, [170_000, -140_000], atol=3000)
    facts = data.facts("csv")
    assert facts.ranges[0][1] > 100_000 and facts.pictures.numpy()[:, 1].max() > 1000, "shown in their units"
    assert (facts.training, facts.validation, facts.test) == (480, 60, 60)


def test_units_make_no_difference(houses: Path, tmp_path: Path) -> None:
    rows = np.loadtxt(
        houses.read_text().replace(",\n", ",nan\n").replace("\n,", "\nnan,").splitlines()[1:], delimiter=","
    )
    rows = rows[np.isfinite(rows).all(1)]
    other = _write(tmp_path / "other.csv", "a,b,c", rows[:, 0] * 1000 + 5000, rows[:, 1] / 10_000, rows[:, 2] / 1e6)
    one, two = (
        headless.train(project, LoadedData(project), device="cpu")
        for project in (_project(path, 4, Tanh(), 0, epochs=5) for path in (houses, other))
    )
    assert two.test.loss == pytest.approx(one.test.loss, rel=0.02)
    assert two.test.measure == pytest.approx(one.test.measure / 1e6, rel=0.02)


def test_classes_and_labels_are_learned(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    kind = rng.integers(0, 3, 240)
    x, y = (rng.normal(kind * scale, scale / 6).round(4) for scale in (1000, 0.01))
    path = _write(tmp_path / "kinds.csv", "x,y,kind", x, y, np.array(["low", "mid", "top"])[kind])
    project = _project(path, 0, epochs=20)
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.test.measure > 0.95
    flags = _write(tmp_path / "flags.csv", "x,y,right,far", x, y, (x > 1000).astype(int), (x > 1800).astype(int))
    project = _project(flags, 8, Tanh(), 0, epochs=25)
    assert project.recipe.task.truth == "labels"
    outcome = headless.train(project, LoadedData(project), device="cpu")
    assert outcome.test.measure > 0.95


def test_an_auto_encoder_gives_numbers_back_in_their_units(houses: Path) -> None:
    project = _project(houses, 2, epochs=25)
    project = replace(project, recipe=project.recipe.with_task(Autoencoding()))
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    x = data.split.test.x
    said = headless.predict(project, outcome.weights, x, 1, device="cpu").values.numpy()
    assert (np.abs(said - x) / data.split.train.x.std(0)).mean() == pytest.approx(outcome.test.measure, abs=1e-4)
    assert (np.abs(said - x).mean(0) < x.std(0) / 5).all()


def test_several_numbers_are_measured_in_standard_deviations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = np.random.default_rng(0).uniform(-1, 1, (2, 300)).round(4)
    path = _write(tmp_path / "two.csv", "a,b,tons,grams", a, b, (a * b).round(4), (1e6 * (a + b)).round())
    project = _project(path, 4, Tanh(), 0, epochs=4, targets=("tons", "grams"))
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    test, train = data.split.test, data.split.train
    said = headless.predict(project, outcome.weights, test.x, 2, device="cpu").values.numpy()
    errors = np.abs(said - test.y).mean(0)
    np.testing.assert_allclose(outcome.test.details.columns["mae"], errors, rtol=1e-5)
    assert outcome.test.measure == pytest.approx((errors / train.y.std(0)).mean(), rel=1e-5), "not millions of grams"
    assert outcome.validation.measure < 2
    _main(_exported(project, outcome.weights, tmp_path), monkeypatch, "--evaluate", "--data", str(path))
    assert capsys.readouterr().out.rstrip().endswith(f"mean absolute error (SD) {outcome.test.measure:.4f}")


def test_blocks_work_with_standardised_numbers_between_units(houses: Path) -> None:
    project = _project(houses, 3, Tanh(), 0, epochs=1)
    net = Net(project, (2,), 1)
    x = torch.tensor([[100.0, 1000.0], [50.0, 8000.0]])
    values = net.observe(x)
    names = list(values)
    scale = project.data.scale
    standard = (x - torch.tensor(scale.feature_mean)) / torch.tensor(scale.feature_spread)
    first = net.block("linear1")
    torch.testing.assert_close(values["linear1"], first(standard))
    assert torch.equal(values[names[0]], x) and torch.equal(values["output1"], net.answer_scale.back(net(x)).float())
    shown = activations.sample(net, Scene(x[:1]), tuple(names[:1]), 8)[names[0]]["value"]
    np.testing.assert_allclose(shown, standard[0], rtol=1e-3)
    assert not any("mean" in name or "spread" in name for name in net.state_dict())


def test_another_table_of_the_same_shape_is_another_network(houses: Path, tmp_path: Path) -> None:
    other = _write(tmp_path / "o.csv", "a,b,c", *np.random.default_rng(5).normal(3, 9, (3, 50)).round(3))
    one, two = (_project(path, 0, epochs=1) for path in (houses, other))
    assert net_key(one, LoadedData(one)) != net_key(two, LoadedData(two))


def _exported(project: Project, weights: bytes, folder: Path) -> Path:
    table = datasets.resolve(project.data.kind, project.data.options)
    for suffix, content in exporter("python")(project, weights, table.sample_shape, table.truth.names).items():
        (folder / f"script{suffix}").write_bytes(content)
    return folder / "script.py"


def _main(script: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict:
    """Run a script in this process: importing torch once more would take seconds."""
    monkeypatch.setattr(sys, "argv", [str(script), *arguments])
    return runpy.run_path(str(script), run_name="__main__")


def test_the_script_reads_the_table_and_learns_the_same(
    houses: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = _project(houses, 4, Tanh(), 0, epochs=3)
    outcome = headless.train(project, LoadedData(project), device="cpu")
    script = _exported(project, outcome.weights, tmp_path)
    head = script.read_text().split("\n\n")[:2]
    assert "a network that learns price from the table houses.csv, in PyTorch." in head[0]
    assert all(" --data FILE  " in line for line in head[1].splitlines()), "what it cannot do without"
    _main(script, monkeypatch, "--evaluate", "--data", str(houses))
    told = capsys.readouterr().out.splitlines()[-1]
    assert told.startswith(f"test loss {outcome.test.loss:.4f}  mean absolute error ")
    assert float(told.split()[-1]) == pytest.approx(outcome.test.measure, rel=1e-5)
    again = tmp_path / "again.safetensors"
    _main(script, monkeypatch, "--train", "--data", str(houses), "--save", str(again))
    theirs = load(again.read_bytes())
    for name, value in from_bytes(outcome.weights).items():
        torch.testing.assert_close(theirs[name], value, rtol=1e-3, atol=1e-4)
    put(Net(project, (2,), 1), theirs, "again")


@pytest.mark.parametrize("task", [Regression, Autoencoding])
def test_a_large_mean_takes_nothing_from_the_figures(
    task: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(2)
    x = rng.integers(0, 40, (2, 200)) + 10_000_000  # whole numbers: so large a float32 has no room for others
    path = _write(tmp_path / "far.csv", "a,b,y", *x, x[0] + rng.integers(-6, 7, 200))
    project = _project(path, 1, 1 if task is Regression else 2, epochs=3)
    project = replace(project, recipe=project.recipe.with_task(task()))
    data = LoadedData(project)
    outcome = headless.train(project, data, device="cpu")
    script = _exported(project, outcome.weights, tmp_path)
    _main(script, monkeypatch, "--evaluate", "--data", str(path))
    told = capsys.readouterr().out.splitlines()[-1]
    assert f"test loss {outcome.test.loss:.4f}" in told and told.endswith(f" {outcome.test.measure:.4f}")
    test = data.split.test
    truth, spread = (test.y, 1) if task is Regression else (test.x, data.split.train.x.std(0, dtype=np.float64))
    said = headless.predict(project, outcome.weights, test.x, 1, device="cpu").values.numpy()
    assert (np.abs(said - truth) / spread).mean() == pytest.approx(outcome.test.measure, rel=1e-5)
    if task is Regression:
        assert outcome.test.details.columns["mae"][0] == pytest.approx(outcome.test.measure, rel=1e-5)
        net = Net(project, (2,), 1)
        put(net, from_bytes(outcome.weights), "")
        with torch.no_grad():
            found = judged.answers(net.eval(), torch.from_numpy(test.x), project.recipe).numpy()
        figures = judged.arrays(test, found, project.recipe)
        assert figures["mae"][0] == pytest.approx(outcome.test.measure, rel=1e-5)


def _with(project: Project, **schooling: object) -> Project:
    recipe = project.recipe
    return replace(project, recipe=replace(recipe, schooling=replace(recipe.schooling, **schooling)))


@pytest.mark.parametrize("change", [{"seed": 7}, {"validation": 0.4, "test": 0.3}])
def test_a_new_split_brings_its_own_scale_and_old_weights_keep_theirs(
    houses: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    former = _project(houses, 0, epochs=1)
    record = Recording(folder=tmp_path / "run")
    one = headless.train(former, LoadedData(former), device="cpu", recording=record)
    later = _with(former, **change)
    data = LoadedData(later)
    two = headless.train(later, data, device="cpu")
    train = data.split.train
    found = two.project.data.scale
    np.testing.assert_allclose(found.feature_mean, train.x.mean(0, dtype=np.float64))
    np.testing.assert_allclose(found.target_spread, train.y.std(0, dtype=np.float64))
    assert one.project.data.scale == former.data.scale != found
    # What goes on with the weights of the former run keeps their scale, be it a branch or not; other rows have another.
    there = moment(str(tmp_path / "run"))
    assert trainer_of(there, LoadedData(former))[0].project.data.scale == former.data.scale
    branch = there._replace(other=_with(former, epochs=9).with_scale(None))
    assert trainer_of(branch, LoadedData(former))[0].project.data.scale == former.data.scale
    assert trainer_of(there._replace(other=later), data)[0].project.data.scale == found


def test_loaded_weights_that_learn_from_other_rows_bring_their_scale_along(houses: Path, tmp_path: Path) -> None:
    former = _project(houses, 8, Tanh(), 0, epochs=2)
    one = headless.train(former, LoadedData(former), device="cpu")
    head, *lines = houses.read_text().splitlines()
    size = {line: float(line.split(",")[0]) for line in lines if not line.startswith(",")}
    path = tmp_path / "some.csv"
    path.write_text("\n".join([head, *sorted(size, key=size.get)[200:300]]))
    table = datasets.parse(f"csv:{path}", datasets.Wish(like=datasets.resolve("csv", former.data.options)))
    choice = DataChoice(table.kind, table.options, scale=one.project.data.scale)
    later = _with(one.project.with_data(choice, table.truth), epochs=1)
    later = replace(later, recipe=replace(later.recipe, optimizer=Adam(lr=1e-9)))
    data = LoadedData(later)
    two = headless.train(later, data, weights=one.weights, device="cpu")
    assert two.project.data.scale == one.project.data.scale != data.scale
    as_known = headless.evaluate(later, one.weights, data, device="cpu")[0].measure
    assert two.test.measure == pytest.approx(as_known, rel=1e-3)


def test_the_scale_of_an_earlier_file_is_taken_over(houses: Path) -> None:
    project = _project(houses, 0, epochs=1)
    scale = msgspec.to_builtins(project.data.scale)
    raw = msgspec.to_builtins(project)
    raw["data"] = {**raw["data"], "options": raw["data"]["options"] | scale, "scale": None}
    assert msgspec.convert(raw, Project) == project
    for wrong in ({"target_spread": [0.0]}, {"feature_spread": []}, {"feature_mean": [1.0]}):
        raw["data"]["scale"] = scale | wrong
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(raw, Project)
    strange = project.with_scale(Scale(target_mean=(1.0, 2.0), target_spread=(1.0, 2.0)))
    assert Net(strange, (2,), 1).answer_scale is None, "it is of other columns"


CODES = "01", "02", "A1"
SIGNS = "+", "none", "-"
DIALECTS = {
    "classes": ("a;b;c\n", "{x:.3f};{y:.3f};{word}\n", ",", {}),
    "numbers as classes": ("a,b,c\n", "{x:.3f},{y:.3f},{n}\n", ".", {}),
    "numbers with decimals as classes": ("a;b;c\n", "{x:.3f};{y:.3f};{n}.0\n", ",", {}),
    "codes as classes": ("a,b,c\n", "{x:.3f},{y:.3f},{code}\n", ".", {}),
    "signs as classes": ("a,b,c\n", "{x:.3f},{y:.3f},{sign}\n", ".", {}),
    "labels": ("a\tb\tc\td\n", "{x:.3f}\t{y:.3f}\t{flag}\t{other}\n", ".", {}),
    "two numbers, no names": ("", "{x:.3f},{word},{y:.3f},{z:.3f}\n", ".", {"targets": ("column 1", "column 4")}),
    "pixels": (
        "label," + ",".join(f"pixel{n}" for n in range(16)) + "\n", "{n}," + ",".join(["{p}"] * 16) + "\n", ".", {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", DIALECTS)
def test_the_script_cuts_the_parts_that_the_engine_cuts(which: str, tmp_path: Path) -> None:
    head, form, decimal, wish = DIALECTS[which]
    rng = np.random.default_rng(3)
    lines = [
        form.format(
            x=x,
            y=y,
            z=y - x,
            word="pqr"[n % 3],
            n=n % 4,
            flag=n % 2,
            other=n // 3 % 2,
            p=n * 7 % 256,
            code=CODES[n % 3],
            sign=SIGNS[n % 3],
        )
        for n, (x, y) in enumerate(rng.normal(3, 20, (90, 2)))
    ]
    text = head + "".join(line.replace(".", decimal) for line in lines)
    path = tmp_path / "t.csv"
    path.write_text(text.replace(";q\n", ";\n", 1), encoding="utf-8-sig")
    project = _project(path, 0, epochs=1, **wish)
    data = LoadedData(project)
    if data.dataset.side:
        project = project.with_network(chain(Flatten(), Linear(out_features=data.truth.size)))
    script = _exported(project, b"", tmp_path)
    found = runpy.run_path(str(script))["load_data"](path)
    net = Net(project, data.sample_shape, data.truth.size)
    for name, part in (("train", data.split.train), ("validation", data.split.validation), ("test", data.split.test)):
        x, y = torch.from_numpy(part.x), torch.from_numpy(part.y)
        expected_x = x if net.standardise is None else net.standardise(x)
        expected_y = y if net.answer_scale is None else net.answer_scale(y)
        assert torch.equal(found[name][0], expected_x) and torch.equal(found[name][1], expected_y)


def test_exported_scripts_are_written_well(houses: Path, tmp_path: Path) -> None:
    wide = _write(
        tmp_path / "wide.csv", ",".join(f"c{n}" for n in range(30)), *np.random.default_rng(0).normal(size=(30, 40))
    )
    for index, path in enumerate((houses, wide)):
        project = _project(path, 0, epochs=1)
        table = datasets.resolve("csv", project.data.options)
        (tmp_path / f"s{index}.py").write_bytes(
            exporter("python")(project, b"", table.sample_shape, table.truth.names)[".py"]
        )
        notebook = exporter("notebook")(project, b"", table.sample_shape, table.truth.names)
        assert f'Path(\\"{path.name}\\")  # the table'.encode() in notebook[".ipynb"]
    ruff = [sys.executable, "-m", "ruff"]
    checks = ["check", "--isolated", "--no-cache", "--select", "E,F,I,UP,B,SIM,N,D1,ANN", "--ignore", "D107,D102,D101"]
    for how in (checks, ["format", "--isolated", "--no-cache", "--diff"]):
        run = subprocess.run([*ruff, *how, "--line-length", "120", str(tmp_path)], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout


def test_a_table_that_is_not_here_cannot_be_exported(houses: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = _project(houses, 0, epochs=1)
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(houses.parent / "elsewhere"))
    with pytest.raises(PlaygroundError, match="not known where the table"):
        exporter("python")(project, b"", (2,), ("price",))
