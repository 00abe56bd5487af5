"""Everything that a trainer needs to go on bit for bit: out of it, into a file, and back into another trainer."""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import numpy as np
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from nnplayground.engine.halting import Halting
from nnplayground.engine.trainer import Trainer
from nnplayground.records.snapshots import WEIGHTS, facts_of
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project


class Snapshot(NamedTuple):
    """A moment of a run: tensors on the CPU that nobody changes any more, and plain facts."""

    step: int
    tensors: dict[str, Tensor]
    facts: dict[str, Any]

    @property
    def project(self) -> Project:
        """The project as it stood.

        Raises: PlaygroundError: ``snapshot_damaged``.
        """
        try:
            return msgspec.convert(self.facts["project"], Project)
        except (KeyError, msgspec.ValidationError, ValueError):
            raise PlaygroundError("snapshot_damaged") from None

    @property
    def weights(self) -> dict[str, Tensor]:
        """Weights and running averages, named as in the state of the network."""
        return {name.removeprefix(WEIGHTS): value for name, value in self.tensors.items() if name.startswith(WEIGHTS)}

    @property
    def bytes(self) -> int:
        """What its tensors need."""
        return sum(value.nbytes for value in self.tensors.values())

    def arrays(self) -> dict[str, np.ndarray]:
        """The tensors as numpy sees them, without copying."""
        return {name: value.numpy() for name, value in self.tensors.items()}


def capture(trainer: Trainer, facts: dict[str, Any]) -> Snapshot:
    """Copy the state of a trainer between two steps."""
    tensors: dict[str, Tensor] = {}
    state = _freeze(trainer.state(), "", tensors)
    known = {"project": msgspec.to_builtins(trainer.project), "step": trainer.step_count, "trainer": state}
    return Snapshot(trainer.step_count, tensors, known | facts)


def restore(trainer: Trainer, snapshot: Snapshot) -> None:
    """Make a trainer of the same project and data go on as the one that the snapshot was taken of.

    Raises: PlaygroundError: ``snapshot_damaged``: it is of another network, or not whole.
    """
    _put(trainer.restore, snapshot)
    trainer.put_back_at = snapshot.step if snapshot.facts.get("put_back") else None


def inherit(trainer: Trainer, snapshot: Snapshot) -> None:
    """Make a trainer of another project, on the same data, go on from there with all that fits it.

    Order of samples, random numbers and the weights whose shape is the same go on; what an optimizer of the same kind
    knows of those does too. The best epoch counts only where network and loss are the same.

    Raises: PlaygroundError: ``snapshot_damaged``.
    """
    former = snapshot.project
    _put(lambda state: trainer.restore(_fitting(state, trainer, former)), snapshot)
    trainer.follow(trainer.project)  # batches of another size


def _fitting(state: dict[str, Any], trainer: Trainer, former: Project) -> dict[str, Any]:
    own, recipe = trainer.net.state_dict(), trainer.project.recipe
    fits = {name: value for name, value in state["net"].items() if name in own and own[name].shape == value.shape}
    alike = type(recipe.optimizer) is type(former.recipe.optimizer)
    known = {name: kept for name, kept in state["descent"].items() if alike and name in fits}
    changed: dict[str, Any] = {"net": own | fits, "descent": known}
    if recipe.precision != former.recipe.precision:
        changed["scaling"] = {}
    if len(fits) < max(len(own), len(state["net"])) or recipe.loss != former.recipe.loss:
        changed |= {"halting": Halting().state(), "first_loss": None}
    return state | changed


def decode(data: bytes) -> Snapshot:
    """Read the bytes of a snapshot file.

    Raises: PlaygroundError: ``snapshot_damaged``.
    """
    facts = facts_of(data)
    try:
        return Snapshot(int(facts["step"]), load(data), facts)
    except (SafetensorError, ValueError, TypeError, KeyError, OverflowError):
        raise PlaygroundError("snapshot_damaged") from None


def _put(take: Callable[[dict[str, Any]], None], snapshot: Snapshot) -> None:
    try:
        take(_thaw(snapshot.facts["trainer"], snapshot.tensors))
    except (KeyError, ValueError, TypeError, RuntimeError, IndexError):
        raise PlaygroundError("snapshot_damaged") from None


def _freeze(value: Any, name: str, tensors: dict[str, Tensor]) -> Any:
    """A tree of plain values: each tensor is copied aside and leaves its name, dictionaries become lists of pairs."""
    if isinstance(value, Tensor):
        # Its own memory: the same tensor may be named twice, and training goes on while this is written.
        tensors[name] = value.detach().to("cpu", copy=True).contiguous()
        return {"tensor": name}
    if isinstance(value, dict):
        pairs = [[key, _freeze(item, f"{name}.{key}".lstrip("."), tensors)] for key, item in value.items()]
        return {"dict": pairs}
    if isinstance(value, list | tuple):
        items = [_freeze(item, f"{name}.{index}", tensors) for index, item in enumerate(value)]
        return {"list" if isinstance(value, list) else "tuple": items}
    return value


def _thaw(value: Any, tensors: dict[str, Tensor]) -> Any:
    if not isinstance(value, dict):
        return value
    if "tensor" in value:
        return tensors[value["tensor"]].clone()
    if "dict" in value:
        return {key: _thaw(item, tensors) for key, item in value["dict"]}
    kind, items = next(iter(value.items()))
    return (list if kind == "list" else tuple)(_thaw(item, tensors) for item in items)
