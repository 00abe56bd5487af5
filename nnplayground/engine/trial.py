"""Which numbers a device can compute in: nobody's list says it for every device and release, so it is tried."""

from collections.abc import Callable
from types import SimpleNamespace

import torch
from torch import nn

from nnplayground.engine.calls import make
from nnplayground.engine.failures import is_lack_of_memory
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.precision import EXACT, PRECISIONS, Precision
from nnplayground.spec.problems import PlaygroundError, Problem

_known: dict[tuple[Layer | None, Precision, str], str] = {}
"""What was found out: for each layer (None: a device as such) in a precision on a device, why not; empty if it can."""


def refused(device: str) -> dict[str, Problem]:
    """The precisions that a device (cpu, cuda:1, ...) cannot compute in at all, each with the reason."""
    found = {}
    for precision in PRECISIONS:
        if precision != EXACT and (why := _why_not(None, lambda: nn.Linear(4, 4), (4,), precision, device)):
            args = {"precision": precision, "device": device.upper(), "detail": why}
            found[precision] = Problem(code="precision_refused", args=args)
    return found


def unfit(network: Network, precision: Precision, device: str) -> list[Problem]:
    """What keeps a network from being trained in these numbers on this device, the blocks by name."""
    if precision == EXACT:
        return []
    if precision in refused(device):
        return [refused(device)[precision]]
    nodes = {name: node for name, node in network.nodes.items() if node.layer.trial and not node.bypassed}
    return [
        Problem(
            code="precision_unfit",
            node=name,
            args={"layer": node.layer.title, "precision": precision, "device": device.upper()},
        )
        for name, node in nodes.items()
        if not _computes(node.layer, precision, device)
    ]


def check(network: Network, precision: Precision, device: str) -> None:
    """Refuse what ``unfit`` finds.

    Raises: PlaygroundError: ``precision_refused``, ``precision_unfit``.
    """
    for problem in unfit(network, precision, device):
        raise PlaygroundError(problem.code, node=problem.node, **problem.args)


def _computes(layer: Layer, precision: Precision, device: str) -> bool:
    return not _why_not(layer, lambda: make(layer.call([layer.trial]), "cpu"), layer.trial, precision, device)


def _why_not(
    layer: Layer | None, build: Callable[[], nn.Module], shape: tuple[int, ...], precision: Precision, device: str
) -> str:
    """What torch says of a step of what is built on the CPU and moved; empty if nothing.

    A run that trains meanwhile draws the random numbers that it would have drawn. A lack of memory says nothing about
    the precision: it is not remembered.
    """
    key = (layer, precision, device)
    if key not in _known:
        generators = [torch.device(device)] if torch.device(device).type == "cuda" else []
        try:
            with torch.random.fork_rng(devices=generators):
                _known[key] = _tried(build().to(device), shape, precision, device)
        except (RuntimeError, MemoryError) as error:
            if not is_lack_of_memory(error):
                raise
            return ""
    return _known[key]


def _tried(module: nn.Module, shape: tuple[int, ...], precision: Precision, device: str) -> str:
    """What torch says of a step of a module in these numbers, empty if nothing.

    Raises: RuntimeError, MemoryError: There is too little memory.
    """
    kind = torch.device(device).type
    scaler = torch.amp.GradScaler(kind, enabled=precision == "float16")
    mover = SimpleNamespace(param_groups=[{"params": list(module.parameters())}])  # a true one imports for seconds
    try:
        with torch.autocast(kind, getattr(torch, precision)):
            output = module(torch.zeros(2, *shape, device=device))
        scaler.scale(output.float().sum()).backward()
        scaler.unscale_(mover)
    except (RuntimeError, NotImplementedError, TypeError, ValueError) as error:
        if is_lack_of_memory(error):
            raise
        return (str(error).strip() or repr(error)).splitlines()[0][:120]
    return ""
