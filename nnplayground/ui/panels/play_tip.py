"""What Play will do, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.session import Session
from nnplayground.ui.texts import problem_text

_PARTS = {
    "network": QT_TRANSLATE_NOOP("PlayTip", "the network"),
    "data": QT_TRANSLATE_NOOP("PlayTip", "the data"),
    "seed": QT_TRANSLATE_NOOP("PlayTip", "the seed"),
    "split": QT_TRANSLATE_NOOP("PlayTip", "the split of the samples"),
    "task": QT_TRANSLATE_NOOP("PlayTip", "the task"),
    "loss": QT_TRANSLATE_NOOP("PlayTip", "the loss"),
    "precision": QT_TRANSLATE_NOOP("PlayTip", "the precision"),
    "optimizer": QT_TRANSLATE_NOOP("PlayTip", "the optimizer"),
    "device": QT_TRANSLATE_NOOP("PlayTip", "the device"),
}
_OTHER_WEIGHTS = {"network", "data", "task"}
"""Parts with which not all weights may fit."""


def play_tip(session: Session, started: p.RunStarted | None, ended: p.RunEnded | None) -> str:
    """What Play will do now, as far as that is certain.

    Args:
        started: The run that is shown.
        ended: How it has ended, if it has.
    """
    if session.state == "training":
        return _tr("Pause: hold between two steps")
    outlook = session.run.outlook
    if outlook is None or not session.is_latest(outlook.revision):
        return _tr("Play: train until the last epoch")
    if outlook.changed:
        return anew(outlook.changed)
    if outlook.goes_on:
        run = f"#{started.number}" if started is not None and started.number else ""
        tip = _tr("Play: go on with run {0}").format(run) if run else _tr("Play: go on with this run")
        return f"{tip}, {_tr('for as many epochs again')}" if ended is not None else tip
    if ended is not None:
        return _tr("Play: begin a new run from these weights")
    return _tr("Play: train until the last epoch")


def anew(changed: Sequence[str]) -> str:
    """That Play begins a new run, and because of what."""
    *first, last = (_tr(_PARTS[part]) for part in changed)
    what = _tr("{0} and {1}").format(", ".join(first), last) if first else last
    code = "play_begins_anew" if _OTHER_WEIGHTS & set(changed) else "play_begins_anew_with_all"
    return problem_text(Problem(code=code, args={"what": what}))


def _tr(text: str) -> str:
    return QCoreApplication.translate("PlayTip", text)
