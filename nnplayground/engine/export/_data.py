"""How an exported script comes to its data: a file beside it where it is small, else the user's own files."""

import io
from collections.abc import Sequence

import numpy as np

from nnplayground import datasets
from nnplayground.datasets.idx_folder import find_pairs
from nnplayground.engine.data import LoadedData
from nnplayground.engine.export._pieces import DataCode, quoted
from nnplayground.engine.export._table import table_code
from nnplayground.spec.project import Project

STANDARD = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
STANDARD_TEST = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")

_BESIDE = '''\
def load_data(path: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Samples and truth of the training, validation and test part, from an .npz file."""
    with np.load(path, allow_pickle=False) as file:
        return {
            part: (torch.from_numpy(file[f"{part}_x"]), torch.from_numpy(file[f"{part}_y"]))
            for part in ("train", "validation", "test")
        }
'''

_FOLDER = '''\
def read_idx(path: Path) -> np.ndarray:
    """The values of an IDX file, packed or not: two zeros, type, number of axes, the sizes, then the values."""
    data = path.read_bytes()
    if data[:2] == b"\\x1f\\x8b":
        data = gzip.decompress(data)
    axes = data[3]
    sizes = np.frombuffer(data, ">u4", axes, offset=4).astype(int)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape(sizes)


def read_pair(folder: Path, images: str, labels: str) -> tuple[Tensor, Tensor]:
    """Pictures ``(N, 1, H, W)`` in [0, 1] and their labels."""
    x = torch.from_numpy(read_idx(folder / images).astype(np.float32)) / 255
    return x[:, None], torch.from_numpy(read_idx(folder / labels).astype(np.int64))


def load_data(folder: Path) -> dict[str, tuple[Tensor, Tensor]]:
    """Samples and labels of the training, validation and test part; the parts are drawn with the seed."""
    x, y = read_pair(folder, *TRAIN_FILES)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(SEED))
'''

_CUT_VALIDATION = """\
    validation, train = order.tensor_split([round(VALIDATION * len(x))])
    return {
        "train": (x[train], y[train]),
        "validation": (x[validation], y[validation]),
        "test": read_pair(folder, *TEST_FILES),
    }
"""

_CUT_BOTH = """\
    ends = [round(VALIDATION * len(x)), round((VALIDATION + TEST) * len(x))]
    validation, test, train = order.tensor_split(ends)
    parts = {"train": train, "validation": validation, "test": test}
    return {part: (x[rows], y[rows]) for part, rows in parts.items()}
"""
_EXAMPLE = 'Path("data")  # the folder with the IDX files'


def data_code(project: Project) -> DataCode:
    """The code for a project's data set."""
    dataset = datasets.resolve(project.data.kind, project.data.options)
    return {"samples": _beside, "idx": _from_folder, "table": table_code}[dataset.exported_as](project, dataset)


def _beside(project: Project, _: datasets.Dataset) -> DataCode:
    data = LoadedData(project)
    data.check(project.recipe)
    split = data.split
    arrays = {}
    for name, part in (("train", split.train), ("validation", split.validation), ("test", split.test)):
        arrays |= {f"{name}_x": part.x, f"{name}_y": part.y}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    default = 'HERE.with_suffix(".npz")'
    return DataCode((), (), _BESIDE, default, "an .npz file of the three parts", buffer.getvalue())


def _from_folder(project: Project, dataset: datasets.Dataset) -> DataCode:
    training, test = _files(dataset)
    schooling = project.recipe.schooling
    constants = [f"TRAIN_FILES = {_quoted(training)}"]
    constants += [f"TEST_FILES = {_quoted(test)}"] if test else [f"TEST = {schooling.test!r}"]
    constants += [f"VALIDATION = {schooling.validation!r}"]
    functions = _FOLDER + (_CUT_VALIDATION if test else _CUT_BOTH)
    return DataCode(
        ("gzip",), tuple(constants), functions, "None", "folder with the IDX files", example=_EXAMPLE, place="FOLDER"
    )


def _files(dataset: datasets.Dataset) -> tuple[Sequence[str], Sequence[str] | None]:
    """The names of the training and the test files; where they are not on this machine, the usual ones."""
    if not dataset.available():
        return STANDARD, STANDARD_TEST
    training, test = find_pairs(dataset.folder)
    return [path.name for path in training], [path.name for path in test] if test else None


def _quoted(names: Sequence[str]) -> str:
    return f"({', '.join(map(quoted, names))})"
