"""What an engine says first: that it is one, and of which release. A login shell may have printed things before it."""

MARK = b"\0nnplayground engine "
MOST_NOISE = 1_000_000
"""Bytes before the greeting; whoever prints more is no engine."""


def greeting(version: str) -> bytes:
    """The line that an engine of this release begins its output with; frames follow."""
    return MARK + version.encode() + b"\n"


class GreetingReader:
    """Finds the greeting in the output of what was started."""

    def __init__(self) -> None:
        self.version: str | None = None
        """The release of the engine; None until it has greeted."""
        self._before = bytearray()

    @property
    def noise(self) -> str:
        """What was printed before the greeting."""
        return self._before.decode(errors="replace").strip()

    def feed(self, data: bytes) -> bytes:
        """Take some bytes, and give back those that follow the greeting.

        Raises: ValueError: So much has come without a greeting that none will.
        """
        if self.version is not None:
            return data
        self._before += data
        start = self._before.find(MARK)
        end = self._before.find(b"\n", start) if start >= 0 else -1
        if end < 0:
            if len(self._before) > MOST_NOISE:
                raise ValueError("no engine answers, but something else")
            return b""
        self.version = self._before[start + len(MARK) : end].decode(errors="replace")
        rest = bytes(self._before[end + 1 :])
        del self._before[start:]
        return rest
