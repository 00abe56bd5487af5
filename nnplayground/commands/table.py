"""All sub-commands by name, in the order of the help."""

import argparse
from collections.abc import Callable
from typing import NamedTuple

from nnplayground.commands import evaluate, export, listing, predict, runs, train
from nnplayground.commands.options import add_json


class Command(NamedTuple):
    """A sub-command; without help it is not listed."""

    run: Callable[[argparse.Namespace], int]
    add_options: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    help: str = ""


def _doctor(arguments: argparse.Namespace) -> int:
    from nnplayground.doctor import doctor

    return doctor(json=arguments.json)


def _engine(arguments: argparse.Namespace) -> int:
    from nnplayground.engine.server import serve

    return serve()


COMMANDS: dict[str, Command] = {
    "doctor": Command(_doctor, add_json, "what this machine has, and what to install"),
    "presets": Command(listing.presets, listing.add_options, "list the ready-made networks"),
    "datasets": Command(listing.datasets, listing.add_options, "list the data sets"),
    "layers": Command(listing.layers, listing.add_options, "list the kinds of blocks"),
    "train": Command(train.run, train.add_options, "train a project or preset, test it and save it"),
    "evaluate": Command(evaluate.run, evaluate.add_options, "test a trained project"),
    "predict": Command(predict.run, predict.add_options, "let a trained project answer drawings, pictures, numbers"),
    "export": Command(export.run, export.add_options, "write a project as PyTorch code, a chart or a figure"),
    "runs": Command(runs.list_runs, runs.add_runs_options, "list the recorded runs, and export what they measured"),
    "report": Command(runs.report, runs.add_report_options, "write a web page on one or several recorded runs"),
    "engine": Command(_engine),
}
