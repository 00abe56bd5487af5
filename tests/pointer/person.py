"""Somebody at a real screen: a pointer and keys that the X server moves, and a program that knows nothing of it."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from nnplayground.spec import archive
from nnplayground.spec.project import Project
from tests.patience import PATIENCE_S

Place = Sequence[int]


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A virtual screen; gives the environment of a program that shall be seen on it."""
    reading_end, writing_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing_end), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing_end,), stderr=subprocess.DEVNULL)
    os.close(writing_end)
    try:
        with open(reading_end) as numbers:
            display = numbers.readline().strip()
        yield {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


class Person:
    """Moves the pointer and types; looks at the program by asking it (``watched.py``)."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._opened = 0
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.pointer.watched"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2],
        )  # fmt: skip

    def arrive(self) -> None:
        """Wait for the window, and let it hear of keys: there is no window manager to see to that."""
        self.wait("window.isVisible()")
        self._xdo("windowfocus", str(self.see("int(window.winId())")))
        self.wait("window.isActiveWindow()")

    def rest(self) -> None:
        """Let go of everything, whatever a test that failed left held."""
        self._xdo("mouseup", "1", "keyup", "ctrl")

    def close(self) -> None:
        """End the program."""
        self._program.stdin.close()
        try:
            self._program.wait(PATIENCE_S)
        finally:
            self._program.kill()
            self._program.wait()
            self._program.stdout.close()

    # ---- looking

    def see(self, question: str) -> Any:
        """What an expression about the window gives."""
        self._program.stdin.write(question + "\n")
        self._program.stdin.flush()
        line = self._program.stdout.readline()
        assert line, f"the program has ended: {self._program.poll()}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def wait(self, question: str, fits: Callable[[Any], object] = bool) -> Any:
        """Ask until the answer fits; gives it."""
        deadline = time.monotonic() + PATIENCE_S
        while not fits(answer := self.see(question)):
            assert time.monotonic() < deadline, f"it never happened: {question} is {answer!r}"
            time.sleep(0.02)
        return answer

    # ---- doing

    def move(self, place: Place) -> None:
        """Move the pointer, and let the program notice."""
        x, y = map(str, place)
        self._xdo("mousemove", x, y)
        self.see("None")

    def press(self) -> None:
        self._xdo("mousedown", "1")
        self.see("None")

    def release(self) -> None:
        self._xdo("mouseup", "1")
        self.see("None")

    def click(self, place: Place | str) -> None:
        """Click a place, or a control as soon as it can be clicked."""
        self.move(self.wait(f"middle({place!r})") if isinstance(place, str) else place)
        self.press()
        self.release()

    def take(self, start: Place, towards: Place) -> None:
        """Press and move a little, as one does before one drags."""
        self.move(start)
        self.press()
        for share in (0.04, 0.1, 0.5):
            self.move([round(a + (b - a) * share) for a, b in zip(start, towards, strict=True)])

    def drag(self, start: Place, end: Place) -> None:
        """Take something from one place to another."""
        self.take(start, end)
        self.move(end)
        self.release()

    def key(self, *keys: str) -> None:
        """Press keys, such as ``ctrl+s``."""
        self._xdo("key", "--clearmodifiers", *keys)
        self.see("None")

    def type(self, text: str) -> None:
        self._xdo("type", "--delay", "1", text)
        self.see("None")

    @contextlib.contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """Hold a key down meanwhile."""
        self._xdo("keydown", key)
        try:
            yield
        finally:
            self._xdo("keyup", key)

    # ---- projects

    def open(self, project: Project, weights: bytes = b"") -> None:
        """Have a project open that lies in the file; what was open is gone."""
        self._opened += 1
        self.file.write_bytes(archive.encode(archive.Document(project, weights)))
        self.see(f"session.run.stop() or session.document.open({str(self.file)!r})")
        self.wait("session.state == 'idle' and session._seen_revision == session._revision")

    @property
    def file(self) -> Path:
        """Where the open project lies."""
        return self._folder / f"{self._opened}.nnp"

    def saved(self) -> Project:
        """Save with the keyboard, and read what was saved."""
        self.key("ctrl+s")
        self.wait("not session.document.modified")
        return archive.decode(self.file.read_bytes()).project

    def _xdo(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, timeout=PATIENCE_S,
                       stdout=subprocess.DEVNULL)  # fmt: skip
