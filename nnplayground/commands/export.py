"""``export``: a project as something that needs nothing of ours."""

import argparse
from pathlib import Path

from nnplayground.commands.options import open_project, write_file
from nnplayground.commands.output import note
from nnplayground.spec.problems import PlaygroundError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``export``."""
    from nnplayground.engine.export import FORMATS

    parser.add_argument("project", metavar="PROJECT.nnp", help="the project to export")
    parser.add_argument("--to", choices=FORMATS, required=True, help="format")
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write; weights and data go beside it")


def run(arguments: argparse.Namespace) -> int:
    """Write the files, the one that was asked for last, and tell their names."""
    document = open_project(arguments.project)
    if not document.weights:
        note(f"{Path(arguments.project).name} holds no trained weights, so the network is exported without them")

    from nnplayground import datasets
    from nnplayground.engine.export import exporter

    data = document.project.data
    dataset = datasets.resolve(data.kind, data.options)
    files = exporter(arguments.to)(document.project, document.weights, dataset.sample_shape, dataset.classes)
    (_, asked), *others = files.items()
    suffix = arguments.out.suffix
    if suffix in dict(others):
        raise PlaygroundError("export_suffix", name=arguments.out.name, suffix=suffix)
    paths = [(arguments.out.with_suffix(suffix), content) for suffix, content in others] + [(arguments.out, asked)]
    for path, content in paths:
        write_file(path, content)
        print(f"Saved: {path}")
    return 0
