"""Weights as safetensors bytes: nothing is executed when they are read."""

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from nnplayground.engine.net import Net
from nnplayground.spec.problems import PlaygroundError


def to_bytes(net: Net) -> bytes:
    """All weights and running averages, by ``block.parameter``."""
    return save({name: value.detach().cpu().contiguous() for name, value in net.state_dict().items()})


def from_bytes(data: bytes) -> dict[str, Tensor]:
    """Read weights.

    Raises: PlaygroundError: ``file_damaged``.
    """
    try:
        return load(data)
    except (SafetensorError, ValueError, OverflowError) as error:
        raise PlaygroundError("file_damaged", what=f"weights: {error}") from None


@torch.no_grad()
def put(net: Net, weights: dict[str, Tensor], name: str) -> None:
    """Put weights into a network they were made for.

    Raises: PlaygroundError: ``weights_do_not_fit``: a name or a shape differs; the network is unchanged.
    """
    own = net.state_dict()
    for key, value in own.items():
        other = weights.get(key)
        if other is None or other.shape != value.shape:
            got = "missing" if other is None else f"{tuple(other.shape)}, not {tuple(value.shape)}"
            raise PlaygroundError("weights_do_not_fit", name=name, detail=f"{key} is {got}")
    net.load_state_dict({key: weights[key] for key in own})


class Memory:
    """The last known value of every weight, by name and shape.

    When a network is edited, the new one takes from here all that still fits, so that a trained block stays trained,
    and undoing an edit brings the weights back too.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, torch.Size], Tensor] = {}

    def remember(self, weights: dict[str, Tensor]) -> None:
        """Note the present values (not copied: the caller does not change them any more)."""
        self._known.update({(name, value.shape): value for name, value in weights.items()})

    @torch.no_grad()
    def recall(self, net: Net) -> None:
        """Put all known weights that fit into a network; the others keep their first values."""
        own = net.state_dict()
        net.load_state_dict({name: self._known.get((name, value.shape), value) for name, value in own.items()})

    def forget(self) -> None:
        """Start afresh."""
        self._known.clear()
