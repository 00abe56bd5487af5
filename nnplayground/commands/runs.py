"""``runs`` and ``report``: recorded runs, and what is made of them."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nnplayground.commands.options import add_json, write_file
from nnplayground.commands.output import note, percent, print_json, print_table
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project


def add_runs_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``runs``."""
    parser.add_argument("runs", nargs="*", metavar="RUN", help="only these, by id or folder")
    parser.add_argument("--csv", type=Path, metavar="OUT.csv", help="write all their metrics")
    text = (
        "write event files for TensorBoard into this folder (needs the extra: pip install 'nnplayground[tensorboard]')"
    )
    parser.add_argument("--tensorboard", type=Path, metavar="FOLDER", help=text)
    add_json(parser)


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``report``."""
    parser.add_argument("runs", nargs="+", metavar="RUN", help="runs by id or folder; several stand side by side")
    parser.add_argument("out", type=Path, metavar="OUT.html", help="the file to write")


def list_runs(arguments: argparse.Namespace) -> int:
    """List runs, the newest first, and export them where that is asked for."""
    from nnplayground import records
    from nnplayground.reports.told import find, told

    found = told(find(arguments.runs) if arguments.runs else records.runs())
    if arguments.csv:
        from nnplayground.reports.table import as_csv

        write_file(arguments.csv, as_csv(found))
        note(f"saved {arguments.csv}")
    if arguments.tensorboard:
        from nnplayground.reports.tensorboard import write

        try:
            write(found, arguments.tensorboard)
        except OSError as error:
            args = {"name": arguments.tensorboard.name, "detail": error.strerror or str(error)}
            raise PlaygroundError("file_unwritable", **args) from None
        note(f"saved {arguments.tensorboard}")
    if arguments.json:
        print_json({"runs": [_facts(each) for each in found]})
    else:
        head = ("RUN", "NAME", "STATE", "EPOCHS", "VALIDATION", "LOSS", "NETWORK")
        print_table(head, [_row(each) for each in found])
    return 0


def report(arguments: argparse.Namespace) -> int:
    """Write the page."""
    from nnplayground.reports.page import page
    from nnplayground.reports.told import find, told

    write_file(arguments.out, page(told(find(arguments.runs)), _figures()))
    print(f"Saved: {arguments.out}")
    return 0


def _figures() -> Callable[[Project], str]:
    """What draws networks; without the window's libraries the page goes without."""
    from nnplayground import datasets
    from nnplayground.commands.export import _figure
    from nnplayground.spec.archive import Document

    def draw(project: Project) -> str:
        try:
            data = datasets.resolve(project.data.kind, project.data.options)
            svg = _figure(Document(project), "svg", data.sample_shape, data.truth.size).decode()
        except PlaygroundError as error:
            note(f"without a figure of the network: {error}")
            return ""
        return svg[svg.index("<svg") :]

    return draw


def _row(each: Any) -> tuple[str, ...]:

    summary = each.summary
    loss = "–" if summary.loss is None else f"{summary.loss:.4f}"
    best, measure = percent(summary.best_measure), summary.measure
    if summary.best_measure is not None and not measure.percent:
        best = f"{measure.short} {summary.best_measure:.4f} {measure.unit}".rstrip()
    return each.run.id, each.name, summary.state, f"{summary.epochs:.4g}", best, loss, summary.network


def _facts(each: Any) -> dict[str, Any]:
    run, summary = each.run, each.summary
    best = summary.best
    values = best and {each.key(name): value for name, value in best.values.items()}
    return {
        "id": run.id, "folder": str(run.folder), "name": each.name, "notes": run.label.notes, "state": summary.state,
        "started": run.facts.started, "epochs": summary.epochs, "steps": summary.steps, "seconds": summary.seconds,
        "final_loss": summary.loss, "best_epoch": best and best.epoch, "best": values,
        "parameters": summary.parameters, "data": run.facts.project.data.kind, "network": summary.network,
        "seed": run.facts.seed, "device": run.facts.device, "parent": run.facts.parent or None,
    }  # fmt: skip
