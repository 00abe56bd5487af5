"""Ctrl+C and the request to end: the first stops training between two steps, the second ends at once."""

import contextlib
import os
import signal
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """A context in which those signals are only noted; calling it tells whether one came.

    Belongs to the main thread.
    """

    def __init__(self) -> None:
        self.number = 0
        self._before: dict[int, object] = {}

    @property
    def exit_code(self) -> int:
        """What a shell expects of a program that was ended by the signal."""
        return 128 + self.number

    def __enter__(self) -> "Interrupt":
        self._before = {number: signal.signal(number, self._on_signal) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def __call__(self) -> bool:
        return self.number != 0

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.number:
            os._exit(128 + number)
        self.number = number
        with contextlib.suppress(OSError):  # no print: one may be under way, and cannot be begun within itself
            os.write(2, b"nnplayground: stopping after this step; once more ends at once\n")
