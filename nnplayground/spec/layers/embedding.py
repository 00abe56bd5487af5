"""Vectors for tokens."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.parameters import Width, weight_and_bias
from nnplayground.spec.picture import FAINT, Picture, arrow, cells


class Embedding(Layer, tag="embedding"):
    """A learned vector for each token, ``(L,) -> (L, embedding_dim)``. Bengio et al. 2003.

    The tokens are numbered 0 to ``num_embeddings - 1``. Where the values are shares between 0 and 1, as those of
    pixels, equal ranges of them are the tokens. Whatever lies outside counts as the nearest token.
    """

    title: ClassVar[str] = "Embedding"
    family: ClassVar[str] = "sequence"
    place: ClassVar[int] = 6
    tip: ClassVar[str] = "Looks up a learned vector for each token; the shades of grey of a pixel can be tokens, too."
    help: ClassVar[str] = (
        "Looks up a learned vector for each token: a table with a row for each. It starts with normally distributed "
        "rows, and tokens that mean similar things move together while training. Values between 0 and 1 are cut into "
        "equal ranges, which are the tokens; whatever lies outside counts as the nearest token. No gradient passes "
        "back through it, since tokens are whole numbers, so it belongs at the start of a network."
    )
    formula: ClassVar[str] = r"y_l = E_{t_l}, \;\; E \in \mathbb{R}^{K \times D}"
    symbols: ClassVar[str] = "t token, E the learned table, K tokens, D width"
    paper: ClassVar[str] = "Bengio et al. 2003, JMLR 3"
    prefix: ClassVar[str] = "embedding"
    ranks: ClassVar[tuple[int, ...]] = (1,)
    hint: ClassVar[str] = "Put Flatten before it: then each pixel is a token."
    passes_gradient: ClassVar[bool] = False

    num_embeddings: Annotated[
        int, Meta(ge=2, le=65536, title="Tokens", description="How many different tokens there are.")
    ] = 16
    embedding_dim: Width = 32
    values: Annotated[
        Literal["0 to 1", "token numbers"],
        Meta(title="Values", description="Shades between 0 and 1 that are cut into tokens, or the numbers of tokens."),
    ] = "0 to 1"

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.Embedding(tokens, width)``, applied to the values as whole numbers."""
        last = self.num_embeddings - 1
        scaled = f"({{0}} * {self.num_embeddings})" if self.values == "0 to 1" else "{0}"
        use = f"{{f}}({scaled}.long().clamp(0, {last}))"
        return call("nn.Embedding", self.num_embeddings, self.embedding_dim, use=use)

    def learned(self, call: Call | None = None) -> Learned:
        """The vectors."""
        return weight_and_bias(False)

    def telling(self) -> str:
        """Tokens and width."""
        return f"{self.num_embeddings}×{self.embedding_dim}"

    def picture(self) -> Picture:
        """A table and the row that is looked up."""
        table = cells([[FAINT] * 3, [0.5, 1.0, 0.7], [FAINT] * 3, [FAINT] * 3], size=(3.5, 4), at=(6.5, 0.5))
        return arrow((0.5, 7.5), (5.5, 7.5)) + table
