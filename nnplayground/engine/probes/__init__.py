"""The probes: what can be seen inside a network. Each module here is one; they are found by importing the package.

A probe is a function ``sample(net, scene, nodes, limit)`` that returns arrays by block and name (the empty name is that
of the whole network); ``limit`` is how many channels or rows of a block are sent at most. ``OF_PICTURE = False``
says that the picture makes no difference to it. A module with ``answers`` in the place of ``sample`` looks at all
validation samples, see ``SampleProbe``.
"""

from collections.abc import Callable

import numpy as np

from nnplayground.engine.net import Net
from nnplayground.engine.scene import Scene
from nnplayground.engine.survey import SampleProbe
from nnplayground.spec.registry import modules_of

Probe = Callable[[Net, Scene, tuple[str, ...], int], dict[str, dict[str, np.ndarray]]]

_MODULES = {module.__name__.rsplit(".", 1)[1]: module for module in modules_of(__name__, __path__)}
PROBES: dict[str, Probe] = {name: module.sample for name, module in _MODULES.items() if hasattr(module, "sample")}
"""Every probe of one picture by its module's name."""
OF_NETWORK = frozenset(name for name, module in _MODULES.items() if not getattr(module, "OF_PICTURE", True))
"""Those that show the same whatever the picture is."""
SAMPLE_PROBES: dict[str, SampleProbe] = {n: module for n, module in _MODULES.items() if hasattr(module, "answers")}
"""Every probe of all samples by its module's name."""
