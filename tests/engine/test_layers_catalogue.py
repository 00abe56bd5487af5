"""What is special of single layers: against closed forms, and mistakes in words that say what to do."""

import pytest
import torch
from torch import Tensor, nn

from nnplayground.engine.analysis import analyse, block_facts
from nnplayground.engine.calls import make
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.bilinear import Bilinear
from nnplayground.spec.layers.conv1d import Conv1d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.conv_transpose2d import ConvTranspose2d
from nnplayground.spec.layers.embedding import Embedding
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.gaussian_noise import GaussianNoise
from nnplayground.spec.layers.global_avg_pool import GlobalAvgPool
from nnplayground.spec.layers.global_max_pool import GlobalMaxPool
from nnplayground.spec.layers.group_norm import GroupNorm
from nnplayground.spec.layers.input_features import InputFeatures
from nnplayground.spec.layers.instance_norm2d import InstanceNorm2d
from nnplayground.spec.layers.layer_norm import LayerNorm
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.matmul import MatMul
from nnplayground.spec.layers.mean import Mean
from nnplayground.spec.layers.multihead_attention import MultiheadAttention
from nnplayground.spec.layers.multiply import Multiply
from nnplayground.spec.layers.patchify import Patchify
from nnplayground.spec.layers.permute import Permute
from nnplayground.spec.layers.pixel_shuffle import PixelShuffle
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.layers.rms_norm import RMSNorm
from nnplayground.spec.layers.subtract import Subtract
from nnplayground.spec.layers.zero_pad2d import ZeroPad2d
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Recipe


def result(layer: Layer, *inputs: Tensor, training: bool = False) -> Tensor:
    torch.manual_seed(0)
    compute = make(layer.call([tuple(x.shape[1:]) for x in inputs]), "cpu")
    if isinstance(compute, nn.Module):
        compute.train(training)
    return compute(*inputs).detach()


A = torch.tensor([[[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]]])
B = torch.tensor([[[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]]])


def test_branches_are_subtracted_and_multiplied():
    assert torch.equal(result(Subtract(), A, 2 * A), -A)
    assert torch.equal(result(Multiply(), A, A, A), A**3)


def test_matrices_are_multiplied():
    product = [[[5.0, 11.0], [14.0, 32.0]]]
    assert result(MatMul(), A, B).tolist() == product
    assert result(MatMul(transpose=True), A, B.mT).tolist() == product


def test_noise_comes_while_training_only_and_is_as_strong_as_said():
    x = torch.zeros(1, 20_000)
    assert torch.equal(result(GaussianNoise(std=0.3), x), x)
    noise = result(GaussianNoise(std=0.3), x, training=True)
    assert noise.std().item() == pytest.approx(0.3, rel=0.03) and abs(noise.mean().item()) < 0.01


def test_maps_become_numbers():
    x = torch.arange(12.0).reshape(1, 2, 2, 3)
    assert result(GlobalAvgPool(), x).tolist() == [[2.5, 8.5]]
    assert result(GlobalMaxPool(), x).tolist() == [[5.0, 11.0]]
    assert result(GlobalMaxPool(), A).tolist() == [[3.0, 9.0]]


def test_features_of_a_point():
    x = torch.tensor([[0.5, -2.0]])
    features = result(InputFeatures(frequency=2.0), x)[0].tolist()
    assert features == pytest.approx([0.5, -2, 0.25, 4, -1, 0.841471, 0.756802], abs=1e-6)
    assert result(InputFeatures(squares=False, sines=False), x).tolist() == [[0.5, -2, -1]]


@pytest.mark.parametrize(
    ("shape", "got", "expected"),
    [
        ("1x28x28", (784,), (1, 28, 28)),
        ("28, -1", (1, 28, 28), (28, 28)),
        ("6", (2, 3), (6,)),
        ("2×3 ×4", (24,), (2, 3, 4)),
    ],
)
def test_numbers_are_laid_out_anew_in_their_order(shape, got, expected):
    x = torch.arange(2.0 * torch.Size(got).numel()).reshape(2, *got)
    laid = result(Reshape(shape=shape), x)
    assert laid.shape[1:] == expected and torch.equal(laid.flatten(), x.flatten())


def test_axes_change_places():
    x = torch.rand(2, 3, 4, 5)
    assert torch.equal(result(Permute(order="3, 1, 2"), x), x.movedim(3, 1))
    assert torch.equal(result(Permute(), A), A.mT)


def test_an_axis_is_averaged_away_or_kept():
    assert result(Mean(axis=2), A).tolist() == [[2.0, 6.0]]
    assert result(Mean(axis=1, keepdim=True), A).tolist() == [[[2.5, 3.5, 6.0]]]


def test_a_border_can_differ_from_side_to_side():
    padded = result(ZeroPad2d(left=0, right=2, top=1, bottom=0), torch.ones(1, 1, 1, 2))
    assert padded.tolist() == [[[[0, 0, 0, 0], [1, 1, 0, 0]]]]


@pytest.mark.parametrize("layer", [LayerNorm(), GroupNorm(num_groups=1), InstanceNorm2d()])
def test_a_picture_is_brought_to_mean_0_and_spread_1(layer):
    x = 5 + 3 * torch.randn(4, 2, 6, 6, generator=torch.Generator().manual_seed(0))
    normal = result(layer, x, training=True)
    axes = (2, 3) if isinstance(layer, InstanceNorm2d) else (1, 2, 3)
    assert normal.mean(axes).abs().max() < 1e-5
    torch.testing.assert_close(normal.var(axes, correction=0), torch.ones_like(normal.mean(axes)), rtol=1e-4, atol=0)


def test_a_sequence_is_normalised_step_by_step():
    x = torch.rand(3, 5, 8, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(result(RMSNorm(), x).square().mean(-1), torch.ones(3, 5), rtol=1e-5, atol=0)
    assert result(LayerNorm(), x).mean(-1).abs().max() < 1e-5


def test_a_depthwise_convolution_keeps_the_maps_apart():
    layer = Conv2d(out_channels=4, groups=4, padding=1, bias=False)
    facts = block_facts(layer, ((4, 6, 6),))
    assert (facts.shape, facts.parameters, facts.multiply_adds) == ((4, 6, 6), 36, 36 * 36)
    x = torch.rand(1, 4, 6, 6)
    x[:, 2] = 0
    assert result(layer, x)[0].flatten(1).any(1).tolist() == [True, True, False, True]


@pytest.mark.parametrize(
    ("layer", "shapes", "expected"),
    [
        (Bilinear(out_features=5), [(3,), (7,)], 3 * 7 * 5),
        (Conv1d(out_channels=4, dilation=2), [(3, 20)], 4 * 3 * 3 * 16),
        (ConvTranspose2d(out_channels=4, kernel_size=3), [(3, 8, 8)], 3 * 4 * 9 * 64),
        (MatMul(), [(4, 3), (3, 6)], 4 * 3 * 6),
        (MatMul(transpose=True), [(4, 3), (6, 3)], 4 * 3 * 6),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Layer) else "",
)
def test_multiply_adds_of_one_sample(layer, shapes, expected):
    assert block_facts(layer, tuple(shapes)).multiply_adds == expected


@pytest.mark.parametrize(
    ("layer", "shapes", "code", "words"),
    [
        (Conv2d(groups=4), [(6, 9, 9)], "groups_uneven", ["6 channels", "4 groups", "1 or 2"]),
        (Conv1d(groups=3, out_channels=4), [(3, 9)], "groups_uneven", ["4 filters"]),
        (GroupNorm(num_groups=4), [(6, 9, 9)], "norm_groups_uneven", ["1, 2, 3 or 6"]),
        (GroupNorm(num_groups=6), [(6,)], "nothing_to_normalise", ["6"]),
        (InstanceNorm2d(), [(6, 1, 1)], "nothing_to_normalise", ["6×1×1"]),
        (LayerNorm(), [(1,)], "nothing_to_normalise", []),
        (
            MultiheadAttention(num_heads=5),
            [(3, 64)],
            "heads_uneven",
            ["5 heads", "64 numbers", "1, 2, 4, 8, 16, 32 or 64"],
        ),
        (MultiheadAttention(causal=True), [(3, 64), (3, 64)], "causal_memory", ["Causal"]),
        (PixelShuffle(), [(6, 9, 9)], "shuffle_uneven", ["multiple of 4"]),
        (Patchify(patch_size=5), [(1, 28, 28)], "patches_uneven", ["28×28", "1, 2, 4, 7, 14 or 28"]),
        (Reshape(shape="3x3"), [(10,)], "reshape_count", ["10 numbers", "3×3"]),
        (Reshape(shape="-1x3"), [(10,)], "reshape_count", []),
        (Reshape(shape="28 by 28"), [(784,)], "reshape_unreadable", ["28 by 28", "1x28x28"]),
        (Reshape(shape="0x3"), [(784,)], "reshape_unreadable", []),
        (Reshape(shape="-1x-1"), [(9,)], "reshape_wild", []),
        (Permute(order="2, 1"), [(1, 28, 28)], "wrong_axes", ["2 axes", "1×28×28"]),
        (Mean(axis=3), [(5, 6)], "no_such_axis", ["axis 3", "only 2"]),
        (MatMul(), [(5, 6), (5, 6)], "matmul_differ", ["5×6 and 5×6"]),
        (ConvTranspose2d(output_padding=2), [(1, 9, 9)], "output_padding_large", ["of 2"]),
        (InputFeatures(), [(3,)], "not_a_point", ["3"]),
        (Subtract(), [(3,), (4,)], "shapes_differ", ["3 and 4"]),
        (Conv1d(kernel_size=9, dilation=2), [(1, 12)], "window_too_large", ["17"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_is_said_with_what_would_fit(layer, shapes, code, words):
    problem = block_facts(layer, tuple(shapes))
    assert isinstance(problem, Problem) and problem.code == code
    for word in words:
        assert word in problem.text()


def test_what_cannot_learn_before_an_embedding_is_said():
    network = chain(Flatten(), Linear(out_features=4), Embedding(embedding_dim=3), Flatten(), Linear(out_features=2))
    _, problems = analyse(network, (1, 2, 2), 2, Recipe())
    assert [(p.code, p.node, p.severity) for p in problems] == [("no_gradient", "linear1", "warning")]
