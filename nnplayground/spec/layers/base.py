"""What every layer kind says of itself."""

from typing import ClassVar, NamedTuple

import msgspec

from nnplayground.spec.call import Call, Shape, say_shape
from nnplayground.spec.layers.shared.family_pictures import family_picture
from nnplayground.spec.picture import Picture
from nnplayground.spec.problems import PlaygroundError

KINDS_OF_VALUE = {1: "a vector", 2: "a sequence of vectors", 3: "a picture"}


class Learned(NamedTuple):
    """The names of what a layer learns, as its torch module calls them.

    ``matrices`` are weight matrices and filters (two axes or more), ``biases`` are added to what comes out of them;
    ``others`` belong to no matrix: scales and shifts of a normalisation, slopes.
    """

    matrices: tuple[str, ...] = ()
    biases: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is learned."""
        return any(self[:])


class Layer(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """A kind of block: its parameters are the fields, what it computes is one torch call.

    A new kind is one new file in this package. The tag is the file format and never changes once released.
    """

    title: ClassVar[str] = ""
    family: ClassVar[str] = ""
    place: ClassVar[int] = 9
    """Where it stands among its family: what is needed most comes first, equals by name."""
    tip: ClassVar[str] = ""
    """One sentence: what it does."""
    help: ClassVar[str] = ""
    """Two to five sentences: what it does, when one uses it, what to watch out for."""
    formula: ClassVar[str] = ""
    """LaTeX; ``nnplayground.ui.rebuild_formulas`` makes the file that the window shows."""
    symbols: ClassVar[str] = ""
    """What the letters of the formula mean, other than input x and output y."""
    paper: ClassVar[str] = ""
    """Where it was published, if there is one place."""
    prefix: ClassVar[str] = ""
    """Blocks of this kind are named prefix + number; the name is an attribute in the exported code."""
    ports: ClassVar[tuple[int, int]] = (1, 1)
    """How many inputs it takes at least and at most."""
    ranks: ClassVar[tuple[int, ...]] = ()
    """How many sizes an input may have (without the batch); empty: any."""
    hint: ClassVar[str] = ""
    """What helps when an input of another rank comes."""
    gives: ClassVar[bool] = True
    """Whether another block may take what comes out of it."""
    passes_gradient: ClassVar[bool] = True
    """Whether blocks before it can learn from what comes out of it."""
    chip: ClassVar[bool] = False
    """Drawn as a small chip on the wire: keeps the shape and has little to show."""

    trial: ClassVar[Shape | None] = None
    """Shape of an input with which to try whether a device computes it in 16 bits: it has a kernel of its own."""

    live: ClassVar[tuple[str, ...]] = ()
    """Parameters that may change while training: numbers that the torch module reads at each step."""
    live_at: ClassVar[dict[str, tuple[str, ...]]] = {}
    """Where the module has them, as paths of attributes, if not under the same name."""

    def still(self) -> "Layer":
        """The same with live parameters at their defaults: what a run cannot change while it goes on."""
        defaults = {field.name: field.default for field in msgspec.structs.fields(self) if field.name in self.live}
        return msgspec.structs.replace(self, **defaults) if defaults else self

    def live_values(self) -> dict[str, float]:
        """The live parameters by the path of the attribute that holds them."""
        return {path: getattr(self, name) for name in self.live for path in self.live_at.get(name, (name,))}

    def call(self, inputs: list[Shape]) -> Call | None:
        """The torch call for inputs of these shapes; None passes the input on unchanged.

        Raises: PlaygroundError: If no such call can work, in words that say what to do.
        """
        raise NotImplementedError

    def least_batch(self, inputs: list[Shape]) -> int:
        """How many samples a training batch must have at least, for inputs of these shapes."""
        return 1

    def fitting(self) -> list[Shape]:
        """Input shapes that it certainly takes, where not all of its rank with sizes easy to divide will do."""
        return []

    def learned(self, call: Call | None = None) -> Learned:
        """What it learns; most kinds learn nothing.

        Args:
            call: The torch call for its inputs, where their sizes change the names.
        """
        return Learned()

    def telling(self) -> str:
        """The one parameter that tells most, for the corner of the block."""
        return ""

    def picture(self) -> Picture:
        """A tiny picture of what it does; a kind without one of its own has that of its family."""
        return family_picture(self.family)

    def check(self, inputs: list[Shape]) -> None:
        """Refuse inputs of a rank that this layer cannot take.

        Raises: PlaygroundError: ``wrong_rank``.
        """
        for shape in inputs:
            if self.ranks and len(shape) not in self.ranks:
                expected = " or ".join(KINDS_OF_VALUE.get(r, f"{r} sizes") for r in self.ranks)
                got = f"{KINDS_OF_VALUE.get(len(shape), 'an array')} {say_shape(shape)}"
                raise PlaygroundError("wrong_rank", layer=self.title, expected=expected, got=got, hint=self.hint)
