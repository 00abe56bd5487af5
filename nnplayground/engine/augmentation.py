"""From the augmentations of a recipe to one module that changes a batch."""

from collections.abc import Sequence

from nnplayground.engine.calls import make
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
