"""Several processes that train one network: PyTorch's own engine, DistributedDataParallel, started by ``torchrun``."""

import gc
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import numpy as np
import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from nnplayground.engine.ranks import Ranks, Values
from nnplayground.spec.problems import PlaygroundError

PATIENCE = timedelta(seconds=60)
"""How long one process waits for the others before it takes them for dead."""


class Together(Ranks):
    """One of several processes. Every method that speaks with the others must be called by all of them in turn."""

    pace = 10

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

    def expect_same(self, digest: str) -> None:
        """Compare with all the others."""
        mine = torch.tensor(list(bytes.fromhex(digest)), dtype=torch.uint8, device=_own_device())
        of_all = [torch.empty_like(mine) for _ in range(self.world)]
        distributed.all_gather(of_all, mine)
        differing = [str(rank) for rank, other in enumerate(of_all) if not torch.equal(other, of_all[0])]
        if differing:
            raise PlaygroundError("ranks_differ", ranks=", ".join(differing))


@contextmanager
def joined() -> Iterator[Ranks]:
    """Join the other processes that torchrun started, for as long as the block lasts.

    They speak through nccl where every process has a GPU of its own, else through gloo.

    Raises: PlaygroundError: ``rank_lost``, if another process ends or is silent for too long.
    """
    on_gpus = torch.cuda.is_available() and int(os.environ["LOCAL_WORLD_SIZE"]) <= torch.cuda.device_count()
    if on_gpus:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    try:
        _join("nccl" if on_gpus else "gloo")
        yield Together()
        distributed.barrier()  # nobody leaves while another still listens
    except RuntimeError as error:
        if not isinstance(error, distributed.DistError) and "gloo" not in str(error).lower():
            raise
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # torchrun ends who is left, but they have to say why first
        raise PlaygroundError("rank_lost", detail=_in_short(error)) from None
    finally:
        gc.collect()  # what torch wraps a network in keeps threads, which must end before the process does
        if distributed.is_initialized():
            distributed.destroy_process_group()


def _join(backend: str) -> None:
    """Meet the others, under names of this start: after a restart torch 2.13 finds the addresses of the dead."""
    store, rank, world = next(distributed.rendezvous("env://", timeout=PATIENCE))
    store = distributed.PrefixStore(f"start {os.environ.get('TORCHELASTIC_RESTART_COUNT', '0')}", store)
    distributed.init_process_group(backend, store=store, rank=rank, world_size=world, timeout=PATIENCE)


def _in_short(error: Exception) -> str:
    """What happened, without the places in torch's source and the advice that follows."""
    first = re.sub(r"\[/[^]]*\] *", "", str(error).strip().splitlines()[0])
    return first.partition(". ")[0]


def _own_device() -> str:
    """Where messages have to lie."""
    return "cuda" if distributed.get_backend() == "nccl" else "cpu"
