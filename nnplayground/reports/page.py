"""A report on one or several runs as a single web page: nothing comes from outside, nothing is executed."""

import math
import time
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import msgspec

from nnplayground import records
from nnplayground.reports.chart import DASHES, chart
from nnplayground.reports.style import STYLE
from nnplayground.reports.told import Told, data_title, started
from nnplayground.spec.fields import Field, fields_of
from nnplayground.spec.project import Project
from nnplayground.spec.tasks.base import Measure
from nnplayground.spec.wording import setting, share

Figure = Callable[[Project], str]
"""Draws the network of a project as an SVG element; empty where that cannot be done."""


def page(runs: Sequence[Told], figure: Figure = lambda _: "") -> bytes:
    """The page, UTF-8.

    Args:
        runs: One, or several side by side.
    """
    title = " / ".join(told.name for told in runs[:3]) + (" …" if len(runs) > 3 else "")
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p class=small>Report of {time.strftime('%Y-%m-%d %H:%M')}, Neural Network Playground</p>",
        _results(runs),
        _notes(runs),
        _differences(runs),
        _charts(runs),
        *(_project(told, figure, alone=len(runs) == 1) for told in runs),
    ]
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>"
    )
    return f"{head}{''.join(parts)}</main></body></html>\n".encode()


def _results(runs: Sequence[Told]) -> str:
    rows = {
        "State": [told.summary.state for told in runs],
        **{
            f"Best validation {measure.name_in_sentence}": [
                _figure(measure, told.summary.best_measure) if told.summary.measure == measure else "–" for told in runs
            ]
            for measure in _measures(runs)
        },
        "Best validation loss": [_number(told.summary.best and told.summary.best.values["loss"]) for told in runs],
        "at epoch": [_epochs(told.summary.best.epoch) if told.summary.best else "–" for told in runs],
        "Final training loss": [_number(told.summary.loss) for told in runs],
        "Epochs": [_epochs(told.summary.epochs) for told in runs],
        "Steps": [f"{told.summary.steps:,}" for told in runs],
        "Time": [f"{told.summary.seconds:.1f} s" for told in runs],
        "Parameters": [f"{told.summary.parameters:,}" if told.summary.parameters else "–" for told in runs],
        "Data": [data_title(told.run) for told in runs],
        "Network": [told.summary.network for told in runs],
        "Device": [told.run.facts.device for told in runs],
        "Seed": [str(told.run.facts.seed) for told in runs],
        "Started": [started(told.run) for told in runs],
        "Versions": [", ".join(f"{k} {v}" for k, v in told.run.facts.versions.items()) for told in runs],
    }
    return f"<h2>Results</h2>{_table(runs, list(rows.items()))}"


def _notes(runs: Sequence[Told]) -> str:
    noted = [told for told in runs if told.run.label.notes]
    parts = [f"<p><b>{escape(told.name)}</b></p><p class=notes>{escape(told.run.label.notes)}</p>" for told in noted]
    return f"<h2>Notes</h2>{''.join(parts)}" if parts else ""


def _differences(runs: Sequence[Told]) -> str:
    if len(runs) < 2:
        return ""
    rows = records.comparison([told.run.facts.project for told in runs])
    if not rows:
        return "<h2>What differs</h2><p>Nothing: the projects are alike.</p>"
    return f"<h2>What differs</h2>{_table(runs, [(': '.join(r.words), [_said(v) for v in r.values]) for r in rows])}"


def _table(runs: Sequence[Told], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    head = "".join(f"<th scope=col>{escape(told.name)}</th>" for told in runs)
    body = "".join(
        f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{escape(str(value))}</td>' for value in values)}</tr>"
        for name, values in rows
    )
    return f"<div class=wide><table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _charts(runs: Sequence[Told]) -> str:
    keys = "".join(
        f'<span class="key run{i % 6}"><svg viewBox="0 0 32 8"><path class="training" d="M1 4H31"'
        f' stroke-dasharray="{DASHES[i % len(DASHES)]}"/></svg>{escape(told.name)}</span>'
        for i, told in enumerate(runs)
    )
    legend = f"<p class=legend>{keys}</p><p class=small>Thick: training, smoothed. Thin: validation. Diamond: best.</p>"
    charts = _loss_charts(runs)
    for measure in _measures(runs):
        measured = [told if told.summary.measure == measure else None for told in runs]
        charts.append((measure.title, chart(measured, "measure", measure.percent, measure.name_in_sentence)))
    drawn = "".join(f"<figure><figcaption>{title}</figcaption>{svg}</figure>" for title, svg in charts if svg)
    return f"<h2>Curves</h2>{legend}<div class=charts>{drawn}</div>" if drawn else ""


def _loss_charts(runs: Sequence[Told]) -> list[tuple[str, str]]:
    """A chart for each loss: values of another one, or of the same with other options, say nothing beside it."""
    judged = [(told.run.facts.project.recipe.loss, told.summary.measure) for told in runs]
    kinds = list(dict.fromkeys(judged))
    names = ["Loss" if len(kinds) == 1 else f"Loss: {loss.title.lower()}" for loss, _ in kinds]
    each = [[told if own == kind else None for told, own in zip(runs, judged, strict=True)] for kind in kinds]
    return [(escape(name), chart(some, "loss")) for name, some in zip(names, each, strict=True)]


def _project(told: Told, figure: Figure, alone: bool) -> str:
    project = told.run.facts.project
    title = "Network" if alone else f"Network of {told.name}"
    drawn = figure(project)
    picture = f"<div class=figure>{drawn}</div>" if drawn else f"<p>{escape(told.summary.network)}</p>"
    return f"<section><h2>{escape(title)}</h2>{picture}<h3>Recipe</h3>{_recipe(project)}</section>"


def _recipe(project: Project) -> str:
    """All settings in words, a line for each part."""
    lines = []
    for part in msgspec.structs.fields(project.recipe):
        value = getattr(project.recipe, part.name)
        if isinstance(value, str):
            lines.append(f"<li><b>{escape(part.name.capitalize())}</b>: {escape(value)}</li>")
            continue
        for spec in value if isinstance(value, tuple) else (value,):
            kind = getattr(spec, "title", "") or part.name.replace("_", " ").capitalize()
            told = [f"{field.title} {_set(field, getattr(spec, field.name))}" for field in fields_of(type(spec))]
            name = part.name.capitalize() if part.name != kind.lower() else ""
            head = f"{name}: {kind}" if getattr(spec, "title", "") and name else kind
            lines.append(f"<li><b>{escape(head)}</b>{escape(': ' + ', '.join(told) if told else '')}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def _set(field: Field, value: Any) -> str:
    """A setting as its field shows it."""
    return share(value) if field.unit == "%" else _said(value)


def _said(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: float | None) -> str:
    """What was measured, in three digits as the window says it."""
    return "–" if value is None or not math.isfinite(value) else setting(float(f"{value:.3g}"))


def _epochs(value: float) -> str:
    """In as few digits as in the table of runs."""
    return f"{round(value, 2):,g}"


def _measures(runs: Sequence[Told]) -> list[Measure]:
    """What the tasks of the runs are measured by, each once."""
    return list(dict.fromkeys(told.summary.measure for told in runs))


def _figure(measure: Measure, value: float | None) -> str:
    if value is None or not measure.percent:
        return f"{_number(value)} {measure.unit if value is not None else ''}".rstrip()
    return f"{100 * value:.2f} %"
