"""Several processes that train one network: PyTorch's own engine, DistributedDataParallel, started by ``torchrun``."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from nnplayground.engine.ranks import ALONE, Ranks, Values
from nnplayground.spec.problems import PlaygroundError

PATIENCE = timedelta(seconds=60)
"""How long one process waits for the others before it takes them for dead."""


class Together(Ranks):
    """One of several processes. Every method that speaks with the others must be called by all of them in turn."""

    def __init__(self) -> None:
        self.rank = distributed.get_rank()
        self.world = distributed.get_world_size()

    def share(self, rows: Tensor) -> tuple[Tensor, float]:
        """Every ``world``-th row. One that would get none takes the first with weight 0: all have to keep step."""
        mine = rows[self.rank :: self.world]
        weight = len(mine) * self.world / len(rows)
        return (mine, weight) if len(mine) else (rows[:1], 0.0)

    def joined(self, net: nn.Module) -> Callable[[Tensor], Tensor]:
        """DistributedDataParallel around the network, whose weights become those of the first process."""
        weights = [w for w in net.parameters() if w.requires_grad]
        if not weights:
            return net
        return DistributedDataParallel(net, device_ids=[weights[0].device] if weights[0].is_cuda else None)

    def mean(self, values: Values, weight: float | np.ndarray) -> Values:
        """The mean of ``weight * values``."""
        if isinstance(values, np.ndarray):
            weighted = torch.from_numpy((values * weight).astype(np.float32)).to(_own_device())
            return (self.total(weighted) / self.world).cpu().numpy()
        return self.total(values.detach() * weight) / self.world

    def total(self, values: Tensor) -> Tensor:
        """Sum by all-reduce."""
        values = values.clone()
        distributed.all_reduce(values)
        return values

    def follow(self, *decisions: bool) -> tuple[bool, ...]:
        """Broadcast from the first process."""
        told = torch.tensor(decisions, dtype=torch.uint8, device=_own_device())
        distributed.broadcast(told, 0)
        return tuple(bool(value) for value in told.tolist())


def is_launched() -> bool:
    """Whether ``torchrun`` started this process, alone or with others."""
    return "TORCHELASTIC_RUN_ID" in os.environ and "RANK" in os.environ


@contextmanager
def joined(digest: str, backend: str = "") -> Iterator[Ranks]:
    """Join the other processes of this run for as long as the block lasts; alone, if torchrun started only one.

    Args:
        digest: Must be the same in all: it recognises project and data.
        backend: gloo or nccl; empty: nccl where every process has a GPU of its own.
    Raises: PlaygroundError: ``ranks_differ``, if project or data are not the same everywhere.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ALONE
        return
    distributed.init_process_group(backend or _backend(), timeout=PATIENCE)
    try:
        _compare(digest)
        yield Together()
    finally:
        distributed.destroy_process_group()


def own_gpu() -> int | None:
    """The number of the GPU that belongs to this process, None where there are too few."""
    local, count = int(os.environ.get("LOCAL_RANK", "0")), torch.cuda.device_count()
    return local if int(os.environ.get("LOCAL_WORLD_SIZE", "1")) <= count else None


def _backend() -> str:
    return "nccl" if torch.cuda.is_available() and own_gpu() is not None else "gloo"


def _own_device() -> str:
    return f"cuda:{own_gpu()}" if distributed.get_backend() == "nccl" else "cpu"


def _compare(digest: str) -> None:
    """Refuse to train where processes disagree about what to train on."""
    mine = torch.tensor(list(bytes.fromhex(digest)), dtype=torch.uint8, device=_own_device())
    all_of_them = [torch.empty_like(mine) for _ in range(distributed.get_world_size())]
    distributed.all_gather(all_of_them, mine)
    differing = [rank for rank, other in enumerate(all_of_them) if not torch.equal(other, all_of_them[0])]
    if differing:
        raise PlaygroundError("ranks_differ", ranks=", ".join(map(str, differing)))
