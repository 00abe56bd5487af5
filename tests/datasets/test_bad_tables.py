"""Tables that cannot be used, and the sentences that say why."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from nnplayground import datasets
from nnplayground.datasets import csv_table
from nnplayground.datasets.tables import reading
from nnplayground.datasets.tables.preview import look
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Schooling
from tests.datasets.csv_files import IRIS, table_of, written

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
        table_of(written(tmp_path, content))
    assert caught.value.problem.code == code
    assert (tmp_path / "table.csv").read_bytes() == content


def test_where_a_field_is_wrong_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "1,2.5\n" * 20000 + "oops,3\n")
    with pytest.raises(PlaygroundError, match=r"Row 20,002 of table.csv has 'oops' in the column a"):
        table_of(path)


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    body = '\na,"b\nc"\n\n' + "1,2.5\n" * 20000
    for last, said in (("oops,3\n", "Row 20,004 of .*'oops'"), ("\n\n1,2,3\n", "Row 20,006 of .* has 3 fields")):
        with pytest.raises(PlaygroundError, match=said):
            table_of(written(tmp_path, body + last))


@pytest.mark.parametrize("last", ["1_000,3.5", "1_000,NA"])
def test_what_only_python_takes_for_a_number_is_none(tmp_path: Path, last: str) -> None:
    with pytest.raises(PlaygroundError, match="'1_000' in the column a"):
        table_of(written(tmp_path, "a,b\n" + "1,2.5\n" * 20000 + last + "\n"))


def test_a_table_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_VALUES", 1_000_000)
    for first in ("1", "1.5"):  # on either way
        path = written(tmp_path, ",".join("abcdefghijkl") + "\n" + f"{first},2,3,4,5,6,7,8,9,10,11,12\n" * 100_000)
        with pytest.raises(PlaygroundError, match="more than 1 million values"):
            table_of(path)


def test_other_choices_that_cannot_be(tmp_path: Path) -> None:
    path = written(tmp_path, IRIS)
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
    many = written(tmp_path, "x,c\n" + "".join(f"{n},w{n % 300}\n" for n in range(900)))
    with pytest.raises(PlaygroundError, match="more than 256 different values"):
        table_of(many, targets=("c",))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PlaygroundError) as caught:
        table_of(tmp_path / "none.csv")
    assert caught.value.problem.code == "file_unreadable"


@pytest.mark.parametrize(
    "wrong",
    [
        {"side": 3}, {"answer": "words"}, {"features": []}, {"delimiter": "|"},
    ],
)  # fmt: skip
def test_a_project_cannot_bring_options_that_do_not_fit(tmp_path: Path, wrong: dict) -> None:
    path = written(tmp_path, "".join(f"{n}.5,{n * n}.5\n" for n in range(30)))
    options = table_of(path).options
    assert datasets.resolve("csv", options).targets == ("column 2",)
    with pytest.raises(PlaygroundError) as caught:
        datasets.resolve("csv", options | wrong)
    assert caught.value.problem.code == "bad_value"
