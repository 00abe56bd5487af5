"""Pictures as sequences."""

from math import gcd
from typing import Annotated, ClassVar

from nnplayground.spec.call import Call, Shape, call, say_shape
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.divisors import divisors
from nnplayground.spec.layers.shared.parameters import Width, pixels, weight_and_bias
from nnplayground.spec.picture import Picture, arrow, cells
from nnplayground.spec.problems import PlaygroundError


class Patchify(Layer, tag="patchify"):
    """Cuts a picture into patches, a vector for each, ``(C, H, W) -> (H W / p², width)``. Dosovitskiy et al. 2020.

    Source: arXiv:2010.11929, section 3.1; a convolution that moves by its own size does it.
    """

    title: ClassVar[str] = "Patchify"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = "Cuts a picture into square patches and makes a vector of each: a sequence for attention."
    help: ClassVar[str] = (
        "Cuts a picture into square patches and maps each to a vector with the same weights: the picture becomes a "
        "sequence, and attention can read it. It is a convolution whose stride is its kernel size. Height and width "
        "must divide by the patch. Smaller patches show more detail, but the cost of attention grows with the square "
        "of their number; positions must be added behind it."
    )
    formula: ClassVar[str] = r"y_t = W\, \mathrm{vec}(\mathrm{patch}_t) + b, \;\; L = \frac{H W}{p^2}"
    symbols: ClassVar[str] = "t patch, p its size, W and b learned, L steps"
    paper: ClassVar[str] = "Dosovitskiy et al. 2020, arXiv:2010.11929"
    prefix: ClassVar[str] = "patch"
    ranks: ClassVar[tuple[int, ...]] = (3,)
    hint: ClassVar[str] = "Use it before Flatten, on a data set of pictures."

    patch_size: Annotated[int, pixels("Patch", "Height and width of a patch.")] = 4
    width: Width = 64

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Conv2d(in, width, kernel_size=p, stride=p)``, its maps laid out as steps.

        Raises: PlaygroundError: ``patches_uneven``: pixels would be left over.
        """
        channels, height, width = inputs[0]
        size = self.patch_size
        if height % size or width % size:
            got, fitting = say_shape((height, width)), divisors(gcd(height, width))
            raise PlaygroundError("patches_uneven", layer=self.title, got=got, size=size, fitting=fitting)
        use = "{f}({0}).flatten(2).transpose(1, 2)"
        return call("nn.Conv2d", channels, self.width, kernel_size=size, stride=size, use=use)

    def learned(self, call: Call | None = None) -> Learned:
        """The filters and the biases."""
        return weight_and_bias(True)

    def telling(self) -> str:
        """The size of a patch."""
        return f"{self.patch_size}×{self.patch_size}"

    def picture(self) -> Picture:
        """A picture in patches, and the patches in a row."""
        shades = (0.4, 1.0, 0.7, 0.55)
        picture = cells([shades[:2], shades[2:]], size=5, gap=0.5, at=(4.75, 0.5))
        return picture + arrow((10, 11.5), (10, 15)) + cells([shades], size=(4, 3), at=(0.5, 16.5))
