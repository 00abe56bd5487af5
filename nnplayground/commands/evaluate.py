"""``evaluate``: how a trained project does on the test part of a data set, or on all of the user's own that are new."""

import argparse

from nnplayground.commands.options import (
    add_data,
    add_device,
    add_json,
    check_device,
    fetch_data,
    load_data,
    open_trained,
    tell_data,
    with_data,
)
from nnplayground.commands.output import percent, print_json, print_table, say_figure
from nnplayground.spec.project import Project


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``evaluate``."""
    parser.add_argument("project", metavar="PROJECT.nnp", help="a trained project")
    add_data(parser)
    add_device(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Test, overall and by class, label or number."""
    document = open_trained(arguments.project)
    project = with_data(document.project, arguments, trained=True)
    fetch_data(project, arguments.download)
    tell_data(project, arguments)

    from nnplayground import datasets
    from nnplayground.engine import headless

    check_device(arguments)
    data = load_data(project, unseen=_is_new(document.project, project))
    found, device = headless.evaluate(project, document.weights, data, device=arguments.device)
    measure = datasets.measure_of(project)
    details, names = found.details, data.truth.names
    what = _NAMES.get(project.recipe.task.truth, "")
    if arguments.json:
        facts = {f"test_{measure.key}": found.measure, "test_loss": found.loss, "samples": found.samples}
        by_name = {f"{what}_{key}": dict(zip(names, column, strict=True)) for key, column in details.columns.items()}
        facts |= by_name | {f"test_{key}": value for key, value in details.overall.items()}
        print_json(facts | {"data": project.data.kind, "device": device})
    else:
        if details.columns:
            columns = [[_said(key, value) for value in column] for key, column in details.columns.items()]
            heads = ["RIGHT" if key == "accuracy" else key.upper() for key in details.columns]
            print_table((what.upper(), *heads), list(zip(names, *columns, strict=True)))
        exact = details.overall.get("exact_match")
        all_right = "" if exact is None else f", all labels right {percent(exact)}"
        figure = say_figure(measure, found.measure)
        print(f"Test: {figure}{all_right}, loss {found.loss:.4f} ({found.samples:,} samples)")
    return 0


def _is_new(trained: Project, project: Project) -> bool:
    """Whether the data are the user's own, and others than those that the network was trained on."""
    digest = project.data.options.get("digest")
    return digest is not None and digest != trained.data.options.get("digest")


_NAMES = {"class": "class", "labels": "label", "numbers": "number"}
"""What the details of a truth are told of."""
_NO_SHARES = ("mae", "rmse", "r2")


def _said(key: str, value: float | None) -> str:
    return percent(value) if value is None or key not in _NO_SHARES else f"{value:.4f}"
