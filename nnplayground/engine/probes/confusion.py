"""Which classes are taken for which: truth and answer of validation samples."""

import numpy as np
import torch

from nnplayground.engine.net import Net
from nnplayground.engine.scene import Scene

OF_SAMPLES = True
BATCH = 500
NO_ANSWER = -1
"""In the place of a class where the network's output is not finite."""


@torch.no_grad()
def sample(net: Net, scene: Scene, nodes: tuple[str, ...], limit: int) -> dict[str, dict[str, np.ndarray]]:
    """Answers to validation samples in evaluation mode.

    Returns: For the whole network ``places`` int64 ``(n,)``, which of the validation samples were asked (all, or
        ``limit`` evenly spread ones); ``truth`` and ``answer`` int64 ``(n,)``, their class and the one with the
        highest output, -1 where an output is not finite; ``total`` int64 ``()``, how many validation samples there
        are. Nothing while the network is not finished, or does not fit the samples.
    """
    part = scene.validation
    if part is None or not net.plan.finished or not len(part) or part.x.shape[1:] != net.sample_shape:
        return {"": {}}
    count = min(limit, len(part))
    places = np.linspace(0, len(part) - 1, count).round().astype(np.int64)
    return {
        "": {
            "places": places,
            "truth": part.y[places].astype(np.int64),
            "answer": _answers(net, part.x, places, scene.picture.device),
            "total": np.array(len(part), np.int64),
        }
    }


def _answers(net: Net, x: np.ndarray, places: np.ndarray, device: torch.device) -> np.ndarray:
    was_training = net.training
    net.eval()
    found = []
    for start in range(0, len(places), BATCH):
        batch = np.ascontiguousarray(x[places[start : start + BATCH]], np.float32)
        output = net(torch.from_numpy(batch).to(device))
        answer = output.argmax(1).where(output.isfinite().all(1), NO_ANSWER)
        found.append(answer.cpu().numpy())
    net.train(was_training)
    return np.concatenate(found).astype(np.int64)
