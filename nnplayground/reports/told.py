"""A run as it is told in a report: everything that was read of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from nnplayground import datasets, records


class Told(NamedTuple):
    """One run of a report."""

    name: str
    run: records.Run
    history: records.History
    summary: records.Summary

    def key(self, metric: str) -> str:
        """What a metric is called in output for programs: the measure by what the task is measured by."""
        return self.summary.measure.key if metric == "measure" else metric


def told(runs: Sequence[records.Run]) -> list[Told]:
    """Read runs; those still of one name are counted."""
    found = []
    names = [run.named(name_of(run)) for run in runs]
    seen: Counter[str] = Counter()
    for run, name in zip(runs, names, strict=True):
        seen[name] += 1
        reader = records.MetricsReader(run.folder)
        reader.read()
        shown = f"{name} ({seen[name]})" if names.count(name) > 1 else name
        found.append(Told(shown, run, reader.history, records.summary(run, reader.history)))
    return found


def name_of(run: records.Run) -> str:
    """What a run is called: as the user says, else after its project, else after its network."""
    project = run.facts.project
    return run.label.name or project.name or records.network_words(project.network) or run.id


def started(run: records.Run) -> str:
    """When it began, in the time of this place."""
    return datetime.fromtimestamp(run.facts.started).strftime("%Y-%m-%d %H:%M")


def data_title(run: records.Run) -> str:
    """The title of its data set."""
    kind = run.facts.project.data.kind
    return datasets.kinds()[kind].title if kind in datasets.kinds() else kind


def find(names: Sequence[str | Path]) -> list[records.Run]:
    """Runs by id or folder.

    Raises: PlaygroundError: ``run_unreadable``.
    """
    return [records.find(str(name)) for name in names]
