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
from nnplayground.commands.output import percent, print_json, print_table, say_figure


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
    measure = project.recipe.task.measure
    by_class = dict(zip(data.classes, found.class_accuracies, strict=True)) if found.class_accuracies else {}
    if arguments.json:
        facts = {f"test_{measure.key}": found.measure, "test_loss": found.loss, "samples": found.samples}
        facts |= {"class_accuracy": by_class} if by_class else {}
        print_json(facts | {"data": project.data.kind, "device": device})
    else:
        if by_class:
            print_table(("CLASS", "RIGHT"), [(name, percent(share)) for name, share in by_class.items()])
        print(f"Test: {say_figure(measure, found.measure)}, loss {found.loss:.4f} ({found.samples:,} samples)")
    return 0
