"""The user's own tables: what their columns are meant for."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from nnplayground import datasets
from nnplayground.datasets.splitting import split
from nnplayground.datasets.tables.dialect import Dialect
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Schooling
from nnplayground.spec.truth import Truth
from tests.datasets.csv_files import IRIS, table_of, written


def test_a_table_of_flowers(tmp_path: Path) -> None:
    path = written(tmp_path, IRIS.replace("5,2;2;c", "5,2;;c").replace("5,3;3;a", "5,3;3;?"))
    table = table_of(path)
    assert table.dialect == Dialect(delimiter=";", decimal=",")
    assert (table.features, table.targets) == (("length", "width"), ("species",))
    assert table.truth == Truth("class", ("a", "b", "c")) and table.sample_shape == (2,)
    assert (table.rows, table.dropped) == (58, 2)
    samples = table.load(0)
    whole = [n for n in range(60) if n not in (2, 3)]
    np.testing.assert_allclose(samples.x, [[5 + n / 10, n % 7] for n in whole], rtol=1e-6)
    assert samples.y.tolist() == [n % 3 for n in whole]


def test_numbers_are_scaled_by_what_is_for_training(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(5, 3, (50, 3)), np.full((50, 1), 7.0)], 1)[:, [0, 1, 3, 2]].round(3)
    path = written(tmp_path, "".join(",".join(map(str, row)) + "\n" for row in values.tolist()))
    schooling = Schooling(seed=4, validation=0.2, test=0.3)
    table = table_of(path, schooling=schooling)
    assert table.features == ("column 1", "column 2", "column 3") and table.answer == "numbers"
    train = split(table.load(0), 0.2, 0.3, 4).train
    assert len(train) == 25
    scale = table.scale_of(train.x, train.y)
    np.testing.assert_allclose(scale.feature_mean, train.x.mean(0), rtol=1e-5)
    np.testing.assert_allclose(scale.feature_spread[:2], train.x.std(0)[:2], rtol=1e-5)
    assert scale.feature_spread[2] == 1.0, "a column that never changes"
    np.testing.assert_allclose(scale.target_spread, train.y.std(0), rtol=1e-5)


def test_what_columns_are_most_likely_meant_for(tmp_path: Path) -> None:
    flags = "a,b,f,g\n" + "".join(f"{n / 7:.3f},{n / 3:.3f},{n % 2},{n // 5 % 2}\n" for n in range(20))
    table = table_of(written(tmp_path, flags))
    assert (table.answer, table.targets, table.truth.kind) == ("labels", ("f", "g"), "labels")
    assert table.load(0).y.tolist()[:6] == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0], [1, 1]]
    one = table_of(written(tmp_path, flags), targets=("g",), ignored=("b",))
    assert (one.features, one.answer, one.classes) == (("a", "f"), "class", ("0", "1"))
    grades = table_of(written(tmp_path, "label,x\n" + "".join(f"{n % 11},{n}\n" for n in range(40))))
    assert grades.targets == ("label",) and grades.classes == tuple(map(str, range(11))), "in the order of numbers"
    both = table_of(written(tmp_path, flags), targets=("a", "f"))
    assert both.answer == "numbers" and both.truth.names == ("a", "f")


CLASSES = {
    "signs": (["+", "-"], ["+", "-"]),
    "words that stand for nothing elsewhere": (["none", "mild", "severe", "NA"], ["NA", "mild", "none", "severe"]),
    "codes": (["01", "02", "A1", "10"], ["01", "02", "10", "A1"]),
    "codes of digits": (["007", "7"], ["7", "007"]),
    "numbers and words": (["1.0", "2.0", "x"], ["1.0", "2.0", "x"]),
    "Infinity": (["Infinity", "War"], ["Infinity", "War"]),
    "long numbers": (["9007199254740992", "9007199254740993"], ["9007199254740992", "9007199254740993"]),
    "numbers": (["1", "1.0", "-2"], ["-2", "1"]),
    "numbers with gaps": (["0", "1", "NA", "-"], ["0", "1"]),
}


@pytest.mark.parametrize("which", CLASSES)
@pytest.mark.parametrize("x", ["{n}", "{n}.5"])
def test_classes_are_named_as_they_are_written(tmp_path: Path, which: str, x: str) -> None:
    words, classes = CLASSES[which]
    rows = [words[n % len(words)] for n in range(60)] + ["?", ""]
    lines = "".join(f"{x.format(n=n)},{word}\n" for n, word in enumerate(rows))
    table = table_of(written(tmp_path, "x,c\n" + lines), targets=("c",))
    assert sorted(table.classes) == sorted(classes)
    short = {word: word if word in classes else word.removesuffix(".0") for word in rows}
    known = [short[word] for word in rows if short[word] in classes]
    assert [table.classes[place] for place in table.load(0).y] == known
    assert (table.rows, table.dropped) == (len(known), len(rows) - len(known))


def test_numbers_as_classes_are_the_same_in_every_dialect(tmp_path: Path) -> None:
    known = table_of(written(tmp_path, "x;c\n" + "0,5;1,0\n2,5;2,0\n" * 20), targets=("c",))
    assert known.classes == ("1", "2") and known.load(0).y.tolist()[:2] == [0, 1]
    new = table_of(written(tmp_path, "x,c\n" + "0.5,2\n2.5,1.00\n" * 20, "new.csv"), like=known)
    assert new.load(0).y.tolist()[:2] == [1, 0]


@pytest.mark.parametrize(("head", "begin", "used"), [
    (",a,y", 0, ("a",)), ('"",a,y', 1, ("a",)), ("n,a,y", 0, ("n", "a")), (",a,y", 5, ("column 1", "a")),
])  # fmt: skip
def test_a_column_that_only_counts_is_left_aside(tmp_path: Path, head: str, begin: int, used: tuple) -> None:
    path = written(tmp_path, head + "\n" + "".join(f"{n + begin},{n * n},{n}.5\n" for n in range(30)))
    assert table_of(path).features == used
    assert table_of(path, ignored=("a",)).features == (used[0] if len(used) > 1 else "column 1",), "there is no other"


def test_a_column_that_only_counts_stays_aside_beside_others(tmp_path: Path) -> None:
    path = written(tmp_path, ",a,b,y\n" + "".join(f"{n},{n * n},{n * 3},{n}.5\n" for n in range(30)))
    assert table_of(path, ignored=("a",)).features == ("b",)


@pytest.mark.parametrize("fraction", ["", ".0"])
def test_pixels_become_pictures(tmp_path: Path, fraction: str) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (30, 16))
    lines = [f"{n % 3},{','.join(f'{p}{fraction}' for p in row)}" for n, row in enumerate(pixels.tolist())]
    table = table_of(written(tmp_path, "label," + ",".join(f"pixel{n}" for n in range(16)) + "\n" + "\n".join(lines)))
    assert table.sample_shape == (1, 4, 4) and table.classes == ("0", "1", "2")
    samples = table.load(0)
    assert table.scale_of(samples.x, samples.y) is None
    np.testing.assert_array_equal(samples.x, pixels.reshape(30, 1, 4, 4).astype(np.float32) / np.float32(255))
    assert samples.y.tolist() == [n % 3 for n in range(30)]


@pytest.mark.parametrize(
    ("count", "most", "name", "likely"),
    [
        (16, 15, "x{n}", False), (16, 255, "x{n}", False), (16, 15, "pixel{n}", True), (16, 255, "px_{n}", True),
        (64, 16, "x{n}", False), (64, 128, "x{n}", True), (784, 255, "1x{n}", True), (784, 100, "x{n}", False),
    ],
)  # fmt: skip
def test_few_small_numbers_are_pictures_only_if_asked_for(
    tmp_path: Path, count: int, most: int, name: str, likely: bool
) -> None:
    values = np.random.default_rng(0).integers(0, most + 1, (20, count))
    values[0, 0] = most
    head = ",".join(name.format(n=n) for n in range(count)) + ",y\n"
    path = written(
        tmp_path, head + "".join(f"{','.join(map(str, row))},{'ab'[row[1] % 2]}\n" for row in values.tolist())
    )
    assert bool(table_of(path).side) == likely
    assert table_of(path, pictures=True).side ** 2 == count and not table_of(path, pictures=False).side
    assert [remark.code for remark in table_of(path, pictures=True).remarks()] == ["table_pictures"]
    with pytest.raises(PlaygroundError, match="are no square pictures"):
        table_of(path, pictures=True, ignored=(name.format(n=0),))


def test_names_are_made_for_columns_without_one() -> None:
    from nnplayground.datasets.tables.preview import names_of

    assert names_of(["a", "", " a ", "a  b"], True) == ("a", "column 2", "a (2)", "a b")
    assert names_of(["1", "2"], False) == ("column 1", "column 2")


def test_the_project_knows_no_path_and_the_machine_finds_thewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, IRIS, "Ümlaut 🙂.csv")
    table = table_of(path)
    assert str(tmp_path) not in str(table.options) and table.name == path.name
    assert datasets.resolve("csv", table.options) == table and table.available()
    choice = DataChoice("csv", table.options)
    assert msgspec.json.decode(msgspec.json.encode(choice), type=DataChoice) == choice
    path.write_text(IRIS.replace("5,4", "5,5"))
    with pytest.raises(PlaygroundError, match="holds other data now"):
        table.load(0)
    path.unlink()
    assert not table.available()
    monkeypatch.setenv("NNPLAYGROUND_HOME", str(tmp_path / "other"))
    with pytest.raises(PlaygroundError, match="not known where the table"):
        table.load(0)


def test_new_rows_are_read_like_the_known_ones(tmp_path: Path) -> None:
    known = table_of(written(tmp_path, IRIS))
    new = "species,width,length\n" + "".join(f"{'cb'[n % 2]},{n},{n / 2}\n" for n in range(20))
    table = table_of(written(tmp_path, new, "new.csv"), like=known)
    assert table.classes == known.classes and table.delimiter == ","
    samples = table.load(0)
    assert samples.x[3].tolist() == [1.5, 3.0] and samples.y[:2].tolist() == [2, 1]
    for text, code in (
        (new.replace("width", "height"), "table_no_column"), (new.replace("b,", "z,"), "table_strange_class"),
    ):  # fmt: skip
        with pytest.raises(PlaygroundError) as caught:
            table_of(written(tmp_path, text, "bad.csv"), like=known)
        assert caught.value.problem.code == code
