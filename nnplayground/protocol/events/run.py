"""Messages about a run: how it begins, what it reports, how it ends, and what comes after it."""

from typing import Literal

import msgspec

from nnplayground.protocol.base import Array, Message
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Scale


class RunStarted(Message):
    """A run begins, on the project of this revision; ``continues``: it goes on where the last one finished.

    ``record`` is the folder of its record, empty for a run that is not recorded; ``step`` where it begins, which is
    not 0 for one that goes on from a snapshot. ``number`` is that of its record (``RunFacts.number``), 0 without one;
    ``seed`` is its own, whatever the recipe says by now; ``scale`` that of the samples which it trains on.
    """

    run: int
    revision: int
    epochs: int
    continues: bool = False
    record: str = ""
    step: int = 0
    number: int = 0
    seed: int | None = None
    scale: Scale | None = None


class Validation(msgspec.Struct, frozen=True):
    """Loss and measure (``datasets.measure_of``) on the validation samples after ``epoch`` epochs (fractions count)."""

    epoch: float
    loss: float
    measure: float


class Mark(msgspec.Struct, frozen=True):
    """Something was changed after ``epoch`` epochs of a run that went on (a sentence of severity ``note``)."""

    epoch: float
    change: Problem


class Metrics(Message):
    """What happened since the last report: one value a step, and the checks on validation samples.

    ``measure`` is the figure of the task (``datasets.measure_of``). ``rate`` is the learning rate of each
    step, ``gradient_norm`` the Euclidean norm of the whole gradient, NaN where it was not measured: it is that of the
    last step before a report. ``trained_s`` is how long the run has trained when the last step ended, without the
    checks. ``steps`` are the numbers of the steps; they are counted on where it is None. The history of a run that
    goes on from a snapshot has them.
    """

    run: int
    epochs: Array
    loss: Array
    measure: Array
    rate: Array
    gradient_norm: Array
    validation: tuple[Validation, ...] = ()
    marks: tuple[Mark, ...] = ()
    trained_s: float = 0.0
    steps: Array | None = None


class Progress(Message):
    """Where the run stands. ``seconds_left`` until the last epoch ends, None while unknown.

    ``last_step`` is the step at which it ends, with the batches that are made now.
    """

    run: int
    state: Literal["training", "paused"]
    epoch: float
    epochs: int
    step: int
    samples_per_s: float
    seconds_left: float | None
    memory_bytes: int
    gpu: tuple[int, int] = (0, 0)
    last_step: int = 0


class RunEnded(Message):
    """The last message of a run. ``rewind`` is the step of the snapshot to go back to, where it went wrong.

    ``sound_rate`` is the learning rate of before, if it diverged after that was raised; None otherwise.
    ``kept_epoch`` is the best epoch, if its weights are in place now as the recipe wants it; 0 otherwise.
    """

    run: int
    reason: Literal["finished", "stopped", "diverged", "failed"]
    step: int
    rewind: int | None = None
    sound_rate: float | None = None
    problem: Problem | None = None
    traceback: str = ""
    kept_epoch: int = 0


class Standing(msgspec.Struct, frozen=True):
    """Where training stands: the weights (safetensors; none are those of the seed), and the run that led there.

    ``record`` is empty where none did, or it is not recorded. ``ended`` tells how and at which step the run ended;
    one that was ``going`` only ended for leaving it, and is held there when that is stood at again.
    """

    weights: bytes = b""
    record: str = ""
    epochs: int = 0
    going: bool = False
    ended: RunEnded | None = None


class Left(Message):
    """Where it stood before ``Reset`` with this number. Runs told of until now belong there, later ones do not."""

    request: int
    standing: Standing


class Outlook(Message):
    """What Play will do with the project of this revision: go on with the run that is shown, or begin a new one.

    ``changed`` names what was changed since that run began, where it could go on but for that: ``network``, ``data``,
    ``seed``, ``split``, ``task``, ``loss``, ``precision``, ``optimizer`` or ``device``.
    """

    revision: int
    goes_on: bool
    changed: tuple[str, ...] = ()
