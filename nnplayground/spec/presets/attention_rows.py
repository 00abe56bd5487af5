"""Self-attention over the rows of a picture."""

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.add import Add
from nnplayground.spec.layers.gelu import GELU
from nnplayground.spec.layers.layer_norm import LayerNorm
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.positional_encoding import PositionalEncoding
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.layers.select_step import SelectStep
from nnplayground.spec.layout import BLOCK_HEIGHT_PX, WIDEST_ROW_GAP_PX, in_line
from nnplayground.spec.optimizers.adamw import AdamW
from nnplayground.spec.presets.base import Preset, append, start
from nnplayground.spec.project import Recipe, Schooling


def build() -> Network:
    """Rows as steps, their places, attention with a shortcut, a layer for each step, and the mean of all steps."""
    network, name = start()
    network, entry = append(network, Reshape(shape="28x28"), Linear(out_features=64), PositionalEncoding(), after=name)
    network, seen = append(network, MultiheadAttention(num_heads=4), after=entry)
    network, total = append(network, Add(), after=seen)
    network = edit.connect(network, entry, total)
    return append(
        network,
        LayerNorm(),
        Linear(out_features=128),
        GELU(),
        SelectStep(step="mean"),
        Linear(out_features=10),
        Output(),
        after=total,
    )[0]


def arrange(network: Network) -> Network:
    """Rows by what they do: the picture as a sequence, attention with its shortcut, the answer."""
    rows = (
        ["input1", "reshape1", "linear1"],
        ["position1", "attention1", "add1", "norm1"],
        ["linear2", "gelu1", "select1", "linear3", "output1"],
    )
    for index, row in enumerate(rows):
        network, _ = in_line(network, row, 0, index * (BLOCK_HEIGHT_PX + WIDEST_ROW_GAP_PX))
    return network


PRESET = Preset(
    tag="attention-rows",
    title="Attention by rows",
    description="Every row asks all others what they show: attention spelt out with its shortcut and normalisation.",
    rank=15,
    build=build,
    arrange=arrange,
    shape=(1, 28, 28),
    recipe=Recipe(optimizer=AdamW(lr=0.002), schooling=Schooling(epochs=12)),
    parameters=30_026,
    measure=0.95,
)
