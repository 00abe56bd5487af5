"""Conformance of every layer, loss and optimizer as data: a new file is tested on arrival."""

import keyword
import math
from types import SimpleNamespace

import msgspec
import pytest

from nnplayground.spec import fields, initialisations, layers, losses, optimizers, schedules
from nnplayground.spec.graph import NAME
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Schooling
from nnplayground.spec.registry import kinds_of
from nnplayground.spec.weight_rule import WeightRule

# The tags are the file format. A tag that was released stays for ever; add new ones, remove none.
RELEASED = {
    "layers": {
        "adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_max_pool1d", "adaptive_max_pool2d", "add",
        "avg_pool1d", "avg_pool2d", "batch_norm1d", "batch_norm2d", "bilinear", "class_token", "concatenate",
        "conv1d", "conv2d", "conv_transpose2d", "dropout", "dropout2d", "elu", "embedding", "flatten",
        "gaussian_noise", "gelu", "global_avg_pool", "global_max_pool", "group_norm", "gru", "hardsigmoid",
        "input", "input_features", "instance_norm2d", "layer_norm", "leaky_relu", "linear", "lstm", "matmul",
        "max_pool1d", "max_pool2d", "mean", "mish", "multihead_attention", "multiply", "output", "patchify",
        "permute", "pixel_shuffle", "positional_encoding", "prelu", "relu", "reshape", "rms_norm", "rnn",
        "select_step", "selu", "sigmoid", "silu", "softmax", "softplus", "subtract", "tanh",
        "transformer_encoder_layer", "upsample", "zero_pad2d",
    },
    "schedules": {
        "constant", "cosine", "cosine_restarts", "exponential", "one_cycle", "plateau", "polynomial", "step",
    },
    "losses": {"bce", "cross_entropy", "hinge", "huber", "kl", "mae", "mse", "nll"},
    "optimizers": {
        "adadelta", "adagrad", "adam", "adamw", "gradient_descent", "lbfgs", "muon", "nadam", "rmsprop", "sgd",
    },
    "initialisations": {"default", "he", "normal", "orthogonal", "uniform", "xavier", "zeros"},
}  # fmt: skip
# So do the fields of each kind and their defaults: an old file must go on meaning the same network.
RELEASED_FIELDS = {
    "adaptive_avg_pool1d": {"output_size": 8},
    "adaptive_avg_pool2d": {"output_size": 7},
    "adaptive_max_pool1d": {"output_size": 8},
    "adaptive_max_pool2d": {"output_size": 7},
    "avg_pool1d": {"kernel_size": 2, "stride": 2, "padding": 0},
    "avg_pool2d": {"kernel_size": 2, "stride": 2, "padding": 0},
    "batch_norm1d": {"momentum": 0.1},
    "batch_norm2d": {"momentum": 0.1},
    "bilinear": {"out_features": 16, "bias": True},
    "conv1d": {
        "out_channels": 16,
        "kernel_size": 3,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
        "bias": True,
    },
    "conv2d": {
        "out_channels": 16,
        "kernel_size": 3,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
        "groups": 1,
        "bias": True,
    },
    "conv_transpose2d": {
        "out_channels": 16,
        "kernel_size": 2,
        "stride": 2,
        "padding": 0,
        "output_padding": 0,
        "bias": True,
    },
    "dropout": {"p": 0.5},
    "dropout2d": {"p": 0.2},
    "elu": {"alpha": 1.0},
    "embedding": {"num_embeddings": 16, "embedding_dim": 32, "values": "0 to 1"},
    "gaussian_noise": {"std": 0.1},
    "group_norm": {"num_groups": 4, "affine": True},
    "gru": {"hidden_size": 64, "num_layers": 1, "bidirectional": False, "output": "last state"},
    "input_features": {"squares": True, "product": True, "sines": True, "frequency": 3.14},
    "instance_norm2d": {"affine": False},
    "layer_norm": {"elementwise_affine": True},
    "leaky_relu": {"negative_slope": 0.01},
    "linear": {"out_features": 64, "bias": True},
    "lstm": {"hidden_size": 64, "num_layers": 1, "bidirectional": False, "output": "last state"},
    "matmul": {"transpose": False},
    "max_pool1d": {"kernel_size": 2, "stride": 2, "padding": 0},
    "max_pool2d": {"kernel_size": 2, "stride": 2, "padding": 0},
    "mean": {"axis": 1, "keepdim": False},
    "multihead_attention": {"num_heads": 4, "dropout": 0.0, "causal": False},
    "patchify": {"patch_size": 4, "width": 64},
    "permute": {"order": "2, 1"},
    "pixel_shuffle": {"upscale_factor": 2},
    "positional_encoding": {"source": "learned"},
    "prelu": {"per_channel": False},
    "reshape": {"shape": "1x28x28"},
    "rms_norm": {"elementwise_affine": True},
    "rnn": {"hidden_size": 64, "num_layers": 1, "bidirectional": False, "output": "last state"},
    "select_step": {"step": "first"},
    "softplus": {"beta": 1.0},
    "transformer_encoder_layer": {
        "num_heads": 4,
        "dim_feedforward": 128,
        "dropout": 0.1,
        "activation": "relu",
        "norm_first": False,
        "causal": False,
    },
    "upsample": {"scale_factor": 2, "mode": "nearest"},
    "zero_pad2d": {"left": 1, "right": 1, "top": 1, "bottom": 1},
    "adam": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0},
    "adamw": {"lr": 0.001, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.01},
    "sgd": {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.0},
    "he": {"distribution": "normal", "mode": "fan_in", "slope": 0.0},
    "normal": {"mean": 0.0, "std": 0.01},
    "orthogonal": {"gain": 1.0},
    "uniform": {"bound": 0.1},
    "xavier": {"distribution": "uniform", "gain": 1.0},
}
REGISTRIES = {
    "layers": layers.KINDS,
    "losses": losses.KINDS,
    "optimizers": optimizers.KINDS,
    "schedules": schedules.KINDS,
    "initialisations": initialisations.KINDS,
}
UNIONS = {
    "layers": layers.AnyLayer,
    "losses": losses.AnyLoss,
    "optimizers": optimizers.AnyOptimizer,
    "schedules": schedules.AnySchedule,
    "initialisations": initialisations.AnyInitialisation,
}
KINDS = [pytest.param(kind, UNIONS[name], id=tag) for name, kinds in REGISTRIES.items() for tag, kind in kinds.items()]
FIELDS = [
    pytest.param(kind, field, id=f"{kind.__name__}.{field.name}")
    for kind in (*(k for kinds in REGISTRIES.values() for k in kinds.values()), Schooling, WeightRule)
    for field in fields.fields_of(kind)
]
NUMBERS = [case for case in FIELDS if case.values[1].kind in ("int", "float")]


def just_outside(field: fields.Field, bound: float, away: float) -> float:
    return int(bound + away) if field.kind == "int" else math.nextafter(bound, away * math.inf)


@pytest.mark.parametrize("registry", RELEASED)
def test_no_released_tag_vanishes(registry):
    assert RELEASED[registry] <= set(REGISTRIES[registry])


@pytest.mark.parametrize("tag", RELEASED_FIELDS)
def test_released_fields_keep_their_names_and_defaults(tag):
    kind = next(kinds[tag] for kinds in REGISTRIES.values() if tag in kinds)
    found = {field.name: field.default for field in fields.fields_of(kind)}
    assert {name: found.get(name) for name in RELEASED_FIELDS[tag]} == RELEASED_FIELDS[tag]


def test_two_kinds_cannot_share_a_tag():
    class Base(msgspec.Struct, tag_field="kind"):
        pass

    class First(Base, tag="same"):
        pass

    class Second(Base, tag="same"):
        pass

    module = SimpleNamespace(__name__=__name__, First=First, Second=Second)
    with pytest.raises(TypeError, match="same"):
        kinds_of(Base, [module])


@pytest.mark.parametrize(("kind", "union"), KINDS)
def test_survives_json(kind, union):
    spec = kind()
    text = msgspec.json.encode(spec)
    assert msgspec.json.decode(text, type=union) == spec
    assert type(msgspec.json.decode(text, type=union)) is kind


@pytest.mark.parametrize(("kind", "union"), KINDS)
def test_says_what_it_is(kind, union):
    assert kind.title and kind.tip.endswith(".")
    assert kind.__doc__


@pytest.mark.parametrize("kind", layers.KINDS.values(), ids=layers.KINDS)
def test_layer_has_a_place_in_the_palette_and_a_usable_name(kind):
    assert kind.family in dict(layers.FAMILIES)
    assert NAME.fullmatch(f"{kind.prefix}1") and not keyword.iskeyword(f"{kind.prefix}1")
    least, most = kind.ports
    assert 0 <= least <= most
    assert isinstance(kind().telling(), str)


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_field_has_words_and_bounds(kind, field):
    assert field.title and field.title[0].isupper()
    assert field.tip.endswith(".")
    if field.kind in ("int", "float"):
        assert field.minimum is not None and field.maximum is not None
        assert field.minimum <= field.default <= field.maximum
    if field.kind == "choice":
        assert field.default in field.choices


@pytest.mark.parametrize(("kind", "field"), NUMBERS)
def test_limits_are_taken_and_nothing_beyond(kind, field):
    lowest = just_outside(field, field.minimum, 1) if field.exclusive_minimum else field.minimum
    below = field.minimum if field.exclusive_minimum else just_outside(field, field.minimum, -1)
    cast = int if field.kind == "int" else float
    for value in (lowest, field.maximum):
        assert getattr(fields.changed(kind(), **{field.name: cast(value)}), field.name) == value
    for value in (below, just_outside(field, field.maximum, 1)):
        with pytest.raises(PlaygroundError) as caught:
            fields.changed(kind(), **{field.name: cast(value)})
        assert caught.value.problem.code == "bad_value"
        assert field.name in str(caught.value)


@pytest.mark.parametrize(("kind", "field"), NUMBERS)
def test_what_is_no_number_is_refused(kind, field):
    for value in (math.nan, math.inf, -math.inf, "1", None, [1]):
        with pytest.raises(PlaygroundError):
            fields.changed(kind(), **{field.name: value})


@pytest.mark.parametrize(("kind", "union"), KINDS)
def test_specs_are_values(kind, union):
    assert kind() == kind() and hash(kind()) == hash(kind())
    for field in fields.fields_of(kind):
        with pytest.raises(AttributeError):
            setattr(kind(), field.name, field.default)
