"""A small vision transformer."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.class_token import ClassToken
from nnplayground.spec.layers.layer_norm import LayerNorm
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.output import Output
from nnplayground.spec.layers.patchify import Patchify
from nnplayground.spec.layers.positional_encoding import PositionalEncoding
from nnplayground.spec.layers.select_step import SelectStep
from nnplayground.spec.layers.transformer_encoder_layer import TransformerEncoderLayer
from nnplayground.spec.optimizers.adamw import AdamW
from nnplayground.spec.presets.base import Preset, append, repeated, start
from nnplayground.spec.project import Recipe, Schooling


def build() -> Network:
    """Patches of 7x7 as steps, a class token, places, encoder layers. Dosovitskiy et al. 2020, arXiv:2010.11929."""
    encoder = TransformerEncoderLayer(num_heads=4, dim_feedforward=128, dropout=0.1, activation="gelu", norm_first=True)
    network, name = start()
    network, name = append(network, Patchify(patch_size=7, width=64), ClassToken(), PositionalEncoding(), after=name)
    before = network
    network, name = append(network, encoder, after=name)
    network = repeated(network, before, "Encoder", 2)
    return append(network, LayerNorm(), SelectStep(step="first"), Linear(out_features=10), Output(), after=name)[0]


PRESET = Preset(
    tag="vit",
    title="Vision transformer",
    description="The picture as 16 patches that look at each other; a class token gathers the answer. No convolution.",
    rank=13,
    build=build,
    recipe=Recipe(optimizer=AdamW(lr=0.001), schooling=Schooling(epochs=15)),
    parameters=72_074,
    measure=0.94,
)
