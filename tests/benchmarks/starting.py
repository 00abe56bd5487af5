"""Runs in a process of its own: the program as it starts, with a look at the clock; prints the moments as JSON."""

import json
import time
from types import ModuleType
from typing import Any

from nnplayground.commands import window

MOMENTS: dict[str, float] = {}
IMPORT_PROGRAM = window._import_program


def watched() -> ModuleType:
    """The program, imported as always, with an eye on the window that it opens."""
    app = IMPORT_PROGRAM()
    MOMENTS["imported"] = time.time()
    from tests.benchmarks.eye import Eye  # not before: how the program imports Qt is part of what is measured

    opened = app.open_window

    def open_window(*arguments: Any) -> Any:
        window = opened(*arguments)
        Eye(window, MOMENTS)
        return window

    app.open_window = open_window
    return app


if __name__ == "__main__":
    window._import_program = watched
    window.open_window(None)
    print(json.dumps(MOMENTS))
