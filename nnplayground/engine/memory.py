"""How much memory this process uses and how much the machine has left, in bytes; 0 where the system does not say."""

import gc
import os
import sys
from pathlib import Path

import torch

from nnplayground.engine import control_group
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Recipe


def used_bytes() -> int:
    """Resident memory of this process."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return _windows_working_set()
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def of_gpu(device: str | torch.device) -> tuple[int, int]:
    """What this process holds of the memory of a GPU, and how much it has; (0, 0) for a CPU."""
    kind = torch.device(device).type
    if kind == "cuda":
        return torch.cuda.memory_reserved(device), torch.cuda.mem_get_info(device)[1]
    if kind == "mps":
        return torch.mps.driver_allocated_memory(), torch.mps.recommended_max_memory()
    return 0, 0


def free_bytes(device: str = "cpu") -> int:
    """Memory that can still be had on this device, without swapping; of a GPU also what this process holds already."""
    if device.startswith("cuda"):
        return torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device)
    if device == "mps":
        return of_gpu(device)[1]
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                granted = (control_group.free_bytes(), _address_space_left())
                return min([int(line.split()[1]) * 1024, *(left for left in granted if left is not None)])
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):
        return 0


def _address_space_left() -> int | None:
    """What ``ulimit -v`` still grants this process, as some computers that many share do; None without a limit."""
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return max(limit - taken, 0)


def release() -> None:
    """Give back what nothing refers to any more, to the system and to the GPU.

    Call it outside of an exception handler: the exception holds its frames, and they their tensors.
    """
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def shortage(recipe: Recipe, batch: int = 0, needed: int = 0, free: int = 0) -> Problem:
    """What to say when a run by this recipe has found no more memory.

    Args:
        batch: Samples of a step that should fit, 0 if that is unknown.
        needed: Bytes that a step of the recipe needs by estimate.
        free: Bytes that were free before the first step.
    """
    if recipe.optimizer.whole_set:
        return Problem(code="out_of_memory_whole")
    size = recipe.schooling.batch_size
    if not 0 < batch < size:  # an estimate by which it would have fitted is no help
        return Problem(code="out_of_memory", args={"batch": size, "smaller": max(1, size // 2)})
    sizes = {"needed": _say(needed), "free": _say(free)}
    return Problem(code="out_of_memory_estimated", args={"batch": size, "smaller": batch, **sizes})


def _say(size: int) -> str:
    return f"{size / 1e9:.3g} GB" if size >= 1e9 else f"{size / 1e6:.3g} MB"


def _windows_working_set() -> int:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            ("PeakWorkingSetSize", ctypes.c_size_t),
            ("WorkingSetSize", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 6),
        ]

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(-1), ctypes.byref(counters), counters.cb)
    return counters.WorkingSetSize
