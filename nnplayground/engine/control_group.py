"""How much memory the control groups of Linux still grant this process: less of it than the machine has.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/memory.html
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_FILES = (("memory.max", "memory.current", "inactive_file"),
          ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))  # fmt: skip
"""Limit, use, and what of the use can be had back at once, in versions 2 and 1."""


def free_bytes(mounted: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int | None:
    """The least that a group of this process, or one above it, has left; None where there is no limit.

    Args:
        mounted: Where the groups are seen.
        own: Says which groups are those of this process.
    """
    rests = (_rest(folder, *names) for folder in _folders(mounted, own) for names in _FILES)
    return min((rest for rest in rests if rest is not None), default=None)


def _folders(mounted: Path, own: Path) -> Iterator[Path]:
    """The groups of this process and all above. Inside of a container only the uppermost is seen, and is its own."""
    lines = []
    with contextlib.suppress(OSError):
        lines = own.read_text().splitlines()
    for line in lines:
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers in ("", "memory"):
            inside = PurePosixPath(path.lstrip("/"))
            yield from (mounted / controllers / group for group in (inside, *inside.parents))


def _rest(folder: Path, limit: str, used: str, reclaimable: str) -> int | None:
    try:
        granted = int((folder / limit).read_text())
        taken = int((folder / used).read_text())
    except (OSError, ValueError):  # there is no such file, or it says "max"
        return None
    with contextlib.suppress(OSError, ValueError):
        for line in (folder / "memory.stat").read_text().splitlines():
            name, _, value = line.partition(" ")
            if name == reclaimable:
                taken -= int(value)
    return max(0, granted - taken)
