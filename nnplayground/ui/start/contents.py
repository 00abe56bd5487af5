"""What the start page offers: a card for each preset and for each recent project."""

import dataclasses
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from nnplayground.spec import archive
from nnplayground.spec.graph import Network
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import Preset
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.wording import fill
from nnplayground.ui.start.cards import Card
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.file_table import when_text
from nnplayground.ui.widgets.say import percent, short_count


def preset_cards() -> list[Card]:
    """All presets, the simplest first."""
    return [_preset_card(preset) for preset in PRESETS.values()]


def _preset_card(preset: Preset) -> Card:
    title, description = spec_text(preset.title), spec_text(preset.description)
    task = spec_text(preset.recipe.task.title)
    network = _network(preset.tag)
    return Card(preset.tag, title, description, *_figures(preset), _tip(preset), network, also=task)


def recent_card(path: str) -> Card:
    """A recent project before it was looked into: its name, and when it was saved."""
    file = Path(path)
    try:
        saved = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return Card(path, file.stem, path, _tr("Not there any more"), tip=path, usable=False)
    return Card(path, file.stem, path, when_text(saved)[:-3], tip=path)


def looked_into(card: Card) -> Card:
    """The same card with the picture of its network, read from the file; what is wrong with that is said instead."""
    try:
        with open(card.key, "rb") as file:
            return dataclasses.replace(card, network=archive.peek(file, Path(card.key).name).network)
    except PlaygroundError as error:
        wrong = problem_text(error.problem)
    except OSError as error:
        wrong = error.strerror or str(error)
    return dataclasses.replace(card, facts=wrong, tip=f"{card.key}\n{wrong}")


@cache
def _network(tag: str) -> Network:
    return PRESETS[tag].project().network


def _figures(preset: Preset) -> tuple[str, str]:
    """How large it is, and what its task is measured by comes to on the validation samples."""
    size = _tr("{0} parameters").format(short_count(preset.parameters))
    epochs = preset.recipe.schooling.epochs
    measure = preset.recipe.task.measure
    figure = percent(preset.measure, 0) if measure.percent else _tr("error {0}").format(f"{preset.measure:.3f}")
    return size, fill(_tr("{0} in {1} epochs"), figure, epochs)


def _tip(preset: Preset) -> str:
    title = spec_text(preset.recipe.task.measure.title)
    return _tr("{0} on samples kept aside for validation, after the epochs of the preset's own recipe.").format(title)


def _tr(text: str) -> str:
    return QCoreApplication.translate("StartPage", text)
