"""What several commands take: projects, data sets and numbers, each checked while the command line is read."""

import argparse
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from nnplayground.paths import write_atomic
from nnplayground.spec import archive
from nnplayground.spec.fields import Field, changed, fields_of
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import DataChoice, Project

if TYPE_CHECKING:
    from nnplayground.engine.data import LoadedData


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json``."""
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line of stdout")


def add_device(parser: argparse.ArgumentParser) -> None:
    """``--device`` and ``--require-device``; see ``check_device``."""
    text = "where to compute: auto, cpu, mps, cuda, or cuda:1 for the second GPU (default: auto)"
    parser.add_argument("--device", type=_device_name, default="auto", metavar="NAME", help=text)
    text = "fail if that device is not there, rather than take another"
    parser.add_argument("--require-device", action="store_true", help=text)


def check_device(arguments: argparse.Namespace) -> None:
    """Say so if the wished device is not there. Imports torch.

    Raises: PlaygroundError: ``device_required``.
    """
    from nnplayground.commands.output import note
    from nnplayground.engine import device as devices

    _, reason = devices.choose(arguments.device)
    if reason.severity == "note":
        return
    if arguments.require_device:
        raise PlaygroundError("device_required", device=arguments.device)
    note(reason.text())


def add_data(parser: argparse.ArgumentParser) -> None:
    """``--data`` with what belongs to it, and ``--download``."""
    text = "data set: a name of `nnplayground datasets`, or idx:FOLDER, csv:FILE (default: the one of the project)"
    parser.add_argument("--data", type=_data_name, metavar="NAME", help=text)
    text = "columns of a csv:FILE that are to be answered (default: the last one, or the first if it is named label)"
    parser.add_argument("--target", nargs="+", default=[], metavar="COLUMN", help=text)
    text = "columns of a csv:FILE that are left aside; columns of text always are"
    parser.add_argument("--ignore", nargs="+", default=[], metavar="COLUMN", help=text)
    text = "read the features of a csv:FILE as the pixels of square pictures, or not (default: if they seem to be some)"
    parser.add_argument("--pictures", action=argparse.BooleanOptionalAction, help=text)
    text = "whether the first line of a csv:FILE holds the names of its columns (default: if it seems to)"
    parser.add_argument("--header", action=argparse.BooleanOptionalAction, help=text)
    parser.add_argument("--download", action="store_true", help="fetch the data set first if it is not here yet")


def number_of(spec: type[msgspec.Struct], name: str) -> Callable[[str], int | float]:
    """A reader for a parameter of a spec that refuses what lies outside its bounds, for ``type=``."""
    field: Field = next(f for f in fields_of(spec) if f.name == name)

    def read(text: str) -> int | float:
        try:
            value = int(text) if field.kind == "int" else float(text)
            return getattr(changed(spec(), **{name: value}), name)
        except (ValueError, PlaygroundError):
            least = "more than 0" if field.exclusive_minimum else f"at least {field.minimum:g}"
            kind = "whole number" if field.kind == "int" else "number"
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a {kind} of {least} and at most {field.maximum:,.0f}"
            ) from None

    return read


def open_project(path: str) -> archive.Document:
    """Read a project file.

    Raises: PlaygroundError: What is wrong with it.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise PlaygroundError("file_unreadable", name=Path(path).name, detail=error.strerror or str(error)) from None
    return archive.decode(data, Path(path).name)


def open_trained(path: str) -> archive.Document:
    """Read a project file that must hold weights.

    Raises: PlaygroundError: ``no_weights``, or what is wrong with the file.
    """
    document = open_project(path)
    if not document.weights:
        raise PlaygroundError("no_weights", name=Path(path).name)
    return document


def write_file(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Write a file whole; ``data`` may come in pieces.

    Raises: PlaygroundError: ``file_unwritable``.
    """
    try:
        write_atomic(path, data)
    except OSError as error:
        raise PlaygroundError("file_unwritable", name=path.name, detail=error.strerror or str(error)) from None


def with_data(project: Project, arguments: argparse.Namespace, *, trained: bool = False) -> Project:
    """The project with the data set that ``--data`` names, and a task that it can serve.

    Args:
        trained: A table shall be read like the one that the network was trained on.
    Raises: PlaygroundError: What is wrong with the user's own data.
    """
    if arguments.data is None:
        if arguments.target or arguments.ignore or (arguments.pictures, arguments.header) != (None, None):
            raise PlaygroundError("columns_of_no_table")
        return project
    from nnplayground import datasets

    known = datasets.resolve(project.data.kind, project.data.options) if trained else None
    how = tuple(arguments.target), tuple(arguments.ignore), arguments.pictures
    dataset = datasets.parse(arguments.data, datasets.Wish(*how, project.recipe.schooling, known, arguments.header))
    choice = datasets.chosen(project, dataset) if trained else DataChoice(dataset.kind, dataset.options)
    return project.with_data(choice, dataset.truth)


def tell_data(project: Project, arguments: argparse.Namespace) -> None:
    """Tell what was noticed in data of the user's own that ``--data`` names."""
    from nnplayground import datasets
    from nnplayground.commands.output import note

    dataset = datasets.resolve(project.data.kind, project.data.options)
    if arguments.data and isinstance(dataset, datasets.OwnData):
        for remark in dataset.remarks():
            note(remark.text())


def load_data(project: Project, *, unseen: bool = False) -> "LoadedData":
    """The samples of a project; see ``LoadedData``.

    Raises: PlaygroundError: ``own_data_unnamed`` for data of the user's own that are not where they were, or what is
        wrong with them.
    """
    from nnplayground import datasets
    from nnplayground.engine.data import LoadedData

    try:
        return LoadedData(project, unseen=unseen)
    except PlaygroundError as error:
        dataset = datasets.resolve(project.data.kind, project.data.options)
        if not isinstance(dataset, datasets.OwnData) or error.problem.code not in datasets.NOT_FOUND:
            raise
        raise PlaygroundError("own_data_unnamed", name=dataset.name, data=f"{dataset.kind}:{dataset.place}") from None


def fetch_data(project: Project, allowed: bool) -> None:
    """See to it that the project's data set is on this machine.

    Raises: PlaygroundError: It is not and may not be fetched, or cannot be.
    """
    from nnplayground import datasets
    from nnplayground.commands.output import ProgressLine

    dataset = datasets.resolve(project.data.kind, project.data.options)
    if not dataset.download_bytes:
        return
    if not allowed:
        size = f"{dataset.download_bytes / 1e6:.1f} MB"
        raise PlaygroundError("data_not_fetched", data=dataset.title, size=size)
    line = ProgressLine()

    def tell(done: int, total: int) -> None:
        line.show(f"{dataset.title}: {done / 1e6:.1f} of {total / 1e6:.1f} MB", final=done == total)

    try:
        dataset.download(tell, lambda: False)
    finally:
        line.close()


def _device_name(text: str) -> str:
    from nnplayground.protocol import DEVICES

    if re.match(DEVICES, text) is None:
        raise argparse.ArgumentTypeError(Problem(code="unknown_device", args={"device": text}).text())
    return text


def _data_name(text: str) -> str:
    """Refuse a name that no data set has; what lies in a folder or a file is looked at later."""
    from nnplayground import datasets

    if not datasets.names_own(text):
        try:
            datasets.parse(text)
        except PlaygroundError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
    return text
