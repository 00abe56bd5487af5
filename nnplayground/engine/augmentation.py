"""From the augmentations of a recipe to one module that changes a batch."""

from collections.abc import Sequence

import numpy as np
import torch

from nnplayground.engine.calls import make
from nnplayground.engine.data import as_pictures
from nnplayground.engine.parts.augment import Augment
from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Shape


def augmenter(augmentations: Sequence[Augmentation], sample_shape: Shape) -> Augment | None:
    """What changes training batches ``(N, *sample_shape)``, or None if nothing does.

    Those that do not fit samples of this shape are left out; the recipe panel says so beside each.
    Random numbers come from torch's own generator of the device, as those of dropout do.
    """
    fitting = [a for a in augmentations if a.fits(sample_shape)]
    if not fitting:
        return None
    moving = [make(a.call(), "cpu") for a in fitting if a.moves]
    return Augment(moving, [make(a.call(), "cpu") for a in fitting if not a.moves])


def before_and_after(
    augmentations: Sequence[Augmentation], samples: np.ndarray, times: int
) -> tuple[np.ndarray, np.ndarray]:
    """Samples to look at, as they are and as a network would get them; draws no numbers that a run would draw.

    Args:
        samples: Some pictures, float32 ``(N, C, H, W)``; others give empty arrays.
        times: How often each is changed.
    Returns: uint8 ``(N, H, W)`` and uint8 ``(times, N, H, W)``, the first channel of each.
    """
    if samples.ndim != 4:
        return np.zeros((0, 1, 1), np.uint8), np.zeros((0, 0, 1, 1), np.uint8)
    augment = augmenter(augmentations, samples.shape[1:]) or torch.nn.Identity()
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.default_generator.seed()
        changed = [as_pictures(augment(torch.from_numpy(samples)).numpy()) for _ in range(times)]
    return as_pictures(samples), np.stack(changed)
