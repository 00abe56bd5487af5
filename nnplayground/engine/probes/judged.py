"""How answers compare with the truth where that are labels or numbers, on the validation samples."""

from collections.abc import Callable

import numpy as np
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
    """No answer to any sample, float64 ``(n, names)``."""
    return np.full(part.y.shape, np.nan)


def answers(net: Net, x: Tensor, recipe: Recipe) -> Tensor:
    """Shares of labels, or numbers, float64 ``(N, *shape) -> (N, names)``."""
    return read(net, net(x), recipe).cpu().double()


def arrays(part: Part, found: np.ndarray, recipe: Recipe) -> dict[str, np.ndarray]:
    """What the view is sent.

    Args:
        found: The answer to each sample, float64 ``(n, names)``.
    Returns: ``truth`` float32 and ``answer`` float64 ``(n, names)``, NaN of samples that were not asked lately;
        and what ``label_figures`` or ``number_figures`` say of the others, float64 ``(names,)`` each.
    """
    known = np.isfinite(found).all(1)
    if not known.any():
        return {"truth": part.y, "answer": found}
    figures = _FIGURES[recipe.task.truth](found[known], part.y[known])
    return {"truth": part.y, "answer": found, **figures}
