"""Messages about the engine itself: what it is, where it computes, what it does, what went wrong."""

from nnplayground.protocol.base import Message
from nnplayground.spec.problems import Problem


class Ready(Message):
    """The engine is there."""

    version: str
    torch: str
    devices: tuple[str, ...]
    start_s: float


class DeviceChosen(Message):
    """Where and with how many threads the network runs, and why (a sentence of severity ``note``)."""

    device: str
    threads: int
    reason: Problem
    refused: tuple[Problem, ...] = ()
    """Why this device cannot compute in a precision, which is their argument ``precision``."""


class Doing(Message):
    """What the training thread does from now on, where nothing else tells it; None: nothing of that kind any more."""

    what: Problem | None = None


class Failure(Message):
    """Something went wrong outside a run; a traceback marks a bug."""

    problem: Problem
    traceback: str = ""
