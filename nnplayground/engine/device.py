"""Where a network trains: device and CPU threads, each with its reason in words."""

import os
import re
import time
from collections.abc import Callable

import torch

from nnplayground.engine import trial
from nnplayground.protocol import DEVICES, DeviceChosen
from nnplayground.spec.problems import PlaygroundError, Problem

CALIBRATION_S = 0.12
"""How long each number of threads is tried."""
CROWDED_ROUNDS = 3
"""So often in a row several threads must win where others use the cores: they seem faster in a quiet moment, and
are many times as slow in the next, while one is never much worse off."""
LONG_S = 0.5
"""A step that takes so long has enough to do for all cores; trying more would only keep the user waiting."""


def devices() -> tuple[str, ...]:
    """What this machine has, the best first; one of several GPUs is ``cuda:0`` and so on."""
    count = _gpus()
    gpus = ["cuda"] if count == 1 else [f"cuda:{number}" for number in range(count)]
    apple = ["mps"] if torch.backends.mps.is_available() else []
    return (*gpus, *apple, "cpu")


def choose(wish: str) -> tuple[str, Problem]:
    """The device for a wish (auto, cpu, mps, cuda, cuda:1, ...) and why it was chosen.

    A wish that cannot be had is no error: the reason of severity ``warning`` says what is used in its place.

    Raises: PlaygroundError: ``unknown_device``.
    """
    if re.match(DEVICES, wish) is None:
        raise PlaygroundError("unknown_device", device=wish)
    if wish == "cpu":
        return "cpu", _note("cpu_chosen")
    if wish == "auto":
        if _gpus():
            return _gpu(torch.cuda.current_device())
        if torch.backends.mps.is_available():
            return "mps", _note("device_gpu", device="Apple GPU")
        return "cpu", _note("cpu_only")
    if wish == "mps" and torch.backends.mps.is_available():
        return "mps", _note("device_gpu", device="Apple GPU")
    if wish == "mps" or not _gpus():
        return "cpu", Problem(code="cpu_fallback", args={"device": wish.upper()}, severity="warning")
    if wish == "cuda":
        return _gpu(torch.cuda.current_device())
    number = int(wish.removeprefix("cuda:"))
    if number < _gpus():
        return _gpu(number)
    device, found = _gpu(torch.cuda.current_device())
    args = {"number": number, "device": found.args["device"]}
    return device, Problem(code="gpu_fallback", args=args, severity="warning")


def told(device: str, threads: int, reason: Problem) -> DeviceChosen:
    """The choice as the window is told, with what this device cannot do."""
    return DeviceChosen(device=device, threads=threads, reason=reason, refused=tuple(trial.refused(device).values()))


def replayed(reason: Problem, gain: float) -> Problem:
    """The reason for a GPU, and that a CUDA graph makes its steps so many times as fast."""
    return _note("device_replayed", device=reason.args["device"], gain=f"{gain:.1f}")


def _gpu(number: int) -> tuple[str, Problem]:
    device = "cuda" if _gpus() == 1 else f"cuda:{number}"
    return device, _note("device_gpu", device=torch.cuda.get_device_name(number))


def _gpus() -> int:
    return torch.cuda.device_count() if torch.cuda.is_available() else 0


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
    torch.set_num_threads(count)
    step()  # the first one takes longer: memory is fetched, and ways to compute are chosen
    if (long := _seconds(step)) > LONG_S:
        if not crowded() or _seconds_alone(step) >= long:
            torch.set_num_threads(count)
            return count, _note("threads_for_long_steps", threads=count)
        return 1, _note("threads_crowded")
    rounds = CROWDED_ROUNDS if crowded() else 1
    best = count if all(_gains(step, count) for _ in range(rounds)) else 1
    torch.set_num_threads(best)
    return best, _note("threads_fewer" if best == 1 else "threads_all", threads=best, cores=count)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def crowded() -> bool:
    """Whether other programs keep the cores of this machine busy.

    Threads that wait for one another then make a step last many times as long as one thread would need for it.
    """
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > cores()


def _seconds(step: Callable[[], None]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def _seconds_alone(step: Callable[[], None]) -> float:
    torch.set_num_threads(1)
    return _seconds(step)


def _rate(step: Callable[[], None], threads: int) -> float:
    torch.set_num_threads(threads)
    step()
    count, start = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - start) < CALIBRATION_S:
        step()
        count += 1
    return count / elapsed


def _gains(step: Callable[[], None], threads: int) -> bool:
    """Whether so many threads are clearly faster than one, this time."""
    rate = _rate(step, threads)
    return _rate(step, 1) < 0.95 * rate


def _note(code: str, **args: object) -> Problem:
    return Problem(code=code, args=args, severity="note")
