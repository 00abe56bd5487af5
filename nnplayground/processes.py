"""Which program wrote a file beside us, and whether it still runs: a process number alone is used again and again."""

import ctypes
import hashlib
import itertools
import os
import subprocess
import sys
from pathlib import Path

_numbers = itertools.count(1)
_PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
_STILL_ACTIVE = 259


def process_name() -> str:
    """Name of this very process among all that ever ran on this machine: ``<pid>-<start>``."""
    return f"{os.getpid()}-{started(os.getpid())}"


def next_number() -> int:
    """A number for a window, different from those of all other windows of this process."""
    return next(_numbers)


def is_running(name: str) -> bool:
    """Whether the process of a ``process_name`` runs. False for anything that is no such name."""
    pid, _, start = name.partition("-")
    return pid.isdecimal() and bool(start) and started(int(pid)) == start


def started(pid: int) -> str:
    """A mark of when a process started, which no later process with its number has; empty if none runs."""
    if sys.platform.startswith("linux"):
        return _linux(pid)
    return _windows(pid) if sys.platform == "win32" else _unix(pid)


def _linux(pid: int) -> str:
    """Ticks since boot, with the boot they count from. See proc(5): the name in brackets may hold spaces."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    except OSError:
        return ""
    return "" if state in "ZX" else f"{fields[18]}.{boot}"


def _unix(pid: int) -> str:
    command = ["ps", "-p", str(pid), "-o", "lstart="]
    try:
        text = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"  # better to leave a copy alone than to offer one that is in use
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def _windows(pid: int) -> str:
    kernel = ctypes.windll.kernel32
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(kernel.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, pid))
    if not handle:
        return ""
    code, created, others = ctypes.c_ulong(), ctypes.c_ulonglong(), [ctypes.c_ulonglong() for _ in range(3)]
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.GetProcessTimes(handle, ctypes.byref(created), *(ctypes.byref(other) for other in others))
    kernel.CloseHandle(handle)
    return str(created.value) if code.value == _STILL_ACTIVE else ""
