"""How an exported script reads the user's own table, cuts it and standardises it: as the engine does."""

from collections.abc import Sequence

from nnplayground.datasets.sources.csv_table import CsvTable
from nnplayground.datasets.tables.class_names import UNNAMED, are_numbers
from nnplayground.datasets.tables.dialect import MISSING
from nnplayground.datasets.tables.preview import look
from nnplayground.engine.export._pieces import DataCode, plain, quoted
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project, Scale

_NUMBER = '''\
def number(text: str) -> float:
    """The value of a field, NaN where there is none."""
    return math.nan if text.strip().lower() in MISSING else float({text})


'''

_CLASS = '''\
def class_of(text: str) -> int:
    """The place of the class that a field names, -1 where there is none."""
    return {place}


'''

_READ = '''\
def read_table(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Features and {asked} of the rows in which nothing is missing."""
    x, y = [], []
    with path.open(encoding="{encoding}", newline="") as file:
        rows = filter(any, csv.reader(file, delimiter={delimiter}, skipinitialspace=True))
{skip}        for row in rows:
            x.append(np.array([number(row[i]) for i in FEATURES], np.float32))
            y.append({value})
    features, truth = np.stack(x), np.{join}(y)
    whole = np.isfinite(features).all(1) & {known}
    return features[whole], truth[whole]


'''

_LOAD = '''\
def load_data(path: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """{what} of the training, validation and test part; the parts are drawn with the seed."""
    features, truth = read_table(path)
    rng = np.random.default_rng(SEED)
{order}    ends = np.cumsum([round(len(truth) * TEST), round(len(truth) * VALIDATION)])
    test, validation, train = map(np.sort, np.split(order, ends))
    x = {x}
    y = {y}
    parts = {{"train": train, "validation": validation, "test": test}}
    return {{part: (x[rows], y[rows]) for part, rows in parts.items()}}
'''

_SHUFFLED = "    order = rng.permutation(len(truth))\n"
_STRATIFIED = """\
    places = np.empty(len(truth))  # each class is spread evenly, so that every part has its share of it
    for label in np.unique(truth):
        members = np.flatnonzero(truth == label)
        places[members] = (rng.permutation(len(members)) + rng.random()) / len(members)
    order = np.argsort(places, kind="stable")
"""


def table_code(project: Project, table: CsvTable) -> DataCode:
    """The code that reads a table.

    Args:
        project: With the scale of the table, where it has one.
    Raises: PlaygroundError: It is not on this machine, so that the places of its columns are not known.
    """
    places = _places(table)
    schooling, scale = project.recipe.schooling, project.data.scale or Scale()
    constants = [f"FEATURES = {_listed(places[: len(table.features)])}  # columns of the table, from 0"]
    constants += [f"TARGETS = {_listed(places[len(table.features) :])}"]
    constants += [f"MISSING = {{{', '.join(map(quoted, sorted(MISSING)))}}}"]
    constants += [f"VALIDATION = {schooling.validation!r}", f"TEST = {schooling.test!r}"]
    constants += _constants(scale)
    functions = _number(table) + _truth(table) + _loading(table, scale)
    return DataCode(
        ("csv", "math"), tuple(constants), functions, "None", "the table, a CSV file",
        example=f"Path({quoted(table.name)})  # the table", place=table.place, learned=_learned(table),
    )  # fmt: skip


def _learned(table: CsvTable) -> str:
    """The targets and the table they are from: ``price from the table houses.csv``."""
    names = [plain(name, 30) for name in table.targets[:3]]
    others = f" and {len(table.targets) - 3} more" if len(table.targets) > 3 else ""
    return f"{', '.join(names)}{others} from the table {plain(table.name, 40)}"


def _places(table: CsvTable) -> list[int]:
    """Where features and targets stand in a line."""
    path = table.path
    if path is None:
        raise PlaygroundError("table_unknown", name=table.name)
    names = look(path, table.dialect).names
    wanted = table.features + table.targets
    if not set(wanted) <= set(names):
        raise PlaygroundError("table_changed", name=table.name)
    places = {name: place for place, name in enumerate(names)}
    return [places[name] for name in wanted]


def _listed(places: Sequence[int]) -> str:
    """Columns as a Python expression."""
    first, last = places[0], places[-1]
    if len(places) > 8 and list(places) == list(range(first, last + 1)):
        return f"range({first}, {last + 1})"
    return _written("(", [str(place) for place in places], ",)" if len(places) == 1 else ")")


def _written(opening: str, values: Sequence[str], closing: str) -> str:
    """Some values in brackets, over several lines where one is too short."""
    line = opening + ", ".join(values) + closing
    if len(line) <= 90:
        return line
    if not opening.endswith("(["):
        return f"{opening}\n" + "".join(f"    {value},\n" for value in values) + closing[-1]
    return f"{opening[:-1]}\n    [\n" + "".join(f"        {value},\n" for value in values) + "    ]\n)"


def _constants(scale: Scale) -> list[str]:
    """Mean and spread of the columns that are standardised."""
    told = {name.upper(): getattr(scale, name) for name in Scale.__struct_fields__ if getattr(scale, name)}
    lines = [f"{name} = {_written('torch.tensor([', [repr(v) for v in values], '])')}" for name, values in told.items()]
    if scale.target_mean:
        lines.append("# outputs * TARGET_SPREAD + TARGET_MEAN are in the units of the table")
    return lines


def _number(table: CsvTable) -> str:
    return _NUMBER.replace("{text}", 'text.replace(",", ".")' if table.decimal == "," else "text")


def _truth(table: CsvTable) -> str:
    """What reads the column of classes."""
    if table.answer != "class":
        return ""
    if are_numbers(table.classes):
        place = "-1 if math.isnan(value := number(text)) else [float(name) for name in CLASSES].index(value)"
    else:
        place = f"-1 if text.strip() in {{{', '.join(map(quoted, sorted(UNNAMED)))}}} else CLASSES.index(text.strip())"
    return _CLASS.replace("{place}", place)


def _loading(table: CsvTable, scale: Scale) -> str:
    classes = table.answer == "class"
    skip = "        next(rows)  # the names of the columns\n" if table.header else ""
    read = _READ.format(
        asked={"class": "classes", "labels": "labels", "numbers": "targets"}[table.answer],
        encoding=table.encoding,
        delimiter='"\\t"' if table.delimiter == "\t" else quoted(table.delimiter),
        skip=skip,
        value="class_of(row[TARGETS[0]])" if classes else "np.array([number(row[i]) for i in TARGETS], np.float32)",
        join="array" if classes else "stack",
        known="(truth >= 0)" if classes else "np.isfinite(truth).all(1)",
    )
    x, y = "torch.from_numpy(features)", "torch.from_numpy(truth)"
    if table.side:
        x = f"({x} / 255).reshape(-1, 1, {table.side}, {table.side})"
    elif scale.feature_mean:
        x = f"({x} - FEATURE_MEAN) / FEATURE_SPREAD"
    y = f"({y} - TARGET_MEAN) / TARGET_SPREAD" if scale.target_mean else y
    what = "Samples and truth" if table.side else "Standardised features and truth"
    order = _STRATIFIED if classes else _SHUFFLED
    return read + _LOAD.format(what=what, order=order, x=x, y=y)
