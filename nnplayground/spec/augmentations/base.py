"""What every augmentation says of itself."""

from typing import ClassVar

import msgspec

from nnplayground.spec.call import Call, Shape


class Augmentation(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of random change to the training samples, drawn anew for each sample of each batch.

    Its fields may all be changed while training. Validation and test samples are never changed.
    """

    title: ClassVar[str] = ""
    tip: ClassVar[str] = ""
    place: ClassVar[int] = 9
    """Where it stands in the order of application."""
    moves: ClassVar[bool] = True
    """Whether it moves pixels (all such are done in one resampling), or changes values where they are."""
    pictures_only: ClassVar[bool] = True
    """Whether it makes sense for pictures ``(C, H, W)`` alone."""

    def call(self) -> Call:
        """The part of ``engine/parts`` that does it.

        One that moves pixels maps places ``(N, H, W, 2)``, in px from the centre, x before y, to the places that are
        looked up instead; another maps samples ``(N, *shape)``.
        """
        raise NotImplementedError

    def fits(self, sample_shape: Shape) -> bool:
        """Whether samples of this shape can be changed this way."""
        return len(sample_shape) == 3 or not self.pictures_only
