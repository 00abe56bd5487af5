"""Weights as safetensors bytes: nothing is executed when they are read."""

from collections.abc import Collection, Mapping

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from nnplayground.engine.net import Net
from nnplayground.spec.problems import PlaygroundError

LARGEST_MEMORY = 256 * 1024**2
"""Bytes of weights that are kept of former versions of a network."""


def to_bytes(weights: Mapping[str, Tensor]) -> bytes:
    """Weights and running averages by ``block.parameter`` (see ``Net.weights``); none at all give no bytes."""
    if not weights:
        return b""
    return save({name: value.detach().cpu().contiguous() for name, value in weights.items()})


def from_bytes(data: bytes) -> dict[str, Tensor]:
    """Read weights.

    Raises: PlaygroundError: ``weights_damaged``.
    """
    try:
        return load(data)
    except (SafetensorError, ValueError, OverflowError) as error:
        raise PlaygroundError("weights_damaged", detail=str(error)) from None


@torch.no_grad()
def put(net: Net, weights: dict[str, Tensor], name: str) -> None:
    """Put weights into a network they were made for.

    Raises: PlaygroundError: ``weights_do_not_fit``: a name or a shape differs; the network is unchanged.
    """
    own = net.weights()
    for key, value in own.items():
        other = weights.get(key)
        if other is None or other.shape != value.shape:
            got = "missing" if other is None else f"{tuple(other.shape)}, not {tuple(value.shape)}"
            raise PlaygroundError("weights_do_not_fit", name=name, detail=f"{key} is {got}")
    net.take(weights)


class Memory:
    """The last known value of every weight, by name and shape, the newest last.

    When a network is edited, the new one takes from here all that still fits, so that a trained block stays trained,
    and undoing an edit brings the weights back too. What was not used for longest goes first when there is too much.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, torch.Size], Tensor] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        return not self._known

    def remember(self, weights: dict[str, Tensor]) -> None:
        """Note the present values (not copied: the caller does not change them any more)."""
        for name, value in weights.items():
            self._known.pop((name, value.shape), None)
            self._known[name, value.shape] = value
        excess = sum(value.nbytes for value in self._known.values()) - LARGEST_MEMORY
        for key in list(self._known)[: -len(weights) or None]:
            if excess <= 0:
                break
            excess -= self._known.pop(key).nbytes

    @torch.no_grad()
    def recall(self, net: Net) -> None:
        """Put all known weights that fit into a network; the others keep their first values."""
        own = net.weights()
        net.take({name: self._known.get((name, value.shape), value) for name, value in own.items()})

    def newest(self, blocks: Collection[str]) -> dict[str, Tensor]:
        """The newest value of every weight of these blocks, whatever its shape."""
        return {name: value for (name, _), value in self._known.items() if _block(name) in blocks}

    def forget(self) -> None:
        """Start afresh."""
        self._known.clear()


def unfit(net: Net, weights: dict[str, Tensor]) -> list[str]:
    """The blocks of a network for which there are weights of other shapes, or none although others have some."""
    own = net.weights()
    wrong = [name for name, value in own.items() if name not in weights or weights[name].shape != value.shape]
    return list(dict.fromkeys(map(_block, wrong)))


def _block(name: str) -> str:
    """The block of a weight, of whichever copy."""
    return name.partition(".")[0].partition("@")[0]
