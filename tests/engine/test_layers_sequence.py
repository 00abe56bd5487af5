"""Recurrent layers, attention and what belongs to sequences, against the formulas of their papers in plain torch."""

import math

import pytest
import torch
from torch import Tensor, nn

from nnplayground.engine.analysis import block_facts
from nnplayground.engine.calls import make
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.class_token import ClassToken
from nnplayground.spec.layers.embedding import Embedding
from nnplayground.spec.layers.gru import GRU
from nnplayground.spec.layers.lstm import LSTM
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.patchify import Patchify
from nnplayground.spec.layers.positional_encoding import PositionalEncoding
from nnplayground.spec.layers.rnn import RNN
from nnplayground.spec.layers.select_step import SelectStep
from nnplayground.spec.layers.transformer_encoder_layer import TransformerEncoderLayer

STEPS, FEATURES, UNITS, WIDTH = 5, 6, 4, 8


def made(layer: Layer, *inputs: Tensor) -> tuple[nn.Module, Tensor]:
    """The layer's module in evaluation mode, and what it gives."""
    torch.manual_seed(0)
    module = make(layer.call([tuple(x.shape[1:]) for x in inputs]), "cpu")
    if isinstance(module, nn.Module):
        module.eval()
    return module, module(*inputs).detach()


def some(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3))


# ---- recurrent layers


def rnn_step(x: Tensor, h: Tensor, c: Tensor, w: Tensor, u: Tensor, b: Tensor, d: Tensor) -> tuple[Tensor, Tensor]:
    return torch.tanh(x @ w.T + b + h @ u.T + d), c


def lstm_step(x: Tensor, h: Tensor, c: Tensor, w: Tensor, u: Tensor, b: Tensor, d: Tensor) -> tuple[Tensor, Tensor]:
    take, forget, new, tell = (x @ w.T + b + h @ u.T + d).chunk(4, dim=1)
    c = torch.sigmoid(forget) * c + torch.sigmoid(take) * torch.tanh(new)
    return torch.sigmoid(tell) * torch.tanh(c), c


def gru_step(x: Tensor, h: Tensor, c: Tensor, w: Tensor, u: Tensor, b: Tensor, d: Tensor) -> tuple[Tensor, Tensor]:
    reset, update, new = (x @ w.T + b).chunk(3, dim=1)
    reset_h, update_h, new_h = (h @ u.T + d).chunk(3, dim=1)
    update = torch.sigmoid(update + update_h)
    return (1 - update) * torch.tanh(new + torch.sigmoid(reset + reset_h) * new_h) + update * h, c


STEP_OF = {RNN: rnn_step, LSTM: lstm_step, GRU: gru_step}


def direction(module: nn.Module, x: Tensor, step, layer: int, back: bool) -> tuple[Tensor, Tensor]:
    """All states in the order of the steps, ``(N, L, H)``, and the last one reached."""
    suffix = f"l{layer}_reverse" if back else f"l{layer}"
    weights = [getattr(module, f"{name}_{suffix}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
    h = c = torch.zeros(len(x), module.hidden_size)
    states = []
    for place in reversed(range(x.shape[1])) if back else range(x.shape[1]):
        h, c = step(x[:, place], h, c, *weights)
        states.append(h)
    return torch.stack(states[::-1] if back else states, dim=1), h


def by_hand(module: nn.Module, x: Tensor, layer: Layer) -> Tensor:
    for number in range(layer.num_layers):
        ways = [
            direction(module, x, STEP_OF[type(layer)], number, back)
            for back in ((False, True) if layer.bidirectional else (False,))
        ]
        x, last = torch.cat([w[0] for w in ways], dim=2), torch.cat([w[1] for w in ways], dim=1)
    return x if layer.output == "whole sequence" else last


@pytest.mark.parametrize("kind", STEP_OF)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("output", ["whole sequence", "last state"])
@pytest.mark.parametrize("layers", [1, 2])
def test_recurrent_layers_follow_their_formulas(kind, bidirectional, output, layers):
    layer = kind(hidden_size=UNITS, num_layers=layers, bidirectional=bidirectional, output=output)
    x = some(3, STEPS, FEATURES)
    module, got = made(layer, x)
    torch.testing.assert_close(got, by_hand(module, x, layer).detach(), rtol=1e-5, atol=1e-6)


# ---- attention


def attend(module: nn.MultiheadAttention, query: Tensor, memory: Tensor, heads: int, causal: bool = False) -> Tensor:
    """Attention head by head, ``softmax(Q Kᵀ / sqrt(d)) V``. Source: Vaswani et al. 2017, section 3.2."""
    width = query.shape[-1]
    if module.in_proj_weight is None:
        weights = [module.q_proj_weight, module.k_proj_weight, module.v_proj_weight]
    else:
        weights = module.in_proj_weight.split(width)
    biases = module.in_proj_bias.split(width)
    q, k, v = (x @ w.T + b for x, w, b in zip((query, memory, memory), weights, biases, strict=True))
    results = []
    for part in (slice(i * width // heads, (i + 1) * width // heads) for i in range(heads)):
        scores = q[..., part] @ k[..., part].mT / math.sqrt(width / heads)
        if causal:
            hidden = torch.ones_like(scores[0], dtype=torch.bool).triu(1)
            scores = scores.masked_fill(hidden, -math.inf)
        results.append(scores.exp() / scores.exp().sum(-1, keepdim=True) @ v[..., part])
    return torch.cat(results, dim=-1) @ module.out_proj.weight.T + module.out_proj.bias


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("causal", [False, True])
def test_self_attention_follows_its_formula(heads, causal):
    x = some(3, STEPS, WIDTH)
    module, got = made(MultiheadAttention(num_heads=heads, causal=causal), x)
    torch.testing.assert_close(got, attend(module, x, x, heads, causal).detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("memory_width", [WIDTH, 6])
def test_cross_attention_takes_from_the_memory(memory_width):
    query, memory = some(3, STEPS, WIDTH), some(3, 7, memory_width)
    module, got = made(MultiheadAttention(num_heads=2), query, memory)
    torch.testing.assert_close(got, attend(module, query, memory, 2).detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("layer", [MultiheadAttention(causal=True), TransformerEncoderLayer(causal=True)])
@pytest.mark.parametrize("grad", [False, True])
def test_a_causal_layer_does_not_see_what_comes_later(layer, grad):
    x = some(2, STEPS, WIDTH)
    other = x.clone()
    other[:, 3:] += 1
    with torch.set_grad_enabled(grad):  # without gradients torch takes another, fused way
        module, got = made(layer, x)
        changed = module(other).detach()
    torch.testing.assert_close(changed[:, :3], got[:, :3])
    assert not torch.allclose(changed[:, 3:], got[:, 3:])


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("causal", [False, True])
def test_the_transformer_layer_follows_its_formula(norm_first, activation, causal):
    layer = TransformerEncoderLayer(
        num_heads=2, dim_feedforward=16, norm_first=norm_first, activation=activation, causal=causal
    )
    x = some(3, STEPS, WIDTH)
    module, got = made(layer, x)

    def norm(value: Tensor) -> Tensor:
        centred = value - value.mean(-1, keepdim=True)
        return centred / (centred.square().mean(-1, keepdim=True) + 1e-5).sqrt()

    def think(value: Tensor) -> Tensor:
        inner = value @ module.linear1.weight.T + module.linear1.bias
        inner = inner.clamp(min=0) if activation == "relu" else inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))
        return inner @ module.linear2.weight.T + module.linear2.bias

    if norm_first:
        x = x + attend(module.self_attn, norm(x), norm(x), 2, causal)
        expected = x + think(norm(x))
    else:
        x = norm(x + attend(module.self_attn, x, x, 2, causal))
        expected = norm(x + think(x))
    torch.testing.assert_close(got, expected.detach(), rtol=1e-5, atol=1e-5)


# ---- what makes and takes sequences


def test_positions_are_the_waves_of_the_paper():
    _, got = made(PositionalEncoding(source="sinusoidal"), torch.zeros(1, 9, 7))
    for place in range(9):
        for index in range(7):
            wave = math.cos if index % 2 else math.sin
            expected = wave(place / 10000 ** (2 * (index // 2) / 7))
            assert got[0, place, index].item() == pytest.approx(expected, abs=1e-5)


def test_sine_waves_are_no_weights_and_learned_places_are():
    sinusoidal, _ = made(PositionalEncoding(source="sinusoidal"), some(1, STEPS, WIDTH))
    assert not sinusoidal.state_dict()
    learned, got = made(PositionalEncoding(), some(1, STEPS, WIDTH))
    (places,) = learned.parameters()
    assert torch.equal(got, some(1, STEPS, WIDTH) + places)


def test_the_class_token_comes_first_and_is_the_same_for_all_samples():
    x = some(3, STEPS, WIDTH)
    _, got = made(ClassToken(), x)
    assert torch.equal(got[:, 1:], x)
    assert torch.equal(got[0, 0], got[2, 0])


def test_a_patch_becomes_a_step():
    x = some(2, 3, 4, 6)
    module, got = made(Patchify(patch_size=2, width=5), x)
    patches = [x[:, :, i : i + 2, j : j + 2].flatten(1) for i in range(0, 4, 2) for j in range(0, 6, 2)]
    expected = torch.stack(patches, dim=1) @ module.weight.flatten(1).T + module.bias
    torch.testing.assert_close(got, expected.detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("values", "tokens"), [("0 to 1", [0, 0, 1, 3, 3, 3, 0]), ("token numbers", [0, 0, 0, 1, 1, 3, 0])]
)
def test_values_become_tokens(values, tokens):
    x = torch.tensor([[0.0, 0.2, 0.26, 1.0, 1.2, 7.0, -3.0]])
    module, got = made(Embedding(num_embeddings=4, embedding_dim=5, values=values), x)
    assert torch.equal(got[0], module.weight[tokens].detach())


@pytest.mark.parametrize(("step", "expected"), [("first", [1, 2]), ("last", [5, 6]), ("mean", [3, 4])])
def test_a_step_is_selected(step, expected):
    _, got = made(SelectStep(step=step), torch.tensor([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]]))
    assert got.tolist() == [expected]


# ---- what they cost

ATTENTION = 4 * WIDTH * WIDTH * STEPS + 2 * STEPS * STEPS * WIDTH


@pytest.mark.parametrize(
    ("layer", "shapes", "expected"),
    [
        (RNN(hidden_size=UNITS), [(STEPS, FEATURES)], STEPS * UNITS * (FEATURES + UNITS)),
        (LSTM(hidden_size=UNITS), [(STEPS, FEATURES)], STEPS * 4 * UNITS * (FEATURES + UNITS)),
        (GRU(hidden_size=UNITS, bidirectional=True), [(STEPS, FEATURES)], STEPS * 6 * UNITS * (FEATURES + UNITS)),
        (MultiheadAttention(num_heads=2), [(STEPS, WIDTH)], ATTENTION),
        (MultiheadAttention(num_heads=2, causal=True), [(STEPS, WIDTH)], ATTENTION),
        (
            MultiheadAttention(num_heads=2),
            [(STEPS, WIDTH), (3, FEATURES)],
            2 * WIDTH * WIDTH * STEPS + 2 * WIDTH * FEATURES * 3 + 2 * STEPS * 3 * WIDTH,
        ),
        (TransformerEncoderLayer(dim_feedforward=16), [(STEPS, WIDTH)], ATTENTION + 2 * WIDTH * 16 * STEPS),
        (
            TransformerEncoderLayer(dim_feedforward=16, causal=True),
            [(STEPS, WIDTH)],
            ATTENTION + 2 * WIDTH * 16 * STEPS,
        ),
        (Patchify(patch_size=2, width=5), [(3, 4, 6)], 3 * 4 * 6 * 5),
        (Embedding(), [(STEPS,)], 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else "",
)
def test_multiply_adds_of_one_sample(layer, shapes, expected):
    assert block_facts(layer, tuple(shapes)).multiply_adds == expected
