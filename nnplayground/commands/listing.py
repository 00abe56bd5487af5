"""``presets``, ``datasets``, ``layers``: what there is."""

import argparse

from nnplayground.commands.options import add_json
from nnplayground.commands.output import print_json, print_table
from nnplayground.spec.fields import Field, fields_of


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of all three."""
    add_json(parser)


def presets(arguments: argparse.Namespace) -> int:
    """The ready-made networks."""
    from nnplayground.spec.presets import PRESETS

    if arguments.json:
        found = [
            {
                "name": p.tag,
                "title": p.title,
                "description": p.description,
                "parameters": p.parameters,
                "epochs": p.recipe.schooling.epochs,
                f"validation_{p.recipe.task.measure.key}": p.measure,
            }
            for p in PRESETS.values()
        ]
        print_json({"presets": found})
    else:
        print_table(("NAME", "TITLE", "DESCRIPTION"), [(p.tag, p.title, p.description) for p in PRESETS.values()])
    return 0


def datasets(arguments: argparse.Namespace) -> int:
    """The data sets, and whether they are on this machine."""
    from nnplayground import datasets as data

    kinds = data.names()
    if arguments.json:
        found = [
            {
                "name": name,
                "title": kind.title,
                "description": kind.description,
                "source": kind.source,
                "licence": kind.licence,
                "download_bytes": kind().download_bytes,
            }
            for name, kind in kinds.items()
        ]
        print_json({"datasets": found})
    else:
        rows = [(name, _place(kind().download_bytes), kind.description) for name, kind in kinds.items()]
        print_table(("NAME", "HERE", "DESCRIPTION"), rows)
    return 0


def layers(arguments: argparse.Namespace) -> int:
    """The kinds of blocks with their parameters."""
    from nnplayground.spec.layers import FAMILIES, KINDS

    order = [family for family, _ in FAMILIES]
    kinds = sorted(KINDS.items(), key=lambda item: order.index(item[1].family))
    if arguments.json:
        found = [
            {
                "name": name,
                "title": kind.title,
                "family": kind.family,
                "description": kind.tip,
                "parameters": [_parameter(field) for field in fields_of(kind)],
            }
            for name, kind in kinds
        ]
        print_json({"layers": found})
    else:
        families = dict(FAMILIES)
        rows = [
            (kind.title, families[kind.family], ", ".join(f"{f.name}={f.default}" for f in fields_of(kind)), kind.tip)
            for _, kind in kinds
        ]
        print_table(("LAYER", "FAMILY", "PARAMETERS", "DESCRIPTION"), rows)
    return 0


def _place(download_bytes: int) -> str:
    return f"no, {download_bytes / 1e6:.1f} MB" if download_bytes else "yes"


def _parameter(field: Field) -> dict[str, object]:
    keys = ("name", "kind", "default", "minimum", "maximum", "title", "unit")
    return {key: getattr(field, key) for key in keys} | {"description": field.tip, "choices": list(field.choices)}
