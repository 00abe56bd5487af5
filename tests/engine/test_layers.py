"""Conformance of every layer kind with torch: what is predicted on the meta device is what really happens."""

import pytest
import torch
from torch import nn

from nnplayground.engine.analysis import block_facts
from nnplayground.engine.calls import make
from nnplayground.spec import fields
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.avg_pool2d import AvgPool2d
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.batch_norm2d import BatchNorm2d
from nnplayground.spec.layers.conv2d import Conv2d
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.max_pool2d import MaxPool2d
from nnplayground.spec.problems import Problem

SHAPES = [(7,), (1,), (2,), (5, 6), (9, 64), (1, 28, 28), (3, 11, 8), (2, 1, 1), (4, 9, 17), (16, 4, 4)]


def variants(kind: type[Layer]) -> list[Layer]:
    """The layer with defaults, and with each parameter elsewhere within its bounds."""
    found = [kind()]
    for field in fields.fields_of(kind):
        if field.kind == "bool":
            found.append(fields.changed(kind(), **{field.name: not field.default}))
        elif field.kind == "choice":
            found += [fields.changed(kind(), **{field.name: choice}) for choice in field.choices]
        elif field.kind == "int":
            values = {1, 2, 3, 5} & set(range(int(field.minimum), int(field.maximum) + 1))
            found += [fields.changed(kind(), **{field.name: value}) for value in values]
        elif field.kind == "float":
            found.append(fields.changed(kind(), **{field.name: (field.default + field.maximum) / 2}))
    return found


CASES = [
    pytest.param(layer, id=f"{tag}{index}")
    for tag, kind in KINDS.items()
    if kind.ports[1] > 0
    for index, layer in enumerate(variants(kind))
]


def shapes_for(layer: Layer) -> list[tuple[tuple[int, ...], ...]]:
    """Inputs to try, some of which no layer of the kind can take."""
    return [(shape,) * max(layer.ports[0], 1) for shape in SHAPES]


def inputs(shapes: tuple[tuple[int, ...], ...], batch: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(1)
    return [torch.randn(batch, *shape, generator=generator).requires_grad_() for shape in shapes]


def built(layer: Layer, shapes: tuple[tuple[int, ...], ...]):
    torch.manual_seed(0)
    call = layer.call(list(shapes))
    return make(call, "cpu") if call else nn.Identity()


@pytest.mark.parametrize("layer", CASES)
def test_prediction_is_reality(layer):
    fitting = [shapes for shapes in shapes_for(layer) if check_prediction(layer, shapes)]
    assert fitting or layer != type(layer)(), "no shape of those tried fits this layer"


def check_prediction(layer: Layer, shapes: tuple[tuple[int, ...], ...]) -> bool:
    """Compare the facts with a real run; whether the layer takes these shapes."""
    facts = block_facts(layer, shapes)
    if isinstance(facts, Problem):
        assert facts.text()
        with pytest.raises(Exception):  # noqa: B017 (whatever torch or the layer says: it must not work either)
            layer.check(list(shapes))
            assert 0 not in built(layer, shapes)(*inputs(shapes, 2)).shape
        return False
    compute, values = built(layer, shapes), inputs(shapes, 3)
    output = compute(*values)
    assert tuple(output.shape) == (3, *facts.shape), shapes
    assert facts.memory_bytes in (0, output[0].numel() * 4), shapes
    weights = list(compute.parameters()) if isinstance(compute, nn.Module) else []
    assert facts.parameters == sum(weight.numel() for weight in weights), shapes
    torch.manual_seed(1)
    (output * torch.randn_like(output)).sum().backward()
    for value in values if layer.passes_gradient else ():
        assert value.grad is not None and bool(value.grad.isfinite().all()), shapes
    for weight in weights:
        assert bool(weight.grad.isfinite().all()), shapes
    if weights and output.numel() > 3:
        assert any(bool(weight.grad.any()) for weight in weights), shapes
    if isinstance(compute, nn.Module):
        compute.eval()
    assert torch.equal(compute(*values), compute(*values)), shapes
    return True


@pytest.mark.parametrize("layer", CASES)
def test_the_least_batch_really_trains(layer):
    for shapes in shapes_for(layer):
        if isinstance(block_facts(layer, shapes), Problem):
            continue
        least = layer.least_batch(list(shapes))
        built(layer, shapes)(*inputs(shapes, least))
        if least > 1:
            with pytest.raises(ValueError):
                built(layer, shapes)(*inputs(shapes, least - 1))


@pytest.mark.parametrize(
    ("layer", "shape", "least"),
    [(BatchNorm1d(), (7,), 2), (BatchNorm2d(), (3, 4, 4), 1), (BatchNorm2d(), (3, 1, 1), 2), (Linear(), (7,), 1)],
)
def test_normalising_single_numbers_needs_two_samples(layer, shape, least):
    assert layer.least_batch([shape]) == least


@pytest.mark.parametrize(
    ("layer", "shape", "expected"),
    [
        (Linear(out_features=10), (784,), 7840),
        (Conv2d(out_channels=6, kernel_size=5, padding=2), (1, 28, 28), 6 * 25 * 28 * 28),
        (Conv2d(out_channels=16, kernel_size=3, stride=2), (6, 15, 15), 16 * 6 * 9 * 7 * 7),
        (MaxPool2d(), (6, 8, 8), 0),
    ],
)
def test_multiply_adds_of_one_sample(layer, shape, expected):
    assert block_facts(layer, (shape,)).multiply_adds == expected


@pytest.mark.parametrize("layer", [Conv2d(kernel_size=9), MaxPool2d(kernel_size=9), AvgPool2d(kernel_size=9)])
def test_a_window_larger_than_the_picture_is_said(layer):
    problem = block_facts(layer, ((2, 5, 5),))
    assert problem.code == "window_too_large"
    assert "9×9" in problem.text() and "5×5" in problem.text()
