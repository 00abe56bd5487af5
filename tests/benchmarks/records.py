"""What it costs the training to be recorded: the same run with a record and without, in turns.

A turn with a record ends when what it wrote is on the disk. The time of the processor counts, not the clock.
"""

import argparse
import json
import time
from pathlib import Path

from nnplayground.engine.data import LoadedData
from nnplayground.engine.recording import Recording
from nnplayground.engine.workshop import Workshop
from tests.benchmarks.child import python
from tests.benchmarks.figures import Figure, Options, quartiles
from tests.benchmarks.looking import TAGS, project_of

TITLE = "being recorded"
TURN_S = 0.4
WARM_UP_S = 10.0
"""In its first seconds a run may spend more on snapshots: that is over then."""


class Trained:
    """A run that is advanced as the command line does it."""

    def __init__(self, tag: str, data: Path | None, recording: Recording | None) -> None:
        project = project_of(tag, data)
        loaded = LoadedData(project)
        workshop = Workshop()
        workshop.recording = recording
        workshop.follow(project, loaded)
        self._run = workshop.start(project, loaded).run
        self._run.head_for("end")
        self._run.begin()
        self._workshop = workshop

    def speed(self, seconds: float) -> float:
        """Steps for each second that the processor gave, in a turn."""
        run, end = self._run, time.perf_counter() + seconds
        step, spent = run.trainer.step_count, time.process_time()
        while time.perf_counter() < end:
            run.advance()
            if run.report_due():
                run.report()
        if run.recorder is not None:
            run.recorder.settle()
        return (run.trainer.step_count - step) / (time.process_time() - spent)

    def end(self) -> None:
        """Close the record."""
        self._workshop.end("stopped", None)
        self._workshop.close_record()


def costs(tag: str, data: Path | None, turns: int) -> list[float]:
    """The share of its speed that the training loses, turn by turn."""
    recording = Recording(origin="command")
    both = {True: Trained(tag, data, recording), False: Trained(tag, data, None)}
    for each in both.values():
        each.speed(WARM_UP_S)
    shares = []
    for turn in range(turns):
        pair = {kept: both[kept].speed(TURN_S) for kept in ((True, False) if turn % 2 else (False, True))}
        shares.append(1 - pair[True] / pair[False])
    for each in both.values():
        each.end()
    recording.wait()
    return shares


def measure(options: Options) -> list[Figure]:
    """Each of the networks."""
    figures = []
    for tag in TAGS:
        turns = max(8, round(options.rounds * options.seconds / TURN_S / 2))
        found = python("-m", "tests.benchmarks.records", tag, str(options.data or ""), str(turns))
        figures += quartiles(f"{tag}: recorded", found["shares"], "<= 0.05")
    return figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tag", choices=TAGS)
    parser.add_argument("data")
    parser.add_argument("turns", type=int)
    given = parser.parse_args()
    print(json.dumps({"shares": costs(given.tag, Path(given.data) if given.data else None, given.turns)}))
