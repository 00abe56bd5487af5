"""Which classes are taken for which: truth and answer of the validation samples."""

import numpy as np
from torch import Tensor

from nnplayground.datasets.splitting import Part
from nnplayground.engine.net import Net
from nnplayground.spec.project import Recipe

TRUTHS = ("class",)
NOT_ASKED = -2
"""In the place of an answer that is not known."""
NO_ANSWER = -1
"""In the place of a class where the network's output is not finite."""


def blank(part: Part) -> np.ndarray:
    """No answer to any sample, int16 ``(n,)``."""
    return np.full(len(part), NOT_ASKED, np.int16)


def answers(net: Net, x: Tensor, _recipe: Recipe) -> Tensor:
    """The class with the highest output, int64 ``(N, *shape) -> (N,)``; -1 where an output is not finite."""
    output = net(x)
    return output.argmax(1).where(output.isfinite().all(1), NO_ANSWER)


def arrays(part: Part, found: np.ndarray, _recipe: Recipe) -> dict[str, np.ndarray]:
    """What the view is sent.

    Args:
        found: The answer to each sample, int16 ``(n,)``.
    Returns: ``truth`` and ``answer`` int16 ``(n,)``, the class of each validation sample and what the network takes it
        for: -1 where an output is not finite, -2 where it was not asked lately.
    """
    return {"truth": part.y.astype(np.int16), "answer": found}
