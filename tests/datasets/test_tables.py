"""The user's own tables: in every dialect, whole and broken."""

import csv
import io
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.datasets import csv_table
from nnplayground.datasets.splitting import split
from nnplayground.datasets.tables import reading
from nnplayground.datasets.tables.dialect import Dialect, sniff
from nnplayground.datasets.tables.preview import look
from nnplayground.datasets.tables.reading import read
from nnplayground.datasets.tables.small_numbers import small_numbers
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Schooling
from nnplayground.spec.truth import Truth

IRIS = "length;width;species;note\n" + "".join(
    f"{5 + n / 10:.1f};{n % 7};{'abc'[n % 3]};sample {n}\n".replace(".", ",") for n in range(60)
)


def _file(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _table(path: Path, **wish: object) -> csv_table.CsvTable:
    return datasets.parse(f"csv:{path}", datasets.Wish(**wish))


NUMBERS = st.floats(-1e6, 1e6, width=32).map(lambda value: round(value, 4) + 0.0)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=12),
    way=st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ",")]),
    header=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]),
)
def test_what_is_written_is_read_in_every_dialect(
    tmp_path_factory: pytest.TempPathFactory, rows: list, way: tuple, header: bool, quoting: int, end: str, mark: str
) -> None:
    delimiter, decimal = way
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    if header:
        writer.writerow(["Länge, mm", "wide", 'the "third"'])
    for row in rows:
        writer.writerow([repr(value).replace(".", decimal) for value in row])
    path = tmp_path_factory.mktemp("table") / "t.csv"
    path.write_bytes(text.getvalue().encode(mark))
    preview = look(path)
    assert (preview.dialect.delimiter, preview.dialect.header) == (delimiter, header)
    assert len(preview.names) == 3 and (preview.names[0] == "Länge, mm") == header
    columns = read(path, preview.dialect, preview.names)
    np.testing.assert_array_equal(columns.numbers, np.array(rows, np.float32))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 999), min_size=3, max_size=3), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t"]),
    st.booleans(),
)
def test_small_numbers_are_read_from_the_bytes(rows: list[list[int]], delimiter: str, last_end: bool) -> None:
    lines = "\r\n".join(delimiter.join(map(str, row)) for row in rows) + "\r\n" * last_end
    assert small_numbers(lines.encode(), delimiter, 3).tolist() == rows


@pytest.mark.parametrize(
    "lines",
    [
        "1,2\n3\n",
        "1,2,3\n",
        "1\n2,3,4\n",
        "1,\n",
        "1,-2\n",
        "1,2000\n",
        "1,2.5\n",
        "1,02\n",
        "1,000\n",
        "\n",
        "1,2\n\n3,4\n",
        "1,x\n",
    ],
)
def test_anything_else_is_not_taken_for_small_numbers(lines: str) -> None:
    assert small_numbers(lines.encode(), ",", 2) is None


def test_a_table_of_flowers(tmp_path: Path) -> None:
    path = _file(tmp_path, IRIS.replace("5,2;2;c", "5,2;;c").replace("5,3;3;a", "5,3;3;?"))
    table = _table(path)
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
    path = _file(tmp_path, "".join(",".join(map(str, row)) + "\n" for row in values.tolist()))
    schooling = Schooling(seed=4, validation=0.2, test=0.3)
    table = _table(path, schooling=schooling)
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
    table = _table(_file(tmp_path, flags))
    assert (table.answer, table.targets, table.truth.kind) == ("labels", ("f", "g"), "labels")
    assert table.load(0).y.tolist()[:6] == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0], [1, 1]]
    one = _table(_file(tmp_path, flags), targets=("g",), ignored=("b",))
    assert (one.features, one.answer, one.classes) == (("a", "f"), "class", ("0", "1"))
    grades = _table(_file(tmp_path, "label,x\n" + "".join(f"{n % 11},{n}\n" for n in range(40))))
    assert grades.targets == ("label",) and grades.classes == tuple(map(str, range(11))), "in the order of numbers"
    both = _table(_file(tmp_path, flags), targets=("a", "f"))
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
    table = _table(_file(tmp_path, "x,c\n" + lines), targets=("c",))
    assert sorted(table.classes) == sorted(classes)
    short = {word: word if word in classes else word.removesuffix(".0") for word in rows}
    known = [short[word] for word in rows if short[word] in classes]
    assert [table.classes[place] for place in table.load(0).y] == known
    assert (table.rows, table.dropped) == (len(known), len(rows) - len(known))


def test_numbers_as_classes_are_the_same_in_every_dialect(tmp_path: Path) -> None:
    known = _table(_file(tmp_path, "x;c\n" + "0,5;1,0\n2,5;2,0\n" * 20), targets=("c",))
    assert known.classes == ("1", "2") and known.load(0).y.tolist()[:2] == [0, 1]
    new = _table(_file(tmp_path, "x,c\n" + "0.5,2\n2.5,1.00\n" * 20, "new.csv"), like=known)
    assert new.load(0).y.tolist()[:2] == [1, 0]


@pytest.mark.parametrize(("head", "begin", "used"), [
    (",a,y", 0, ("a",)), ('"",a,y', 1, ("a",)), ("n,a,y", 0, ("n", "a")), (",a,y", 5, ("column 1", "a")),
])  # fmt: skip
def test_a_column_that_only_counts_is_left_aside(tmp_path: Path, head: str, begin: int, used: tuple) -> None:
    path = _file(tmp_path, head + "\n" + "".join(f"{n + begin},{n * n},{n}.5\n" for n in range(30)))
    assert _table(path).features == used
    assert _table(path, ignored=("a",)).features == (used[0] if len(used) > 1 else "column 1",), "there is no other"


def test_a_column_that_only_counts_stays_aside_beside_others(tmp_path: Path) -> None:
    path = _file(tmp_path, ",a,b,y\n" + "".join(f"{n},{n * n},{n * 3},{n}.5\n" for n in range(30)))
    assert _table(path, ignored=("a",)).features == ("b",)


@pytest.mark.parametrize("fraction", ["", ".0"])
def test_pixels_become_pictures(tmp_path: Path, fraction: str) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (30, 16))
    lines = [f"{n % 3},{','.join(f'{p}{fraction}' for p in row)}" for n, row in enumerate(pixels.tolist())]
    table = _table(_file(tmp_path, "label," + ",".join(f"pixel{n}" for n in range(16)) + "\n" + "\n".join(lines)))
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
    path = _file(tmp_path, head + "".join(f"{','.join(map(str, row))},{'ab'[row[1] % 2]}\n" for row in values.tolist()))
    assert bool(_table(path).side) == likely
    assert _table(path, pictures=True).side ** 2 == count and not _table(path, pictures=False).side
    assert [remark.code for remark in _table(path, pictures=True).remarks()] == ["table_pictures"]
    with pytest.raises(PlaygroundError, match="are no square pictures"):
        _table(path, pictures=True, ignored=(name.format(n=0),))


def test_names_are_made_for_columns_without_one() -> None:
    from nnplayground.datasets.tables.preview import names_of

    assert names_of(["a", "", " a ", "a  b"], True) == ("a", "column 2", "a (2)", "a b")
    assert names_of(["1", "2"], False) == ("column 1", "column 2")


def test_latin_letters_after_the_first_64_kb(tmp_path: Path) -> None:
    body = "".join(f"{n},{'xy'[n % 2]}\n" for n in range(12000))
    table = _table(_file(tmp_path, ("n,c\n" + body + "1,Größe\n").encode("latin-1")))
    assert table.encoding == "latin-1" and table.classes == ("Größe", "x", "y")
    assert table.load(0).y[-1] == 0


def test_the_project_knows_no_path_and_the_machine_finds_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path, IRIS, "Ümlaut 🙂.csv")
    table = _table(path)
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
    known = _table(_file(tmp_path, IRIS))
    new = "species,width,length\n" + "".join(f"{'cb'[n % 2]},{n},{n / 2}\n" for n in range(20))
    table = _table(_file(tmp_path, new, "new.csv"), like=known)
    assert table.classes == known.classes and table.delimiter == ","
    samples = table.load(0)
    assert samples.x[3].tolist() == [1.5, 3.0] and samples.y[:2].tolist() == [2, 1]
    for text, code in (
        (new.replace("width", "height"), "table_no_column"), (new.replace("b,", "z,"), "table_strange_class"),
    ):  # fmt: skip
        with pytest.raises(PlaygroundError) as caught:
            _table(_file(tmp_path, text, "bad.csv"), like=known)
        assert caught.value.problem.code == code


BAD = {
    "data_file_empty": [b"", b"\n\n  \n", b"\xef\xbb\xbf"],
    "data_file_is_html": [b"<!DOCTYPE html><html>"],
    "data_file_is_pointer": [b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n"],
    "table_is_workbook": [b"PK\x03\x04" + bytes(40)],
    "table_is_utf16": ["a,b\n1,2\n".encode("utf-16")],
    "table_not_text": [bytes(range(256)) * 9, b"\x89PNG\r\n\x1a\n" + bytes(40)],
    "table_one_column": [b"a\n1\n2\n", b"word\n"],
    "table_no_rows": [b"a,b\n", b"a,b,c"],
    "table_ragged": [b"a,b\n" + b"1,2\n" * 9 + b"1,2,3\n"],
    "table_not_number": [b"a,b\n" + b"1,2.5\n" * 20000 + b"oops,3\n"],
    "table_infinite": [b"a,b\n" + b"1,2.5\n" * 9 + b"inf,3.5\n", b"a,b\n1e39,2.5\n1,3.5\n"],
    "table_all_missing": [b"a,b\n" + b"1,\n" * 4 + b",2.5\n"],
    "table_no_feature": [b"word,b\n" + b"x,2.5\ny,3.5\n" * 5],
    "table_one_class": [b"a,b\n" + b"1,x\n2,x\n" * 5],
    "table_broken": [b'a,b\n1,"2\n' + b"3,4\n" * 40000],
    "table_lines_too_long": [b"1," * 600000 + b"1\n" + b"2," * 600000 + b"2\n"],
    "table_too_wide": [b",".join(b"%d" % n for n in range(10_001)) + b"\n" + b"1," * 10_000 + b"1\n"],
    "split_empty": [b"a,b\n1,2.5\n", b"a,b\n1,2.5\n2,3.5\n"],
}


@pytest.mark.parametrize(("code", "content"), [(code, each) for code, contents in BAD.items() for each in contents])
def test_what_is_no_table_is_named(tmp_path: Path, code: str, content: bytes) -> None:
    with pytest.raises(PlaygroundError) as caught:
        _table(_file(tmp_path, content))
    assert caught.value.problem.code == code
    assert (tmp_path / "table.csv").read_bytes() == content


def test_where_a_field_is_wrong_is_told(tmp_path: Path) -> None:
    path = _file(tmp_path, "a,b\n" + "1,2.5\n" * 20000 + "oops,3\n")
    with pytest.raises(PlaygroundError, match=r"Row 20,002 of table.csv has 'oops' in the column a"):
        _table(path)


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    body = '\na,"b\nc"\n\n' + "1,2.5\n" * 20000
    for last, said in (("oops,3\n", "Row 20,004 of .*'oops'"), ("\n\n1,2,3\n", "Row 20,006 of .* has 3 fields")):
        with pytest.raises(PlaygroundError, match=said):
            _table(_file(tmp_path, body + last))


@pytest.mark.parametrize("last", ["1_000,3.5", "1_000,NA"])
def test_what_only_python_takes_for_a_number_is_none(tmp_path: Path, last: str) -> None:
    with pytest.raises(PlaygroundError, match="'1_000' in the column a"):
        _table(_file(tmp_path, "a,b\n" + "1,2.5\n" * 20000 + last + "\n"))


@pytest.mark.parametrize("number", ["{n}", "{n}.5"])
@pytest.mark.parametrize("header", ["a,b\r", ""])
def test_lines_of_an_old_macintosh(tmp_path: Path, number: str, header: str) -> None:
    rows = "".join(f"{number.format(n=n)},{n}\r" for n in range(30))
    table = _table(_file(tmp_path, header + rows))
    assert table.rows == 30 and table.load(0).y[:, 0].tolist() == list(range(30))


def test_a_table_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VALUES", 1_000_000)
    for first in ("1", "1.5"):  # on either way
        path = _file(tmp_path, ",".join("abcdefghijkl") + "\n" + f"{first},2,3,4,5,6,7,8,9,10,11,12\n" * 100_000)
        with pytest.raises(PlaygroundError, match="more than 1 million values"):
            _table(path)


def test_other_choices_that_cannot_be(tmp_path: Path) -> None:
    path = _file(tmp_path, IRIS)
    preview = look(path)
    for targets, features, code in (
        ((), ("length",), "table_no_target"), (("width",), (), "table_no_feature"),
        (("width", "species"), ("length",), "table_mixed_targets"),
    ):  # fmt: skip
        with pytest.raises(PlaygroundError) as caught:
            csv_table.choice(preview, targets, features)
        assert caught.value.problem.code == code
    wrong = replace(csv_table.choice(preview, ("width",), ("length",)), answer="labels")
    with pytest.raises(PlaygroundError, match="other values than 0 and 1"):
        csv_table.remember(path, wrong, Schooling())
    many = _file(tmp_path, "x,c\n" + "".join(f"{n},w{n % 300}\n" for n in range(900)))
    with pytest.raises(PlaygroundError, match="more than 256 different values"):
        _table(many, targets=("c",))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError) as caught:
        _table(tmp_path / "none.csv")
    assert caught.value.problem.code == "file_unreadable"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2\n", Dialect()),
        ("1,2\n3,4\n", Dialect(header=False)),
        ("a;b\n1,5;2,5\n", Dialect(delimiter=";", decimal=",")),
        ("a\tb c\n1.5\t2,5 x\n", Dialect(delimiter="\t")),
        ("name,kind\nx,p\ny,q\nz,p\n", Dialect()),
        ("p,q\np,r\nq,q\n", Dialect(header=False)),
        ("id,2019,2020\n1,3,4\n2,5,6\n", Dialect()),
        ("?,2019,2020\n1,3,4\n2,5,6\n", Dialect(header=False)),
        ("p,2019,2020\nq,3,4\nr,5,6\n", Dialect(header=False)),
        ('"a, b";c\n"x, y";1\n', Dialect(delimiter=";")),
    ],
)
def test_the_dialect_is_found(text: str, expected: Dialect) -> None:
    assert sniff(text.encode()) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": 3}, {"answer": "words"}, {"features": []}, {"delimiter": "|"},
    ],
)  # fmt: skip
def test_a_project_cannot_bring_options_that_do_not_fit(tmp_path: Path, wrong: dict) -> None:
    path = _file(tmp_path, "".join(f"{n}.5,{n * n}.5\n" for n in range(30)))
    options = _table(path).options
    assert datasets.resolve("csv", options).targets == ("column 2",)
    with pytest.raises(PlaygroundError) as caught:
        datasets.resolve("csv", options | wrong)
    assert caught.value.problem.code == "bad_value"
