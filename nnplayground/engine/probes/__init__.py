"""The probes: what can be seen inside a network. Each module here is one; they are found by importing the package.

A probe is a function ``sample(net, picture, nodes, limit)`` that returns arrays by block and name. ``picture`` is one
sample ``(1, *shape)`` on the network's device; ``limit`` is how many channels or rows of a block are sent at most.
"""

from collections.abc import Callable

import numpy as np
from torch import Tensor

from nnplayground.engine.net import Net
from nnplayground.spec.registry import modules_of

Probe = Callable[[Net, Tensor, tuple[str, ...], int], dict[str, dict[str, np.ndarray]]]

PROBES: dict[str, Probe] = {m.__name__.rsplit(".", 1)[1]: m.sample for m in modules_of(__name__, __path__)}
"""Every probe by its module's name."""
