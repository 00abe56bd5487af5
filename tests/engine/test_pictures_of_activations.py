"""The curves in the pictures of the activations are those of torch."""

import numpy as np
import pytest
import torch
from torch import nn

from nnplayground.spec.layers import KINDS
from nnplayground.spec.picture import SIDE, Stroke

EDGE = 1.5
CURVES = [tag for tag, kind in KINDS.items() if kind.family == "activation" and tag != "softmax"]


@pytest.mark.parametrize("tag", CURVES)
def test_the_curve_is_that_of_torch(tag):
    layer = KINDS[tag](negative_slope=0.3) if tag == "leaky_relu" else KINDS[tag]()
    across, up, curve = [mark for mark in layer.picture() if isinstance(mark, Stroke)]
    call = layer.call([(4,)])
    module = getattr(nn, call.target.removeprefix("nn."))(*call.args, **call.kwargs)
    reach = 6 if "sigmoid" in tag else 3
    points = np.array(curve.points)
    x = (points[:, 0] - up.points[0][0]) * 2 * reach / (SIDE - 2 * EDGE)
    drawn = across.points[0][1] - points[:, 1]
    with torch.no_grad():
        true = module(torch.from_numpy(x).float()).numpy()
    scale = (drawn @ true) / (true @ true)  # the height of the picture is free
    assert scale > 0
    np.testing.assert_allclose(drawn, scale * true, atol=1e-3)
