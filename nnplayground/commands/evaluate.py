"""``evaluate``: how a trained project does on the test part of a data set."""

import argparse

from nnplayground.commands.options import (
    add_data,
    add_device,
    add_json,
    check_device,
    fetch_data,
    open_trained,
    with_data,
)
from nnplayground.commands.output import percent, print_json, print_table


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``evaluate``."""
    parser.add_argument("project", metavar="PROJECT.nnp", help="a trained project")
    add_data(parser)
    add_device(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Test, overall and by class."""
    document = open_trained(arguments.project)
    project = with_data(document.project, arguments.data)
    fetch_data(project, arguments.download)

    from nnplayground.engine import headless
    from nnplayground.engine.data import LoadedData

    check_device(arguments)
    data = LoadedData(project)
    found, device = headless.evaluate(project, document.weights, data, device=arguments.device)
    by_class = dict(zip(data.classes, found.class_accuracies, strict=True))
    if arguments.json:
        facts = {"test_accuracy": found.accuracy, "test_loss": found.loss, "samples": found.samples}
        print_json(facts | {"class_accuracy": by_class, "data": project.data.kind, "device": device})
    else:
        print_table(("CLASS", "RIGHT"), [(name, percent(share)) for name, share in by_class.items()])
        print(f"Test: {percent(found.accuracy)} right, loss {found.loss:.4f} ({found.samples:,} samples)")
    return 0
