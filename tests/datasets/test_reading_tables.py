"""Tables in every dialect are read as they were written."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnplayground.datasets.tables.dialect import Dialect, sniff
from nnplayground.datasets.tables.preview import look
from nnplayground.datasets.tables.reading import read
from nnplayground.datasets.tables.small_numbers import small_numbers
from tests.datasets.csv_files import table_of, written

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


def test_latin_letters_after_the_first_64_kb(tmp_path: Path) -> None:
    body = "".join(f"{n},{'xy'[n % 2]}\n" for n in range(12000))
    table = table_of(written(tmp_path, ("n,c\n" + body + "1,Größe\n").encode("latin-1")))
    assert table.encoding == "latin-1" and table.classes == ("Größe", "x", "y")
    assert table.load(0).y[-1] == 0


@pytest.mark.parametrize("number", ["{n}", "{n}.5"])
@pytest.mark.parametrize("header", ["a,b\r", ""])
def test_lines_of_an_old_macintosh(tmp_path: Path, number: str, header: str) -> None:
    rows = "".join(f"{number.format(n=n)},{n}\r" for n in range(30))
    table = table_of(written(tmp_path, header + rows))
    assert table.rows == 30 and table.load(0).y[:, 0].tolist() == list(range(30))


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
        ("p,2019,2020\nq,3,4\nr,5,6\n", Dialect()),
        ("country,2019,2020\nFrance,2019,1850\nPeru,1900,2400\n", Dialect()),
        ("p,2019,2020\nq,2018,2021\nr,2022,2019\n", Dialect(header=False)),
        ("2019,2020,2021\n3,4,5\n6,7,8\n", Dialect()),
        ("1,2,3\n4,5,6\n7,8,9\n", Dialect(header=False)),
        ("0,1,2\n5.1,3.5,1.4\n4.9,3.0,0.2\n", Dialect()),
        (",0,1,2\n0,5,3,1\n1,4,9,2\n", Dialect()),
        ("0;1;2\n5,1;3,5;1,4\n4,9;3,0;0,2\n", Dialect(delimiter=";", decimal=",")),
        ("5.1,3.5,a\n4.9,3.0,b\n4.7,3.2,a\n", Dialect(header=False)),
        ("name,0,1,2\nx,5,3,1\ny,0,9,2\n", Dialect()),
        ('"a, b";c\n"x, y";1\n', Dialect(delimiter=";")),
    ],
)
def test_the_dialect_is_found(text: str, expected: Dialect) -> None:
    assert sniff(text.encode()) == expected
