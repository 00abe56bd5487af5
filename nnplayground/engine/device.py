"""Where a network trains: device and CPU threads, each with its reason in words."""

import os
import time
from collections.abc import Callable

import torch

from nnplayground.spec.problems import PlaygroundError, Problem

CALIBRATION_S = 0.12
"""How long each number of threads is tried."""


def devices() -> tuple[str, ...]:
    """What this machine has, the best first."""
    found = ["cpu"]
    if torch.backends.mps.is_available():
        found.insert(0, "mps")
    if torch.cuda.is_available():
        found.insert(0, "cuda")
    return tuple(found)


def choose(wish: str) -> tuple[str, Problem]:
    """The device for a wish (auto, cpu, cuda, mps) and why it was chosen.

    Raises: PlaygroundError: ``unknown_device``.
    """
    there = devices()
    if wish not in ("auto", "cpu", "cuda", "mps"):
        raise PlaygroundError("unknown_device", device=wish)
    if wish == "cpu":
        return "cpu", _note("cpu_chosen")
    if wish != "auto" and wish not in there:
        return "cpu", _note("cpu_fallback", device=wish.upper())
    device = there[0] if wish == "auto" else wish
    if device == "cpu":
        return "cpu", _note("cpu_only")
    name = torch.cuda.get_device_name() if device == "cuda" else "Apple GPU"
    return device, _note("device_gpu", device=name)


def calibrate(step: Callable[[], None]) -> tuple[int, Problem]:
    """Choose one thread or all for a CPU by trying both, and set it for the calling thread.

    Small networks are often faster with one: threads have to be woken for each small operation.

    Args:
        step: One training step on throw-away copies.
    """
    count = cores()
    if count == 1:
        torch.set_num_threads(1)
        return 1, _note("threads_one")
    rates = {threads: _rate(step, threads) for threads in (count, 1)}
    best = 1 if rates[1] >= 0.95 * rates[count] else count
    torch.set_num_threads(best)
    return best, _note("threads_fewer" if best == 1 else "threads_all", threads=best, cores=count)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rate(step: Callable[[], None], threads: int) -> float:
    torch.set_num_threads(threads)
    step()
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < CALIBRATION_S:
        step()
        count += 1
    return count / elapsed


def _note(code: str, **args: object) -> Problem:
    return Problem(code=code, args=args, severity="note")
