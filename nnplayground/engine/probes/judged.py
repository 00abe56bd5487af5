"""How answers compare with the truth where that are labels or numbers, on the validation samples."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from nnplayground.datasets.splitting import Part
from nnplayground.engine.examination import label_figures, number_figures
from nnplayground.engine.net import Net
from nnplayground.engine.scores import read
from nnplayground.spec.project import Recipe

_FIGURES: dict[str, Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]]] = {
    "labels": label_figures,
    "numbers": number_figures,
}
TRUTHS = tuple(_FIGURES)


def blank(part: Part) -> np.ndarray:
    """No answer to any sample, float32 ``(n, names)``."""
    return np.full(part.y.shape, np.nan, np.float32)


def answers(net: Net, x: Tensor, recipe: Recipe) -> Tensor:
    """Shares of labels, or numbers, float32 ``(N, *shape) -> (N, names)``."""
    return read(net(x), recipe).to(torch.float32)


def arrays(part: Part, found: np.ndarray, recipe: Recipe) -> dict[str, np.ndarray]:
    """What the view is sent.

    Args:
        found: The answer to each sample, float32 ``(n, names)``.
    Returns: ``truth`` and ``answer`` float32 ``(n, names)``, NaN in the answers to samples that were not asked lately;
        and what ``label_figures`` or ``number_figures`` say of the others, float64 ``(names,)`` each.
    """
    known = np.isfinite(found).all(1)
    if not known.any():
        return {"truth": part.y, "answer": found}
    figures = _FIGURES[recipe.task.truth](found[known], part.y[known])
    return {"truth": part.y, "answer": found, **figures}
