"""Messages about what the network does inside, and what it says, now or at a step of its past."""

from nnplayground.protocol.base import Array, Message
from nnplayground.spec.problems import Problem
from nnplayground.spec.tasks.base import Reading


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


class Looking(Message):
    """Views and answers are of this step from now on; None: of the network as it is now."""

    step: int | None = None


class Snapshots(Message):
    """The steps of a run that have a snapshot, ascending, how many bytes its own need and how many they may need.

    Those before ``began`` are of the runs that it branched from. The run itself is told of before (``RunStarted``).
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
