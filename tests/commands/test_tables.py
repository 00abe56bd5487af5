"""The user's own table on the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.spec import archive
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import chain
from nnplayground.spec.presets.plain import afresh
from nnplayground.spec.project import Project, Recipe, Schooling
from tests.commands.scripts import Cli


@pytest.fixture
def line(tmp_path: Path) -> Path:
    """``c = 100 a - 5 b``, and a column of words; semicolons and decimal commas."""
    a, b = np.random.default_rng(0).uniform(-5, 5, (2, 200)).round(2)
    rows = [f"{x};{y};{100 * x - 5 * y:.2f};{'pq'[n % 2]}\n" for n, (x, y) in enumerate(zip(a, b, strict=True))]
    path = tmp_path / "line.csv"
    path.write_text("a;b;c;word\n" + "".join(rows).replace(".", ","))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = Project(
        networks={"network": chain(Linear(out_features=1))},
        recipe=Recipe(optimizer=Adam(lr=0.1), schooling=Schooling(epochs=20)),
    )
    path = tmp_path / "line.nnp"
    path.write_bytes(archive.encode(archive.Document(made)))
    return path


def test_train_evaluate_predict(line: Path, project: Path, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out.nnp"
    code, said, err = cli(
        "train", project, "--data", f"csv:{line}", "--target", "c", "--no-record", "--out", out, "--json"
    )
    assert code == 0, err
    assert json.loads(said.splitlines()[-1])["test_mae"] < 1
    code, said, _ = cli("evaluate", out)
    assert code == 0 and said.splitlines()[1].split()[0] == "c"
    line.unlink()
    code, said, err = cli("predict", out, "--numbers", "2", "3", "--numbers", "-1", "0", "--json")
    assert code == 0, "the table itself is not needed to answer"
    values = json.loads(said)["values"]
    assert values[0][0] == pytest.approx(185, abs=2) and values[1][0] == pytest.approx(-100, abs=2)
    code, _, err = cli("evaluate", out)
    assert code == 1 and "Name it with --data csv:FILE" in err and "Choose" not in err


def test_several_targets_are_told_each_in_its_unit_and_together_in_none(line: Path, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "two.nnp"
    how = ["train", "--preset", "plain", "--task", "regression", "--epochs", 2, "--record", tmp_path / "run"]
    code, said, err = cli(*how, "--data", f"csv:{line}", "--target", "b", "c", "--out", out)
    assert (
        code == 0
        and "standard deviations, loss" in said.splitlines()[0]
        and "validation MAE 0." in err
        and " SD " in err
    )
    code, said, _ = cli("evaluate", out)
    head, b, c, whole = said.splitlines()
    assert head.split() == ["NUMBER", "MAE", "RMSE", "R2"] and float(c.split()[1]) > 20 * float(b.split()[1])
    assert whole.startswith("Test: mean absolute error 0.") and "standard deviations, loss" in whole
    assert 0 < json.loads(cli("evaluate", out, "--json")[1])["test_mae_sd"] < 2


def test_answers_are_numbers_for_people_and_exact_for_programs(
    line: Path, project: Path, cli: Cli, tmp_path: Path
) -> None:
    out = tmp_path / "out.nnp"
    assert cli("train", project, "--data", f"csv:{line}", "--target", "c", "--no-record", "--out", out)[0] == 0
    rows = ("--numbers", "20000", "-0.00005")
    _, said, _ = cli("predict", out, *rows)
    name, value = said.splitlines()[1].rsplit("  ", 1)
    assert name.strip() == "20,000 \N{MINUS SIGN}5×10⁻⁵"
    exact = json.loads(cli("predict", out, *rows, "--json")[1])["values"][0][0]
    assert exact == pytest.approx(2_000_000, rel=0.05) and value == f"{float(f'{exact:.4g}'):,.0f}"


@pytest.mark.parametrize("text", ["5,0", "five", "nan"])
def test_what_is_no_number_is_told_in_a_sentence(text: str, cli: Cli) -> None:
    code, _, said = cli("predict", "any.nnp", "--numbers", text)
    assert code == 2 and f"'{text}' is not a number; expected are some like 0.3 -0.5" in said and "_number" not in said


def test_new_rows_are_judged_in_the_units_that_were_learned(
    line: Path, project: Path, cli: Cli, tmp_path: Path
) -> None:
    out, new = tmp_path / "out.nnp", tmp_path / "new.csv"
    assert cli("train", project, "--data", f"csv:{line}", "--target", "c", "--no-record", "--out", out)[0] == 0
    new.write_text("c,b,a\n" + "".join(f"{100 * n},0,{n}\n" for n in range(40)))
    code, said, err = cli("evaluate", out, "--data", f"csv:{new}", "--json")
    assert code == 0, err
    assert json.loads(said)["test_mae"] < 25, "far outside of what was learned, but of the same line"
    assert json.loads(said)["samples"] == 40, "none of these rows was trained on"
    few = tmp_path / "few.csv"
    few.write_text("c,b,a\n" + "".join(f"{100 * n},0,{n}\n" for n in range(3)))
    assert json.loads(cli("evaluate", out, "--data", f"csv:{few}", "--json")[1])["samples"] == 3
    assert json.loads(cli("evaluate", out, "--data", f"csv:{line}", "--json")[1])["samples"] == 20, "most were"
    assert "no column a" in cli("evaluate", out, "--data", f"csv:{_renamed(new)}")[2]


def test_a_small_network_for_whatever_data(line: Path, cli: Cli, tmp_path: Path) -> None:
    for data, options in ((f"csv:{line}", ["--target", "word"]), ("xor", [])):
        out = tmp_path / "plain.nnp"
        how = ["--preset", "plain", "--epochs", 1, "--no-record", "--out", out]
        code, _, err = cli("train", "--data", data, *options, *how)
        assert code == 0, err
        network = archive.decode(out.read_bytes(), out.name).project.network
        assert [node.layer.out_features for node in network.nodes.values() if isinstance(node.layer, Linear)] == [32, 2]


def test_the_small_network_learns_as_the_window_proposes(line: Path, cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "plain.nnp"
    how = ["train", "--preset", "plain", "--data", f"csv:{line}", "--target", "c", "--no-record", "--out", out]
    assert cli(*how, "--epochs", 1, "--seed", 3)[0] == 0
    made, table = (
        archive.decode(out.read_bytes(), out.name).project,
        datasets.parse(f"csv:{line}", datasets.Wish(targets=("c",))),
    )
    wanted = afresh(Project(), made.data, table.truth, table.sample_shape, "line", table.rows)
    schooling = replace(wanted.recipe.schooling, epochs=1, seed=3)
    assert wanted.recipe.schooling.epochs == 100 and made.name == "line"
    assert made.recipe == replace(wanted.recipe, schooling=schooling) and made.recipe.optimizer.lr == 0.01


def test_whether_the_first_line_holds_names_can_be_said(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    path.write_text("".join(f"{n},{n + 1},{n * n % 7}\n" for n in range(60)))
    how = ["train", "--preset", "plain", "--epochs", 1, "--no-record", "--data", f"csv:{path}"]
    assert "The first line of grid.csv is read as values" in cli(*how)[2]
    assert "The first line" not in cli(*how, "--header", "--target", "0")[2]
    assert cli(*how, "--no-header", "--target", "0")[0] == 1
    assert "Name the table, too" in cli("train", "--preset", "plain", "--header", "--no-record")[2]


def test_rows_that_are_left_out_are_told(line: Path, cli: Cli) -> None:
    how = ["train", "--preset", "plain", "--epochs", 1, "--no-record", "--data", f"csv:{line}", "--target", "word"]
    assert "left out" not in cli(*how)[2]
    line.write_text(line.read_text() + "1;;2;p\n1;2;3;?\n1;2;3;none\n1;2;3;none\n")
    code, _, err = cli(*how)
    assert code == 0 and "2 of 204 rows of line.csv are left out, as values are missing." in err


def test_that_a_table_has_no_names_is_told(line: Path, cli: Cli) -> None:
    line.write_text(line.read_text().partition("\n")[2])
    how = ["train", "--preset", "plain", "--epochs", 1, "--no-record", "--data", f"csv:{line}", "--target", "column 3"]
    code, _, err = cli(*how)
    assert code == 0 and "The first line of line.csv is read as values" in err


def _renamed(path: Path) -> Path:
    path.write_text(path.read_text().replace("c,b,a", "c,b,z"))
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--data", "csv:TABLE", "--target", "d"], "line.csv has no column d"),
        (["--data", "csv:TABLE", "--target", "c", "--ignore", "a", "b"], "at least one column of numbers"),
        (["--data", "csv:TABLE", "--target", "c", "word"], "cannot be targets together"),
        (["--data", "csv:TABLE", "--target", "c", "--pictures"], "are no square pictures"),
        (["--target", "c"], "Name the table, too"),
        (["--no-pictures"], "Name the table, too"),
        (["--data", "csv:none.csv"], "none.csv could not be read"),
    ],
)
def test_what_cannot_be_is_a_sentence(arguments: list[str], said: str, line: Path, project: Path, cli: Cli) -> None:
    code, _, err = cli("train", project, "--no-record", *[a.replace("TABLE", str(line)) for a in arguments])
    assert code == 1 and said in err and "Traceback" not in err
