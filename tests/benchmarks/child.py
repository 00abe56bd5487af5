"""Processes to measure in: the program's own commands, and windows that measure themselves."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LONGEST_S = 600
CHECKOUT = Path(__file__).resolve().parents[2]


def python(*arguments: str, **environment: str) -> dict[str, Any]:
    """Run this Python with a home of its own; the last line it prints is a JSON object.

    Raises: RuntimeError: It failed; what it wrote to stderr.
    """
    with tempfile.TemporaryDirectory() as home:
        found = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            cwd=CHECKOUT,
            env={**os.environ, "NNPLAYGROUND_HOME": home, **environment},
        )
    if found.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {found.returncode}:\n{found.stderr[-3000:]}")
    if "--profile" in arguments:
        print(found.stderr, file=sys.stderr)
    return json.loads(found.stdout.splitlines()[-1])


def program(*arguments: str) -> dict[str, Any]:
    """Run one of the program's commands with ``--json``."""
    return python("-m", "nnplayground", *arguments, "--json")


def in_window(measure: str, profile: bool = False, **facts: Any) -> dict[str, Any]:
    """Open the window in a process and let it measure itself.

    Args:
        measure: Name of a module here; its ``inside(window, **facts)`` runs in that process and returns JSON values.
        facts: JSON values.
    """
    return python("-m", "tests.benchmarks.inside", measure, json.dumps(facts), *["--profile"] * profile)
