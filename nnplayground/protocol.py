"""Every message between window and engine, and the frames they travel in. Imports neither torch nor Qt.

A frame is four bytes of length (little endian) and one MessagePack message. Arrays travel as dtype, shape and bytes;
no pickle crosses this boundary. The window never waits for an answer: what comes back carries the number it answers.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec
import numpy as np

from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project

LARGEST_FRAME = 1024**3
"""Bytes; a longer frame means that the stream is out of step."""

DType = Literal["float16", "float32", "float64", "int64", "uint8", "bool"]


class Array(msgspec.Struct, frozen=True, array_like=True):
    """A numpy array on its way."""

    dtype: DType
    shape: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, values: np.ndarray) -> "Array":
        """Pack an array."""
        return cls(values.dtype.name, values.shape, np.ascontiguousarray(values).tobytes())

    def numpy(self) -> np.ndarray:
        """Unpack into a read-only array."""
        return np.frombuffer(self.data, self.dtype).reshape(self.shape)


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Common to all messages."""


# ---- window to engine


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


class Stop(Message):
    """End the run; the weights stay."""


class Reset(Message):
    """End the run and draw the first weights again from the seed."""


class View(msgspec.Struct, frozen=True):
    """What one visible view wants to see: a probe, the blocks it looks at, and how many channels at most."""

    view: str
    probe: str
    nodes: tuple[str, ...] = ()
    limit: int = 16


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
    """Train on this device from the next run on: auto, cpu, cuda or mps."""

    device: str


class AskRepairs(Message):
    """Ask how a problem of this revision could be mended: that of a block, or (None) of the whole network.

    Answered by ``Repairs``, unless the project has changed meanwhile.
    """

    revision: int
    node: str | None = None


class Quit(Message):
    """End the process."""


# ---- engine to window


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


class BlockFacts(msgspec.Struct, frozen=True):
    """What is known of one block: output shape without the batch, counts for one sample, activation memory in bytes."""

    shape: tuple[int, ...] | None = None
    parameters: int = 0
    multiply_adds: int = 0
    memory_bytes: int = 0


class Analysis(Message):
    """Shapes, costs and problems of one revision of the project; and how much memory the engine uses by now."""

    revision: int
    memory_bytes: int
    blocks: dict[str, BlockFacts]
    problems: tuple[Problem, ...]

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


class Forecast(Message):
    """How long an epoch of this revision's network will take on this machine, timed on a throw-away twin."""

    revision: int
    epoch_s: float


class DataFacts(Message):
    """The data set that the current project uses, once loaded: samples to look at, counts and split.

    ``pictures`` are uint8 ``(N, H, W)``, or float32 points ``(N, 2)``; ``labels`` int64 ``(N,)``.
    """

    kind: str
    classes: tuple[str, ...]
    sample_shape: tuple[int, ...]
    digest: str
    pictures: Array
    labels: Array
    counts: tuple[int, ...]
    training: int
    validation: int
    test: int


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


class RunStarted(Message):
    """A run begins, on the project of this revision; ``continues``: it goes on where the last one finished."""

    run: int
    revision: int
    epochs: int
    continues: bool = False


class Validation(msgspec.Struct, frozen=True):
    """Loss and accuracy on the validation samples after ``epoch`` epochs (fractions count)."""

    epoch: float
    loss: float
    accuracy: float


class Metrics(Message):
    """What happened since the last report: one value a step, and the checks on validation samples.

    ``rate`` is the learning rate of each step, ``gradient_norm`` the Euclidean norm of the whole gradient, NaN where it
    was not measured: it is that of the last step before a report.
    """

    run: int
    epochs: Array
    loss: Array
    accuracy: Array
    rate: Array
    gradient_norm: Array
    validation: tuple[Validation, ...] = ()


class Progress(Message):
    """Where the run stands. ``seconds_left`` until the last epoch ends, None while unknown."""

    run: int
    state: Literal["training", "paused"]
    epoch: float
    epochs: int
    step: int
    samples_per_s: float
    seconds_left: float | None
    memory_bytes: int


class RunEnded(Message):
    """The last message of a run."""

    run: int
    reason: Literal["finished", "stopped", "diverged", "failed"]
    step: int
    problem: Problem | None = None
    traceback: str = ""


class Frame(Message):
    """A picture of the inside for one view: arrays by block and name, as its probe describes."""

    view: str
    probe: str
    step: int
    arrays: dict[str, dict[str, Array]]


class Answer(Message):
    """What the network says of the picture ``seq``: a score for each class, or the reason why it cannot say."""

    seq: int
    labels: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    problem: Problem | None = None


class Weights(Message):
    """The weights as safetensors; ``request`` 0 marks a copy that the engine sends by itself, in case it dies."""

    request: int
    data: bytes


class Exported(Message):
    """The files of an export by suffix, the one that was asked for first; or why there are none."""

    request: int
    files: dict[str, bytes]
    problem: Problem | None = None


class Failure(Message):
    """Something went wrong outside a run; a traceback marks a bug."""

    problem: Problem
    traceback: str = ""


Command = (
    Edit | Load | Train | Pause | Stop | Reset | Watch | Ack | Picture | TakeWeights | Download | CancelDownload
    | UseDevice | AskRepairs | Export | Quit
)  # fmt: skip
Event = (
    Ready | DeviceChosen | Analysis | Repairs | Forecast | DataFacts | DataMissing | DownloadProgress | DownloadEnded
    | RunStarted | Metrics | Progress | RunEnded | Frame | Answer | Weights | Exported | Failure
)  # fmt: skip

_encoder = msgspec.msgpack.Encoder()


def frame(message: Message) -> bytes:
    """A message as a frame.

    Raises: ValueError: If it would be too long for the other side.
    """
    buffer = bytearray(4)
    _encoder.encode_into(message, buffer, 4)
    if len(buffer) - 4 > LARGEST_FRAME:
        raise ValueError(f"a message of {(len(buffer) - 4) / 1e9:.1f} GB is too long to be sent")
    buffer[:4] = (len(buffer) - 4).to_bytes(4, "little")
    return bytes(buffer)


class FrameReader:
    """Turns a stream of bytes, cut anywhere, back into messages.

    Args:
        kinds: ``Command`` or ``Event``, the messages that may come.
    """

    def __init__(self, kinds: object) -> None:
        self._decoder = msgspec.msgpack.Decoder(kinds)
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Take some bytes and yield each message that is now complete.

        Raises: ValueError: If the stream is not made of such messages; nothing later can be trusted.
        """
        self._buffer += data
        start = 0
        while len(self._buffer) - start >= 4:
            length = int.from_bytes(self._buffer[start : start + 4], "little")
            if length > LARGEST_FRAME:
                raise ValueError(f"a frame of {length} bytes: the stream is out of step")
            end = start + 4 + length
            if len(self._buffer) < end:
                break
            body = bytes(memoryview(self._buffer)[start + 4 : end])
            start = end
            yield self._decoder.decode(body)
        del self._buffer[:start]
