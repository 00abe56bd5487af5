"""Messages that carry what is taken along: weights and files."""

from nnplayground.protocol.base import Message
from nnplayground.spec.problems import Problem


class Weights(Message):
    """The weights as safetensors, as the request with this number asked."""

    request: int
    data: bytes


class Exported(Message):
    """The files of an export by suffix, the one that was asked for first; or why there are none."""

    request: int
    files: dict[str, bytes]
    problem: Problem | None = None
