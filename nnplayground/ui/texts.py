"""Texts that come from outside the window, in the language of the window."""

from typing import Any

from PySide6.QtCore import QCoreApplication

from nnplayground import datasets
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import DataChoice
from nnplayground.spec.sentences import SENTENCES
from nnplayground.spec.wording import fill, setting


def spec_text(text: str) -> str:
    """A title or tip of a spec, translated."""
    return QCoreApplication.translate("spec", text) if text else ""


def data_title(data: DataChoice) -> str:
    """What the data of a project are called: the user's own by their file or folder."""
    dataset = datasets.known(data.kind, data.options)
    if dataset is None:
        return data.kind
    return dataset.name if isinstance(dataset, datasets.OwnData) else spec_text(dataset.title)


def problem_text(problem: Problem) -> str:
    """The sentence of a problem, translated; names inside it (a layer's title, a hint) are translated too."""
    template = QCoreApplication.translate("problems", SENTENCES[problem.code])
    return fill(template, **{name: _argument(value) for name, value in problem.args.items()}).strip()


def setting_text(value: Any) -> str:
    """A value of a spec as it was set; a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return QCoreApplication.translate("spec", "yes" if value else "no")
    return setting(value) if isinstance(value, int | float) else spec_text(str(value))


def _argument(value: Any) -> Any:
    return spec_text(value) if isinstance(value, str) else value
