"""``predict``: what a trained project answers to recorded drawings, pictures or plain numbers."""

import argparse
import math
from pathlib import Path

from nnplayground.commands.options import add_device, add_json, check_device, open_trained
from nnplayground.commands.output import percent, print_json, print_table, say_number
from nnplayground.spec.tasks.base import Measure
from nnplayground.spec.wording import setting


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``predict``."""
    parser.add_argument("project", metavar="PROJECT.nnp", help="a trained project")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--strokes", type=Path, metavar="FILE.npz", help="recorded drawings")
    what.add_argument(
        "--images", type=Path, nargs="+", metavar="FILE", help="pictures: PNG, PGM, with Pillow others too"
    )
    what.add_argument(
        "--numbers",
        type=_number,
        nargs="+",
        action="append",
        metavar="X",
        help="the numbers of one sample, as --numbers 0.3 -0.5 for a network of points; repeat it for further samples",
    )
    add_device(parser)
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Answer each drawing, picture or row of numbers; an empty drawing has no answer, which counts as wrong.

    Of an auto-encoder it is told how far what it gives back is from each; of labels the share, and numbers as they are.
    """
    document = open_trained(arguments.project)

    from nnplayground import datasets
    from nnplayground.commands.inputs import drawings, numbers, pictures

    choice = document.project.data
    dataset = datasets.resolve(choice.kind, choice.options)
    if arguments.strokes:
        x, drawn, truth = drawings(arguments.strokes, dataset.sample_shape, dataset.title)
        names = [f"drawing {number}" for number in range(1, len(x) + 1)]
    elif arguments.numbers:
        x, truth = numbers(arguments.numbers, dataset.sample_shape), None
        drawn, names = [True] * len(x), [" ".join(map(setting, row)) for row in arguments.numbers]
    else:
        x, truth = pictures(arguments.images, dataset.sample_shape), None
        drawn, names = [True] * len(x), [str(path) for path in arguments.images]

    from nnplayground.engine import headless

    check_device(arguments)
    classes, reading = dataset.truth.names, document.project.recipe.task.reading
    said = headless.predict(document.project, document.weights, x, len(classes), device=arguments.device)
    shares = said.values.numpy()
    if reading == "sample":
        measure = datasets.measure_of(document.project)
        spread = choice.scale.feature_spread if measure.unit and choice.scale else 1.0
        distances = (abs(shares - x) / spread).reshape(len(x), -1).mean(1).tolist()
        told = [far if ink else None for far, ink in zip(distances, drawn, strict=True)]
        _tell_distances(measure, names, told, arguments.json)
        return 0
    if reading != "shares":
        rows = [row if ink else None for row, ink in zip(shares.tolist(), drawn, strict=True)]
        _tell_each(reading, names, rows, classes, arguments.json)
        return 0
    answers = [label if ink else None for label, ink in zip(said.classes.tolist(), drawn, strict=True)]
    accuracy = None
    if truth is not None and len(truth):
        accuracy = sum(answer == label for answer, label in zip(answers, truth.tolist(), strict=True)) / len(truth)
    if arguments.json:
        probabilities = [
            [round(p, 6) for p in row.tolist()] if ink else None for row, ink in zip(shares, drawn, strict=True)
        ]
        facts = {"labels": answers, "probabilities": probabilities, "classes": list(classes)}
        print_json(facts if truth is None else facts | {"accuracy": accuracy})
        return 0
    rows = [
        (
            name,
            "–" if answer is None else classes[answer],
            "nothing is drawn" if answer is None else percent(row[answer]),
        )
        for name, answer, row in zip(names, answers, shares, strict=True)
    ]
    print_table(("WHAT", "ANSWER", "SURE"), rows)
    if accuracy is not None:
        print(f"{percent(accuracy)} of {len(x):,} right")
    return 0


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; expected are some like 0.3 -0.5, parted by spaces")
    return value


def _tell_distances(measure: Measure, names: list[str], distances: list[float | None], as_json: bool) -> None:
    """How far what an auto-encoder gives back is from each sample; None for an empty drawing."""
    if as_json:
        print_json({measure.key: [None if far is None else round(far, 6) for far in distances]})
        return
    said = ["nothing is drawn" if far is None else f"{far:.4f}" for far in distances]
    print_table(("WHAT", measure.title.upper()), list(zip(names, said, strict=True)))


def _tell_each(
    reading: str, names: list[str], rows: list[list[float] | None], columns: tuple[str, ...], as_json: bool
) -> None:
    """A column for each label or number; None for an empty drawing."""
    if as_json:
        key = "probabilities" if reading == "labels" else "values"
        rounded = [None if row is None else [float(f"{value:.7g}") for value in row] for row in rows]
        print_json({key: rounded, reading: list(columns)})
        return
    say = percent if reading == "labels" else say_number
    said = [["–"] * len(columns) if row is None else [say(value) for value in row] for row in rows]
    table = [(name, *row) for name, row in zip(names, said, strict=True)]
    print_table(("WHAT", *(name.upper() for name in columns)), table)
