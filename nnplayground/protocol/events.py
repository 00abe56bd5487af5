"""Messages from the engine to the window."""

from collections.abc import Collection
from typing import Literal

import msgspec

from nnplayground.protocol.base import Array, Message
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import Reading
from nnplayground.spec.truth import Truth


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


class BlockFacts(msgspec.Struct, frozen=True):
    """What is known of one block: output shape without the batch, counts for one sample, activation memory in bytes.

    Counts and memory are those of all ``copies`` that the repeated groups around it make.
    """

    shape: tuple[int, ...] | None = None
    parameters: int = 0
    multiply_adds: int = 0
    memory_bytes: int = 0
    copies: int = 1


def counted(blocks: Collection[BlockFacts]) -> bool:
    """Whether sums over some blocks say anything: a zero does not while what comes into one of them is not known."""
    return any(facts.parameters or facts.multiply_adds for facts in blocks) or all(
        facts.shape is not None for facts in blocks
    )


class Analysis(Message):
    """Shapes, costs and problems of one revision of the project; and how much memory the engine uses by now."""

    revision: int
    memory_bytes: int
    blocks: dict[str, BlockFacts]
    problems: tuple[Problem, ...]
    gpu: tuple[int, int] = (0, 0)
    """Bytes of the GPU that the engine holds, and bytes that it has; zeros on a CPU."""

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep the network from training."""
        return [p for p in self.problems if p.severity == "error"]


class Repair(msgspec.Struct, frozen=True):
    """A network in which a problem is mended: what was done, in words, and which blocks are new, other or gone."""

    text: Problem
    network: Network
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Repairs(Message):
    """Repairs for a problem of a block (None: of the whole network), each known to build, the best first."""

    revision: int
    node: str | None
    options: tuple[Repair, ...]


class Augmented(Message):
    """Training samples as they are, uint8 ``(N, H, W)``, and as a network gets them, uint8 ``(times, N, H, W)``.

    Both are empty where the samples are no pictures.
    """

    before: Array
    after: Array


class Samples(Message):
    """Validation samples as the network gets them, float32 ``(N, *shape)``, and their places among all of them."""

    request: int
    places: tuple[int, ...]
    values: Array


class Forecast(Message):
    """How long an epoch of this revision's network will take on this machine, timed on a throw-away twin."""

    revision: int
    epoch_s: float
    speed: float | None = None
    """How many times as fast as in float32, where the recipe says another precision and both were timed."""
    step_bytes: int = 0
    """What a step needs of memory beside weights and data, by estimate; 0 while unknown."""
    free_bytes: int = 0
    """What the device has free; 0 where it does not say."""


class Points(msgspec.Struct, frozen=True):
    """Samples that are points in the plane, float32 ``(N, 2)``, and what is known of them, as ``DataFacts.labels``.

    ``extent`` is the part of the plane that holds all of them: left, right, bottom, top.
    """

    extent: tuple[float, float, float, float]
    training: Array
    training_truth: Array
    validation: Array
    validation_truth: Array


class DataFacts(Message):
    """The data set that the current project uses, once loaded: samples to look at, counts and split.

    ``pictures`` are uint8 ``(N, H, W)``, or float32 numbers ``(N, *shape)``; ``labels`` is what is known of each, as
    ``truth`` says: int64 ``(N,)``, or float32 ``(N, names)``. ``counts`` tells how many of all samples each class or
    label has, ``ranges`` the least and the greatest value of each number. ``points`` are more of them, where they lie
    in the plane.
    """

    kind: str
    truth: Truth
    sample_shape: tuple[int, ...]
    digest: str
    pictures: Array
    labels: Array
    counts: tuple[int, ...]
    training: int
    validation: int
    test: int
    ranges: tuple[tuple[float, float], ...] = ()
    points: Points | None = None


class DataMissing(Message):
    """The data set cannot be used yet: not downloaded (then ``download_bytes`` > 0), or a problem."""

    kind: str
    problem: Problem
    download_bytes: int = 0


class DownloadProgress(Message):
    """How far a download has come; ``total`` 0 means unknown."""

    done: int
    total: int


class DownloadEnded(Message):
    """A download is over; without a problem the data is there."""

    problem: Problem | None = None


class Doing(Message):
    """What the training thread does from now on, where nothing else tells it; None: nothing of that kind any more."""

    what: Problem | None = None


class RunStarted(Message):
    """A run begins, on the project of this revision; ``continues``: it goes on where the last one finished.

    ``record`` is the folder of its record, empty for a run that is not recorded; ``step`` where it begins, which is
    not 0 for one that goes on from a snapshot. ``number`` is that of its record (``RunFacts.number``), 0 without one.
    """

    run: int
    revision: int
    epochs: int
    continues: bool = False
    record: str = ""
    step: int = 0
    number: int = 0


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
    """Where it stood before ``Reset`` with this number."""

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


class Frame(Message):
    """A picture of the inside for one view: arrays by block and name, as its probe describes; of which copy it is."""

    view: str
    probe: str
    step: int
    arrays: dict[str, dict[str, Array]]
    copy: int = -1


class Answer(Message):
    """What the network says of the picture ``seq``, or the reason why it cannot say.

    ``reading`` tells what the ``scores`` are (``Task.reading``): shares of the classes that ``labels`` names, a share
    for each label by itself, or numbers as they are. ``chosen`` is the place of the class that is the answer, which
    shares that round to the same cannot tell; -1 where no class is, or an output is not finite. An auto-encoder says
    a ``sample`` like the picture instead, float32 of its shape.
    """

    seq: int
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    chosen: int = -1
    reading: Reading = "shares"
    sample: Array | None = None
    problem: Problem | None = None


class Weights(Message):
    """The weights as safetensors, as the request with this number asked."""

    request: int
    data: bytes


class Snapshots(Message):
    """The steps of a run that have a snapshot, ascending, how many bytes its own need and how many they may need.

    Those before ``began`` are of the runs that it branched from.
    """

    record: str
    steps: tuple[int, ...]
    bytes: int
    cap: int
    began: int = 0


class SnapshotTotal(Message):
    """What the snapshots of all runs need, and how much they may need, in bytes."""

    bytes: int
    cap: int


class Looking(Message):
    """Views and answers are of this step from now on; None: of the network as it is now."""

    step: int | None = None


class Exported(Message):
    """The files of an export by suffix, the one that was asked for first; or why there are none."""

    request: int
    files: dict[str, bytes]
    problem: Problem | None = None


class Failure(Message):
    """Something went wrong outside a run; a traceback marks a bug."""

    problem: Problem
    traceback: str = ""


Event = (
    Ready
    | DeviceChosen
    | Analysis
    | Repairs
    | Forecast
    | DataFacts
    | DataMissing
    | DownloadProgress
    | DownloadEnded
    | Doing
    | RunStarted
    | Snapshots
    | SnapshotTotal
    | Looking
    | Metrics
    | Progress
    | RunEnded
    | Left
    | Outlook
    | Frame
    | Answer
    | Weights
    | Exported
    | Failure
    | Augmented
    | Samples
)
