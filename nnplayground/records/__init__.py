"""Records of runs: a folder for each under the data directory. Imports neither torch nor Qt.

A folder holds ``run.json`` (what the run was, written by the engine), ``label.json`` (name and notes, written by the
user), ``metrics.jsonl`` (what was measured, in chunks of steps) and ``snapshots/`` (weights and everything else that a
run needs to go on); a branch also ``shared.json`` once its parent has gone another way. To use it::

    from nnplayground import records

    for run in records.runs():                    # the newest first; damaged folders are left out
        run.facts.project, run.facts.device, run.label.name, run.state, run.snapshots()
    reader = records.MetricsReader(run.folder)
    reader.read()                                 # True if there was something new; call it again while a run goes on
    reader.history.steps, reader.history.columns["loss"], reader.history.checks, reader.history.marks
    records.set_label(run.folder, Label(name="wide", notes="twice the units"))
    trashed = records.delete(run.folder)          # into the trash; records.undelete(trashed) brings it back
    records.differences(one.facts.project, other.facts.project)

All of it may be called from any thread and from several processes at once.
"""

from nnplayground.records.comparison import Row, comparison
from nnplayground.records.differences import Difference, differences
from nnplayground.records.facts import Label, RunFacts
from nnplayground.records.heirs import Heirs
from nnplayground.records.lineage import home, homes, inherited, nearest
from nnplayground.records.metrics import Check, History, Mark, MetricsReader, MetricsWriter
from nnplayground.records.shelf import (
    Run,
    create,
    delete,
    empty_trash,
    exists,
    find,
    give_up,
    interrupted,
    newest_weights,
    read,
    root,
    runs,
    set_label,
    undelete,
    write_facts,
)
from nnplayground.records.snapshots import Snapshots, weights_of
from nnplayground.records.summary import Summary, network_words, summary
from nnplayground.records.taking import Taken, best_kept, step_of, take

__all__ = [
    "Check",
    "Difference",
    "Heirs",
    "History",
    "Label",
    "Mark",
    "MetricsReader",
    "MetricsWriter",
    "Row",
    "Run",
    "RunFacts",
    "Snapshots",
    "Summary",
    "Taken",
    "best_kept",
    "comparison",
    "create",
    "delete",
    "differences",
    "empty_trash",
    "exists",
    "find",
    "give_up",
    "home",
    "homes",
    "inherited",
    "interrupted",
    "nearest",
    "network_words",
    "newest_weights",
    "read",
    "root",
    "runs",
    "set_label",
    "step_of",
    "summary",
    "take",
    "undelete",
    "weights_of",
    "write_facts",
]
