"""How long it takes until the window can be seen, and until its engine is ready."""

import subprocess
import sys
import time

from tests.benchmarks.child import CHECKOUT, python
from tests.benchmarks.figures import Figure, Options, spread

TITLE = "start-up"
STARTS = 5
SLOWEST_IMPORTS = 25


def measure(options: Options) -> list[Figure]:
    """Starts the program as a user does, after one start that warms the disk and compiles what is not yet.

    The time of the processor tells more than the clock where others use the machine, too.
    """
    starts = [_start() for _ in range(STARTS + 1)][1:]
    if options.imports:
        print(_imports(), file=sys.stderr)
    goals = {"visible": "<= 1.2", "engine": "<= 4"}
    return [
        figure
        for moment in ("imported", "visible", "visible_cpu", "engine")
        for figure in spread(moment, [start[moment] for start in starts], "s", goals.get(moment, ""))
    ]


def _start() -> dict[str, float]:
    began = time.time()
    moments = python("-m", "tests.benchmarks.starting", PYTHONDONTWRITEBYTECODE="")  # an installed program is compiled
    return {name: moment if name.endswith("cpu") else moment - began for name, moment in moments.items()}


def _imports() -> str:
    """The modules that the window imports, those first that cost most by themselves."""
    code = "from nnplayground.commands import window; window._import_program()"
    found = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, cwd=CHECKOUT, check=True
    )
    lines = [line.removeprefix("import time:").split("|") for line in found.stderr.splitlines()[1:] if "|" in line]
    costly = sorted(lines, key=lambda parts: int(parts[0]), reverse=True)[:SLOWEST_IMPORTS]
    return "\n".join(f"{int(own) / 1000:8.1f} ms  {name.strip()}" for own, _, name in costly)
