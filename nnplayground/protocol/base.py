"""What all messages are made of: the common base, and numpy arrays on their way."""

from collections.abc import Callable
from typing import Any, Literal

import msgspec
import numpy as np

DType = Literal["float16", "float32", "float64", "int64", "int16", "uint8", "bool"]


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


Handlers = dict[type[Message], Callable[[Any], None]]
"""Who takes a message, by its type."""
