"""The parameters of torch's modules and functions, in order and with their defaults, as far as layer kinds use them.

A target that is not listed takes its arguments as its layer kind writes them. ``tests/engine`` compares the list with
torch. Sizes of inputs, devices and types are left out of functions.
"""

import ast
from functools import cache
from typing import Any

_CONV = (
    "in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros'"
)
_AVG_POOL = "kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True"
_MAX_POOL = "kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False"
_BATCH_NORM = "num_features, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True"
_RECURRENT = "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False"
_KAIMING = "a=0, mode='fan_in', nonlinearity='leaky_relu'"
_IN_PLACE = "inplace=False"

SIGNATURES: dict[str, str] = {
    "nn.AdaptiveAvgPool1d": "output_size",
    "nn.AdaptiveAvgPool2d": "output_size",
    "nn.AdaptiveMaxPool1d": "output_size, return_indices=False",
    "nn.AdaptiveMaxPool2d": "output_size, return_indices=False",
    "nn.AvgPool1d": _AVG_POOL,
    "nn.AvgPool2d": f"{_AVG_POOL}, divisor_override=None",
    "nn.BatchNorm1d": _BATCH_NORM,
    "nn.BatchNorm2d": _BATCH_NORM,
    "nn.Bilinear": "in1_features, in2_features, out_features, bias=True",
    "nn.Conv1d": _CONV,
    "nn.Conv2d": _CONV,
    "nn.ConvTranspose2d": "in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, "
    "bias=True, dilation=1, padding_mode='zeros'",
    "nn.Dropout": f"p=0.5, {_IN_PLACE}",
    "nn.Dropout2d": f"p=0.5, {_IN_PLACE}",
    "nn.ELU": f"alpha=1.0, {_IN_PLACE}",
    "nn.Embedding": "num_embeddings, embedding_dim, padding_idx=None",
    "nn.Flatten": "start_dim=1, end_dim=-1",
    "nn.GELU": "approximate='none'",
    "nn.GRU": _RECURRENT,
    "nn.GroupNorm": "num_groups, num_channels, eps=1e-05, affine=True",
    "nn.Hardsigmoid": _IN_PLACE,
    "nn.InstanceNorm2d": "num_features, eps=1e-05, momentum=0.1, affine=False, track_running_stats=False",
    "nn.LSTM": _RECURRENT,
    "nn.LayerNorm": "normalized_shape, eps=1e-05, elementwise_affine=True",
    "nn.LeakyReLU": f"negative_slope=0.01, {_IN_PLACE}",
    "nn.Linear": "in_features, out_features, bias=True",
    "nn.MaxPool1d": _MAX_POOL,
    "nn.MaxPool2d": _MAX_POOL,
    "nn.Mish": _IN_PLACE,
    "nn.MultiheadAttention": "embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, "
    "kdim=None, vdim=None, batch_first=False",
    "nn.PReLU": "num_parameters=1, init=0.25",
    "nn.PixelShuffle": "upscale_factor",
    "nn.RMSNorm": "normalized_shape, eps=None, elementwise_affine=True",
    "nn.RNN": f"{_RECURRENT}",
    "nn.ReLU": _IN_PLACE,
    "nn.SELU": _IN_PLACE,
    "nn.SiLU": _IN_PLACE,
    "nn.Softmax": "dim=None",
    "nn.Softplus": "beta=1.0, threshold=20.0",
    "nn.TransformerEncoderLayer": "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', "
    "layer_norm_eps=1e-05, batch_first=False, norm_first=False",
    "nn.Upsample": "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None",
    "nn.Unflatten": "dim, unflattened_size",
    "nn.ZeroPad2d": "padding",
    "nn.init.constant_": "val",
    "nn.init.kaiming_normal_": _KAIMING,
    "nn.init.kaiming_uniform_": _KAIMING,
    "nn.init.normal_": "mean=0.0, std=1.0",
    "nn.init.orthogonal_": "gain=1",
    "nn.init.uniform_": "a=0.0, b=1.0",
    "nn.init.xavier_normal_": "gain=1.0",
    "nn.init.xavier_uniform_": "gain=1.0",
    "nn.init.zeros_": "",
    "torch.mean": "dim=None, keepdim=False",
    "torch.amax": "dim=(), keepdim=False",
    "torch.permute": "dims",
    "torch.cat": "dim=0",
}
_NEVER_MIND = ("inplace", "device", "dtype", "training", "generator")
"""What changes nothing of the network."""


@cache
def parameters_of(target: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of a target's parameters in order, and their defaults; both empty where it is not listed."""
    written = ast.parse(f"def f({SIGNATURES.get(target, '')}): pass").body[0].args
    names = tuple(argument.arg for argument in written.args)
    values = [ast.literal_eval(value) for value in written.defaults]
    return names, dict(zip(names[len(names) - len(values) :], values, strict=True))


def bound(target: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """All arguments of a call by name, the defaults too; what has no name is called by its place, ``"0"``.

    Raises: KeyError: An argument too much, named by the error.
    """
    names, defaults = parameters_of(target)
    if names and len(args) > len(names):
        raise KeyError(str(args[len(names)]))
    named = {names[place] if names else str(place): value for place, value in enumerate(args)}
    for name, value in kwargs.items():
        if name in named:
            raise KeyError(name)
        named[name] = value
    result = {**defaults, **named}
    return {name: value for name, value in result.items() if name not in _NEVER_MIND}
