"""What is known of a run: what it was, written by the engine, and what the user calls it."""

from typing import Literal

import msgspec

from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project

State = Literal["running", "paused", "finished", "stopped", "diverged", "failed", "interrupted"]


class RunFacts(msgspec.Struct, frozen=True, kw_only=True):
    """``run.json``. Times are seconds since 1970 (UTC); fields of later releases are ignored."""

    format: int = 1
    number: int = 0
    """By which it is told apart from all others on the shelf, from 1; 0 for one that was not recorded there."""
    project: Project
    """As the run began; each snapshot holds the project as it then stood."""
    started: float
    state: State = "running"
    """As the engine last wrote it; ``Run.state`` also knows of engines that died."""
    ended: float | None = None
    process: str = ""
    """The process that trains (``processes.process_name``)."""
    origin: Literal["window", "command"] = "window"
    seed: int = 0
    data_digest: str = ""
    versions: dict[str, str] = {}
    device: str = "cpu"
    device_reason: Problem | None = None
    threads: int = 1
    """CPU threads: another number gives other last digits, so a run that goes on takes this one again."""
    steps_per_epoch: int = 1
    parent: str = ""
    """The run whose snapshot this one began from; empty for first weights or those of a file."""
    parent_step: int = 0
    steps: int = 0
    """How far it came, once it is over."""
    problem: Problem | None = None


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """``label.json``: what the user calls a run and has noted of it."""

    name: str = ""
    notes: str = ""
