"""How the answers of a network compare with the truth in detail: for each class, label or number."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Column = tuple[float | None, ...]
"""A figure for each class, label or number; None where it is not defined."""


class Details(NamedTuple):
    """Figures by name, each a column; and figures of the whole by name."""

    columns: dict[str, Column] = {}
    overall: dict[str, float] = {}


def details(kind: str, answers: np.ndarray, truth: np.ndarray) -> Details:
    """What there is to tell for a kind of truth (``Task.truth``); nothing for samples.

    Args:
        answers: As the task reads them, ``(N, names)``: shares of labels, or numbers. Of classes the outputs: the
            largest counts, which cannot be told from shares that are all but 1.
        truth: ``Samples.y`` of the same samples.
    """
    return _DETAILS[kind](answers, truth) if kind in _DETAILS and len(truth) else Details()


def label_figures(answers: np.ndarray, truth: np.ndarray) -> dict[str, np.ndarray]:
    """For each label ``(labels,)``: ``accuracy``; ``precision``, the share of those said to have it that do;
    ``recall``, the share of those that have it and are said to; ``f1``, the harmonic mean of the two. NaN where there
    are none.

    Args:
        answers: Shares ``(N, labels)``; from 0.5 on a label counts as said.
        truth: 0 or 1, ``(N, labels)``.
    """
    said, true = answers >= 0.5, truth >= 0.5
    hits = (said & true).sum(0)
    with np.errstate(invalid="ignore"):
        return {
            "accuracy": (said == true).mean(0),
            "precision": hits / said.sum(0),
            "recall": hits / true.sum(0),
            "f1": 2 * hits / (said.sum(0) + true.sum(0)),
        }


def number_figures(answers: np.ndarray, truth: np.ndarray) -> dict[str, np.ndarray]:
    """For each number ``(numbers,)``: ``mae`` and ``rmse``, the mean absolute and root mean squared error; ``r2``, one
    minus the squared error over that of always saying the mean. NaN where the truth never changes.
    """
    errors = answers.astype(np.float64) - truth
    spread = ((truth - truth.mean(0, dtype=np.float64)) ** 2).sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        r2 = np.where(spread > 0, 1 - (errors**2).sum(0) / spread, np.nan)
    return {"mae": np.abs(errors).mean(0), "rmse": np.sqrt((errors**2).mean(0)), "r2": r2}


def _of_classes(answers: np.ndarray, truth: np.ndarray) -> Details:
    right = answers.argmax(1) == truth
    hits = [right[truth == label] for label in range(answers.shape[1])]
    return Details({"accuracy": tuple(float(hit.mean()) if len(hit) else None for hit in hits)})


def _of_labels(answers: np.ndarray, truth: np.ndarray) -> Details:
    exact = ((answers >= 0.5) == (truth >= 0.5)).all(1).mean()
    return Details(_columns(label_figures(answers, truth)), {"exact_match": float(exact)})


def _of_numbers(answers: np.ndarray, truth: np.ndarray) -> Details:
    return Details(_columns(number_figures(answers, truth)))


def _columns(figures: dict[str, np.ndarray]) -> dict[str, Column]:
    return {
        name: tuple(value if np.isfinite(value) else None for value in values.tolist())
        for name, values in figures.items()
    }


_DETAILS: dict[str, Callable[[np.ndarray, np.ndarray], Details]] = {
    "class": _of_classes,
    "labels": _of_labels,
    "numbers": _of_numbers,
}
