"""A block of a transformer."""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.divisors import check_heads
from nnplayground.spec.layers.shared.parameters import Causal, Heads, Share, unusual
from nnplayground.spec.picture import Picture, cells, line


class TransformerEncoderLayer(Layer, tag="transformer_encoder_layer"):
    """Attention and two linear layers, each with shortcut and LayerNorm, ``(L, E) -> (L, E)``. Vaswani et al. 2017."""

    title: ClassVar[str] = "TransformerEncoderLayer"
    family: ClassVar[str] = "attention"
    tip: ClassVar[str] = "A whole block of a transformer: the steps look at each other, then each thinks for itself."
    help: ClassVar[str] = (
        "A whole block of a transformer: self-attention, then two linear layers for each step, both with a shortcut "
        "and LayerNorm. Stack a few of them behind Patchify or Embedding and a positional encoding. As in torch the "
        "norm comes after the shortcut by default; normalising first trains more easily when the stack is deep, and "
        "needs less warm-up. The width must divide by the number of heads."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} z &= \mathrm{LN}(x + \mathrm{attention}(x)) \\ "
        r"y &= \mathrm{LN}\left(z + W_2\, \phi(W_1 z + b_1) + b_2\right) \end{aligned}"
    )
    symbols: ClassVar[str] = "LN LayerNorm, φ activation; W, b learned; here with the norm behind the shortcut"
    paper: ClassVar[str] = "Vaswani et al. 2017, arXiv:1706.03762"
    prefix: ClassVar[str] = "encoder"
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "Put Patchify before it: it makes a sequence of a picture."

    live: ClassVar[tuple[str, ...]] = ("dropout",)
    live_at: ClassVar[dict[str, tuple[str, ...]]] = {
        "dropout": ("self_attn.dropout", "dropout.p", "dropout1.p", "dropout2.p"),
    }

    num_heads: Heads = 4
    dim_feedforward: Annotated[
        int,
        Meta(
            ge=1, le=16384, title="Inner width", description="How many units there are between the two linear layers."
        ),
    ] = 128
    dropout: Share = 0.1
    activation: Annotated[
        Literal["relu", "gelu"], Meta(title="Activation", description="What stands between the two linear layers.")
    ] = "relu"
    norm_first: Annotated[
        bool,
        Meta(
            title="Normalise first",
            description="Normalise before each part instead of behind it: deep stacks train more easily.",
        ),
    ] = False
    causal: Causal = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.TransformerEncoderLayer(width, heads, ..., batch_first=True)``.

        Raises: PlaygroundError: ``heads_uneven``.
        """
        check_heads(self.title, self.num_heads, inputs[0])
        options = unusual(
            dropout=(self.dropout, 0.1), activation=(self.activation, "relu"), norm_first=(self.norm_first, False)
        )
        return call(
            "nn.TransformerEncoderLayer",
            inputs[0][-1],
            self.num_heads,
            self.dim_feedforward,
            **options,
            batch_first=True,
            use="{f}({0}, src_mask=causal_mask({0}), is_causal=True)" if self.causal else "",
        )

    def learned(self, call: Call | None = None) -> Learned:
        """The weights of attention and of the two linear layers; scale and shift of the norms."""
        parts = ("self_attn.in_proj_", "self_attn.out_proj.", "linear1.", "linear2.")
        norms = tuple(f"{norm}.{name}" for norm in ("norm1", "norm2") for name in ("weight", "bias"))
        return Learned(tuple(f"{part}weight" for part in parts), tuple(f"{part}bias" for part in parts), norms)

    def telling(self) -> str:
        """The number of heads."""
        return f"{self.num_heads}h"

    def picture(self) -> Picture:
        """Two parts on each other, a shortcut around each."""
        spine = line((8, 0.5), (8, 19.5))
        shortcuts = (line((8, y), (18, y), (18, y - 8), (8, y - 8), width=1.2) for y in (18, 9.5))
        parts = cells([[1.0], [1.0]], size=(14, 4.5), gap=4, at=(1, 3.5))
        return sum(shortcuts, spine) + parts
