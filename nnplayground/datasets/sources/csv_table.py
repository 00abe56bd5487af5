"""The user's own table: a file of text with a column for each number, and one or more that are to be answered."""

from pathlib import Path
from typing import Annotated, ClassVar, Literal

import numpy as np
from msgspec import Meta
from msgspec.structs import asdict, replace

from nnplayground.datasets.base import Exported, Samples
from nnplayground.datasets.own import OwnData, Wish
from nnplayground.datasets.splitting import split
from nnplayground.datasets.tables.class_names import found_in, reader
from nnplayground.datasets.tables.dialect import Dialect
from nnplayground.datasets.tables.preview import Preview, look
from nnplayground.datasets.tables.reading import MOST_CLASSES, Columns, digest_of, read
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Scale, Schooling
from nnplayground.spec.truth import Truth, TruthKind

Text = Annotated[str, Meta(max_length=10_000)]


class CsvTable(OwnData, frozen=True, kw_only=True, tag="csv"):
    """Numbers from a table, and a class, labels or numbers for each row. Made by ``remember``."""

    title: ClassVar[str] = "Own table (CSV)"
    description: ClassVar[str] = "A table of your own: columns that go in, and columns that are asked for."
    place: ClassVar[str] = "FILE"
    store: ClassVar[str] = "tables"
    standardises: ClassVar[bool] = True
    exported_as: ClassVar[Exported] = "table"

    delimiter: Annotated[Literal[",", ";", "\t"], Meta(description="Parts the columns.")] = ","
    decimal: Annotated[Literal[".", ","], Meta(description="Stands before the decimals of a number.")] = "."
    encoding: Annotated[Literal["utf-8-sig", "latin-1"], Meta(description="Which bytes are which letters.")] = (
        "utf-8-sig"
    )
    header: Annotated[bool, Meta(description="Whether the first line holds the names of the columns.")] = True
    features: Annotated[tuple[Text, ...], Meta(min_length=1)] = ("x",)
    """The columns that go in, in this order."""
    targets: Annotated[tuple[Text, ...], Meta(min_length=1)] = ("y",)
    """The columns that are asked for."""
    answer: Annotated[TruthKind, Meta(description="What is asked for.")] = "numbers"
    classes: Annotated[tuple[Text, ...], Meta(max_length=MOST_CLASSES)] = ()
    side: Annotated[int, Meta(ge=0, le=1024, description="Pixels of a picture's side; 0 for plain numbers.")] = 0
    rows: Annotated[int, Meta(ge=0, description="Rows that can be learned from.")] = 0
    dropped: Annotated[int, Meta(ge=0, description="Rows left out, as values are missing.")] = 0

    def __post_init__(self) -> None:
        if self.side and self.side**2 != len(self.features):
            raise ValueError("the pictures have another number of pixels")

    @classmethod
    def found(cls, path: Path, wish: Wish) -> "CsvTable":
        """The data set of a table, with the usual columns for what the wish leaves open."""
        if isinstance(wish.like, CsvTable) and not wish.targets:
            return like(path, wish.like, wish.header)
        preview = _look(path, wish.header)
        for name in (*wish.targets, *wish.ignored):
            if name not in preview.names:
                raise PlaygroundError("table_no_column", name=path.name, column=name)
        targets = wish.targets or preview.usual_targets()
        features = preview.features(targets, wish.ignored + preview.counting) or preview.features(targets, wish.ignored)
        return remember(path, choice(preview, targets, features, pictures=wish.pictures), wish.schooling)

    @property
    def dialect(self) -> Dialect:
        """How the table is written."""
        return Dialect(delimiter=self.delimiter, decimal=self.decimal, encoding=self.encoding, header=self.header)

    @property
    def sample_shape(self) -> tuple[int, ...]:
        """A number for each feature, or one grey picture of them."""
        return (1, self.side, self.side) if self.side else (len(self.features),)

    @property
    def truth(self) -> Truth:
        """The classes, or the columns that are asked for."""
        return Truth(self.answer, self.classes if self.answer == "class" else self.targets)

    def scale_of(self, x: np.ndarray, y: np.ndarray) -> Scale | None:
        """That of the columns of numbers; pixels have none."""
        features = () if self.side else (_means(x), _spreads(x))
        targets = {"target_mean": _means(y), "target_spread": _spreads(y)} if self.answer == "numbers" else {}
        return Scale(*features, **targets) if features or targets else None

    def mixes_units(self, truth: str) -> bool:
        """Every column has a unit of its own; the pixels of a picture share theirs."""
        columns = {"numbers": self.targets, "sample": () if self.side else self.features}
        return len(columns.get(truth, ())) > 1

    @property
    def count(self) -> int:
        """The rows in which nothing is missing."""
        return self.rows

    def available(self) -> bool:
        """Whether the file is known and there."""
        return self.path is not None and self.path.is_file()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the features, and of the answer."""
        return *self.features, ", ".join(self.targets)

    def found_again(self, path: Path) -> bool:
        """Whether it was not known any more where the table lies, and this is the very file."""
        former = self.path
        if former is not None and former.is_file() and digest_of(former) == self.digest:
            return False
        if digest_of(path) != self.digest:
            return False
        self.keep_place(path.absolute())
        return True

    def told(self) -> tuple[Problem, ...]:
        """How many rows there are, and what is done with their numbers."""
        code = "table_rows_and_dropped" if self.dropped else "table_rows"
        rows = Problem(code=code, args={"rows": self.rows, "dropped": self.dropped}, severity="note")
        if self.side:
            return (rows,)
        return rows, Problem(code="table_scaled_back" if self.answer == "numbers" else "table_scaled", severity="note")

    def remarks(self) -> tuple[Problem, ...]:
        """That there are no names, rows that are left out, and features that are pictures."""
        found = []
        if not self.header:
            found.append(Problem(code="table_no_header", args={"name": self.name}, severity="note"))
        if self.dropped:
            args = {"name": self.name, "count": self.dropped, "total": self.rows + self.dropped}
            found.append(Problem(code="table_rows_dropped", args=args, severity="note"))
        if self.side:
            found.append(Problem(code="table_pictures", args={"name": self.name, "side": self.side}, severity="note"))
        return tuple(found)

    def load(self, seed: int) -> Samples:
        """The rows of the remembered file, in the units of the table.

        Raises: PlaygroundError: ``table_unknown`` if it was never chosen here, ``table_changed`` if the file is another
            one now, or what is wrong with it.
        """
        path = self.path
        if path is None:
            raise PlaygroundError("table_unknown", name=self.name)
        if not path.is_file() or digest_of(path) != self.digest:
            raise PlaygroundError("table_changed", name=self.name)
        return self.samples(self.read(path))[0]

    def read(self, path: Path) -> Columns:
        """What the file holds in the columns that are needed."""
        word = self.targets[0] if self.answer == "class" else ""
        return read(path, self.dialect, self.features if word else self.features + self.targets, word)

    def samples(self, columns: Columns) -> tuple[Samples, int]:
        """The rows in which nothing is missing, and how many others there are."""
        numbers, words = columns
        whole = np.isfinite(numbers).all(1)
        count = len(self.features)
        if self.answer == "class":
            name_of = reader(self.classes, self.dialect)
            names = {word: name_of(word) for word in set(words)}
            whole &= np.array([names[word] != "" for word in words])
            y = self._labels([names[word] for word, kept in zip(words, whole, strict=True) if kept])
        else:
            y = numbers[whole, count:]
        if self.answer == "labels" and not np.isin(y, (0, 1)).all():
            column = self.targets[int((~np.isin(y, (0, 1))).any(0).argmax())]
            raise PlaygroundError("table_not_label", name=self.name, column=column)
        if not whole.any():
            raise PlaygroundError("table_all_missing", name=self.name, count=len(whole))
        x = numbers[whole, :count]
        if self.side:
            x = (x / np.float32(255)).reshape(-1, *self.sample_shape)
        return Samples(np.ascontiguousarray(x), np.ascontiguousarray(y), self.truth), int((~whole).sum())

    def _labels(self, words: list[str]) -> np.ndarray:
        """The place of each row's class."""
        places = {name: place for place, name in enumerate(self.classes)}
        strange = next((word for word in words if word not in places), None)
        if strange is not None:
            raise PlaygroundError("table_strange_class", name=self.name, word=strange, column=self.targets[0])
        return np.array([places[word] for word in words], np.int64)


def choice(
    preview: Preview,
    targets: tuple[str, ...],
    features: tuple[str, ...],
    answer: TruthKind | None = None,
    pictures: bool | None = None,
) -> CsvTable:
    """A table that was looked at but not read yet, with the columns to use.

    Args:
        answer: What is asked for; None for what is most likely.
        pictures: Read features as pixels; None if they most likely are some.
    Raises: PlaygroundError: These columns cannot be used together.
    """
    answers = preview.answers(targets)
    if not targets:
        raise PlaygroundError("table_no_target")
    if not features:
        raise PlaygroundError("table_no_feature")
    if not answers:
        raise PlaygroundError("table_mixed_targets", columns=", ".join(targets))
    side = preview.picture_side(features)
    if pictures and not side:
        raise PlaygroundError("table_no_pictures", count=len(features))
    if not (preview.likely_pictures(features) if pictures is None else pictures):
        side = 0
    written = asdict(preview.dialect)
    chosen = answer if answer in answers else answers[0]
    return CsvTable(features=features, targets=targets, answer=chosen, side=side, **written)


def remember(path: Path, wanted: CsvTable, schooling: Schooling) -> CsvTable:
    """Read a table, remember where it is, and return the data set that a project can store.

    Args:
        wanted: Its dialect and columns.
        schooling: Says how the rows are parted: there have to be some for each part.
    Raises: PlaygroundError: What is wrong with the table.
    """
    path = path.expanduser().absolute()
    table, columns = _read(path, replace(wanted, name=path.name[:255], digest=digest_of(path)))
    if table.answer == "class":
        table = replace(table, classes=_classes(table, columns.words))
    samples, dropped = table.samples(columns)
    table = replace(table, rows=len(samples.y), dropped=dropped)
    split(samples, schooling.validation, schooling.test, schooling.seed)
    table.keep_place(path)
    return table


def like(path: Path, known: CsvTable, header: bool | None = None) -> CsvTable:
    """Other rows of the kind that a network was trained on: the same columns and classes, scaled as those were.

    Raises: PlaygroundError: What is wrong with the table; it lacks a column, or has a class that is not known.
    """
    path = path.expanduser().absolute()
    dialect = _look(path, header).dialect
    table, columns = _read(path, replace(known, name=path.name[:255], digest=digest_of(path), **asdict(dialect)))
    samples, dropped = table.samples(columns)
    table = replace(table, rows=len(samples.y), dropped=dropped)
    table.keep_place(path)
    return table


def _look(path: Path, header: bool | None) -> Preview:
    """The first rows, with or without names if it is known which."""
    preview = look(path.expanduser())
    if header in (None, preview.dialect.header):
        return preview
    return look(path.expanduser(), replace(preview.dialect, header=header))


def _read(path: Path, table: CsvTable) -> tuple[CsvTable, Columns]:
    """The columns; where letters are no UTF-8 after all, they are read as Latin ones."""
    try:
        return table, table.read(path)
    except UnicodeDecodeError:
        table = replace(table, encoding="latin-1")
        return table, table.read(path)


def _classes(table: CsvTable, words: list[str]) -> tuple[str, ...]:
    """The classes in the order of their numbers or letters."""
    found = found_in(words, table.dialect)
    column = table.targets[0]
    if len(found) > MOST_CLASSES:
        raise PlaygroundError("table_many_classes", column=column, limit=MOST_CLASSES)
    if len(found) < 2:
        raise PlaygroundError("table_one_class", column=column)
    return tuple(sorted(found, key=_order))


def _order(word: str) -> tuple[int, float, str]:
    written = Dialect()
    return (0, written.value(word), word) if written.is_number(word) else (1, 0.0, word)


def _means(values: np.ndarray) -> tuple[float, ...]:
    return tuple(values.mean(0, dtype=np.float64).tolist())


def _spreads(values: np.ndarray) -> tuple[float, ...]:
    """The standard deviations; 1 for a column that never changes."""
    spreads = values.std(0, dtype=np.float64)
    return tuple(np.where(spreads > 0, spreads, 1.0).tolist())
