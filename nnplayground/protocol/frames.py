"""Messages as frames: four bytes of length (little endian) and one MessagePack message."""

from collections.abc import Iterator

import msgspec

from nnplayground.protocol.base import Message

LARGEST_FRAME = 1024**3
"""Bytes; a longer frame means that the stream is out of step."""

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
