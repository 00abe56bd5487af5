"""Messages from the window to the engine."""

from typing import Literal

import msgspec

from nnplayground.protocol.base import Array, Message
from nnplayground.protocol.events import Standing
from nnplayground.spec.project import Project

DEVICES = r"^(auto|cpu|mps|cuda(:[0-9]{1,2})?)$"
"""Devices that may be wished for, as a regular expression."""


class Edit(Message):
    """The project as it now stands. Analysed at once; a run picks up what is live (optimizer, epochs).

    ``fresh``: another project, not an edit of the former; a run ends and no weights carry over.
    """

    revision: int
    project: Project
    fresh: bool = False


class Load(Message):
    """Put these weights (safetensors) into the network of the current project."""

    weights: bytes


class Train(Message):
    """Go on, or begin: to the end of the epochs, to the end of this epoch, or for one step."""

    until: Literal["end", "epoch", "step"] = "end"


class Pause(Message):
    """Hold between two steps; Train goes on from there."""


class Pace(Message):
    """Train so many steps a second from now on, each of them shown; 0: as fast as can be."""

    steps_per_s: float = 0.0


class Resume(Message):
    """Go on with the run recorded in this folder from one of its snapshots (None: the last).

    It trains as far as ``until`` says, or is held there. ``branch``: as a new run whose record begins with that of the
    former one, of another ``project`` if there is one, as far as the snapshot fits that. ``best``: from the best check
    by validation loss whose weights there are, instead of a step.
    """

    record: str
    step: int | None = None
    best: bool = False
    branch: bool = False
    until: Literal["end", "epoch", "step"] | None = None
    project: Project | None = None


class Look(Message):
    """Look at the network of a run as it was at a step that has a snapshot; None: as it is now.

    Training is not disturbed. Answered by ``Looking``.
    """

    record: str = ""
    step: int | None = None


class KeepSnapshots(Message):
    """How many bytes the snapshots of a run may need, and those of all runs together (0: as many as they are).

    As long as the user has not ``chosen`` the total, what lies there at first stays, even if it is more.
    """

    cap: int
    total: int = 0
    chosen: bool = True


class Stop(Message):
    """End the run; the weights stay."""


class Reset(Message):
    """End the run, and stand somewhere else: at the first weights of the seed, or where it was left before.

    Where it stood until now is answered by ``Left``, if this has a number.
    """

    to: Standing = Standing()
    request: int = 0


class View(msgspec.Struct, frozen=True):
    """What one visible view wants to see: a probe, the blocks it looks at, and how many channels at most.

    ``copy`` says which copy of blocks in repeated groups, from 0; -1 is the last one.
    """

    view: str
    probe: str
    nodes: tuple[str, ...] = ()
    limit: int = 16
    copy: int = -1


class Watch(Message):
    """The views that are visible now; replaces the former list."""

    views: tuple[View, ...]


class Ack(Message):
    """The newest frame of a view, or the metrics (view ``metrics``), has been drawn; send the next."""

    view: str


class Picture(Message):
    """Look at this sample, ``(C, H, W)`` or ``(N,)`` float32, from now on; answered by ``Answer``."""

    seq: int
    values: Array


class TakeWeights(Message):
    """Ask for the present weights; answered by ``Weights``."""

    request: int


class Export(Message):
    """Turn the project and its present weights into files; answered by ``Exported``."""

    request: int
    format: str
    name: str
    """What the file will be called, without its suffix."""


class Download(Message):
    """Fetch the data set of the current project."""


class CancelDownload(Message):
    """Give the download up."""


class UseDevice(Message):
    """Train on this device from the next run on: auto, cpu, mps, cuda, or one of several GPUs such as cuda:1."""

    device: str


class AskRepairs(Message):
    """Ask how a problem of this revision could be mended: that of a block, or (None) of the whole network.

    Answered by ``Repairs``, unless the project has changed meanwhile.
    """

    revision: int
    node: str | None = None


class AskAugmented(Message):
    """Ask for some training samples, each changed so many times as the recipe says; answered by ``Augmented``."""

    count: int
    times: int


class AskSamples(Message):
    """Ask for validation samples by their places; answered by ``Samples`` with the same number."""

    request: int
    places: tuple[int, ...]


class Quit(Message):
    """End the process."""


Command = (
    Edit
    | Load
    | Train
    | Pause
    | Pace
    | Resume
    | KeepSnapshots
    | Look
    | Stop
    | Reset
    | Watch
    | Ack
    | Picture
    | TakeWeights
    | Download
    | CancelDownload
    | UseDevice
    | AskRepairs
    | Export
    | Quit
    | AskAugmented
    | AskSamples
)
