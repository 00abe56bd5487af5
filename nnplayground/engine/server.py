"""The engine as a process of its own: frames on stdin and stdout, the training thread between them."""

import os
import signal
import sys
import threading
import time
from queue import SimpleQueue
from typing import BinaryIO, NoReturn

from nnplayground import __version__
from nnplayground.protocol.greeting import greeting

START = time.perf_counter()
STEP_S = 0.6
"""So long the step may still last that is made when the end is wanted."""
DISK_S = 60.0
"""So long a slow disk may take to write what was recorded."""


def serve() -> int:
    """Speak the protocol on stdin and stdout until the window says quit or hangs up.

    Whatever else is printed in this process goes to stderr, so that the frames stay clean. A greeting comes first: at
    the end of an ssh connection the login shell may have printed before.
    """
    frames_out = os.fdopen(os.dup(1), "wb", buffering=0)
    frames_out.write(greeting(__version__))
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the window decides; Ctrl+C in its terminal reaches us too
    return _Server(sys.stdin.buffer.raw, frames_out).run()


class _Server:
    def __init__(self, frames_in: BinaryIO, frames_out: BinaryIO) -> None:
        self._in, self._out = frames_in, frames_out
        self._outbox: SimpleQueue[bytes | None] = SimpleQueue()

    def run(self) -> int:
        import torch

        from nnplayground import protocol as p
        from nnplayground.engine import device
        from nnplayground.engine.worker import Worker

        worker = self._worker = Worker(lambda message: self._outbox.put(p.frame(message)))
        worker.start()
        writer = threading.Thread(target=self._write, name="frames out", daemon=True)
        writer.start()
        self._outbox.put(
            p.frame(
                p.Ready(
                    version=__version__,
                    torch=str(torch.__version__),
                    devices=device.devices(),
                    start_s=time.perf_counter() - START,
                )
            )
        )
        reader = p.FrameReader(p.Command)
        while data := self._in.read(1 << 20):
            for message in reader.feed(data):
                worker.inbox.put(message)
                if isinstance(message, p.Quit):
                    self._leave()
                    self._outbox.put(None)
                    writer.join(timeout=0.2)
                    if worker.is_alive() or writer.is_alive():
                        os._exit(0)  # torch aborts the process if the interpreter ends under a thread that computes
                    return 0
        self._lose()

    def _leave(self) -> None:
        """Wait for the training thread to end. What a long step could still give is not waited for."""
        self._worker.join(STEP_S)
        if self._worker.leaving:
            self._worker.join(DISK_S)

    def _lose(self) -> NoReturn:
        """The window is gone: end when what was recorded is written."""
        from nnplayground.protocol import Quit

        self._worker.inbox.put(Quit())
        self._leave()
        os._exit(0)

    def _write(self) -> None:
        while (data := self._outbox.get()) is not None:
            view = memoryview(data)
            try:
                while view:
                    view = view[self._out.write(view) :]
            except OSError:
                self._lose()
