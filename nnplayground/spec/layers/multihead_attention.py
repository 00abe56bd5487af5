"""Attention with several heads."""

import math
from typing import ClassVar

from nnplayground.spec.call import Call, Shape, call
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.layers.shared.divisors import check_heads
from nnplayground.spec.layers.shared.parameters import Causal, Heads, Share, unusual
from nnplayground.spec.picture import Picture, cells
from nnplayground.spec.problems import PlaygroundError

_SELF = "{f}({0}, {0}, {0}, need_weights=False)[0]"
_CAUSAL = "{f}({0}, {0}, {0}, attn_mask=causal_mask({0}), is_causal=True, need_weights=False)[0]"
_CROSS = "{f}({0}, {1}, {1}, need_weights=False)[0]"


class MultiheadAttention(Layer, tag="multihead_attention"):
    """Each step of a sequence gathers what it needs from all steps, ``(L, E) -> (L, E)``. Vaswani et al. 2017.

    With a second input, the memory ``(S, M)``, the steps of the first gather from the steps of the memory.
    """

    title: ClassVar[str] = "MultiheadAttention"
    family: ClassVar[str] = "attention"
    place: ClassVar[int] = 2
    tip: ClassVar[str] = (
        "Lets each step look at all others and take what it needs; with a second wire, at that sequence."
    )
    help: ClassVar[str] = (
        "Each step compares its query with the keys of all steps and takes the mean of their values, weighted by how "
        "well they match; several heads do so side by side, each with its share of the width. With a second wire the "
        "keys and values come from that sequence (cross-attention). Causal hides later steps, as a model that "
        "predicts the next step needs. It does not notice the order: add a positional encoding. Cost grows with the "
        "square of the length."
    )
    formula: ClassVar[str] = (
        r"\begin{aligned} & \mathrm{head}_i = \mathrm{softmax}\left(\frac{Q_i K_i^\top}{\sqrt{d}}\right) V_i \\ "
        r"& y = [\, \mathrm{head}_1; \ldots; \mathrm{head}_h \,]\, W^\top + b \end{aligned}"
    )
    symbols: ClassVar[str] = (
        "Q, K, V queries, keys and values of head i: the input times learned weights; d width of a head"
    )
    paper: ClassVar[str] = "Vaswani et al. 2017, arXiv:1706.03762"
    prefix: ClassVar[str] = "attention"
    ports: ClassVar[tuple[int, int]] = (1, 2)
    ranks: ClassVar[tuple[int, ...]] = (2,)
    hint: ClassVar[str] = "Put Patchify before it: it makes a sequence of a picture."

    live: ClassVar[tuple[str, ...]] = ("dropout",)

    num_heads: Heads = 4
    dropout: Share = 0.0
    causal: Causal = False

    def call(self, inputs: list[Shape]) -> Call:
        """``nn.MultiheadAttention(width, heads, batch_first=True)``, applied to the sequence or to both.

        Raises: PlaygroundError: ``heads_uneven``, ``causal_memory``.
        """
        query, memory = inputs[0], inputs[-1]
        check_heads(self.title, self.num_heads, query)
        if self.causal and len(inputs) > 1:
            raise PlaygroundError("causal_memory", layer=self.title)
        width = query[-1]
        options = unusual(dropout=(self.dropout, 0.0), kdim=(memory[-1], width), vdim=(memory[-1], width))
        use = _CROSS if len(inputs) > 1 else _CAUSAL if self.causal else _SELF
        return call("nn.MultiheadAttention", width, self.num_heads, **options, batch_first=True, use=use)

    def learned(self, call: Call | None = None) -> Learned:
        """What makes query, key and value, all in one where the memory is as wide, and what joins the heads."""
        apart = call is not None and "kdim" in call.kwargs
        entry = ("q_proj_weight", "k_proj_weight", "v_proj_weight") if apart else ("in_proj_weight",)
        return Learned((*entry, "out_proj.weight"), ("in_proj_bias", "out_proj.bias"))

    def telling(self) -> str:
        """The number of heads."""
        return f"{self.num_heads}h"

    def picture(self) -> Picture:
        """How much each step takes of each other, a row for each."""
        scores = ((2.2, 0.4, 1.0, 0.0), (0.8, 1.8, 0.2, 0.6), (0.2, 1.4, 1.6, 0.4), (1.2, 0.2, 0.6, 2.0))
        rows = [[math.exp(s) for s in row[: i + 1 if self.causal else None]] for i, row in enumerate(scores)]
        return cells([[0.12 + 1.2 * min(value / sum(row), 0.73) for value in row] for row in rows], at=(0.5, 0.5))
