"""``export``: a project as something that needs nothing of ours."""

import argparse
import os
from pathlib import Path

from nnplayground.commands.options import open_project, write_file
from nnplayground.commands.output import note
from nnplayground.spec.archive import Document
from nnplayground.spec.call import Shape
from nnplayground.spec.problems import PlaygroundError

FIGURES = ("png", "svg")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``export``."""
    from nnplayground.engine.export import FORMATS

    parser.add_argument("project", metavar="PROJECT.nnp", help="the project to export")
    parser.add_argument("--to", choices=sorted((*FORMATS, *FIGURES)), required=True, help="format")
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write; weights and data go beside it")


def run(arguments: argparse.Namespace) -> int:
    """Write the files, the one that was asked for last, and tell their names."""
    document = open_project(arguments.project)
    if not document.weights and arguments.to in ("python", "notebook"):
        note(f"{Path(arguments.project).name} holds no trained weights, so the network is exported without them")

    from nnplayground import datasets
    from nnplayground.engine.export import exporter

    data = document.project.data
    dataset = datasets.resolve(data.kind, data.options)
    if arguments.to in FIGURES:
        files = {arguments.out.suffix: _figure(document, arguments.to, dataset.sample_shape, dataset.truth.size)}
    else:
        facts = (dataset.sample_shape, dataset.truth.names)
        files = exporter(arguments.to)(document.project, document.weights, *facts, arguments.out.stem)
    (_, asked), *others = files.items()
    suffix = arguments.out.suffix
    if suffix in dict(others):
        raise PlaygroundError("export_suffix", name=arguments.out.name, suffix=suffix)
    paths = [(arguments.out.with_suffix(suffix), content) for suffix, content in others] + [(arguments.out, asked)]
    for path, content in paths:
        write_file(path, content)
        print(f"Saved: {path}")
    return 0


def _figure(document: Document, form: str, sample_shape: Shape, outputs: int) -> bytes:
    """The network drawn without a screen."""
    from nnplayground.engine.analysis import analyse

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from PySide6.QtWidgets import QApplication

        from nnplayground.ui import figure
    except ImportError:
        raise PlaygroundError("window_no_qt") from None
    app = QApplication.instance() or QApplication([])
    project = document.project
    facts, _ = analyse(project.network, sample_shape, outputs, project.recipe)
    data = figure.svg(project.network, facts, project.name) if form == "svg" else figure.png(project.network, facts)
    del app
    return data
