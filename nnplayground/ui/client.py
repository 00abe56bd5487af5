"""The window's end of the engine: a child process, frames in, frames out. The window never waits for it."""

import sys

from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, Qt, QTimer, Signal

from nnplayground import __version__
from nnplayground.protocol import Event, FrameReader, GreetingReader, Message, frame

OWN_ENGINE = [sys.executable, "-m", "nnplayground", "engine"]
LOG_LINES, LOG_CHARACTERS = 60, 20_000
PATIENCE_MS = 75_000
"""How long an engine that was let go may take to end: it gives a slow disk a minute to write what was recorded."""


def wait_for_the_last() -> None:
    """Wait for the engines that were let go and still write; to be called when there is no window any more."""
    for process in QCoreApplication.instance().findChildren(
        QProcess, options=Qt.FindChildOption.FindDirectChildrenOnly
    ):
        if not process.waitForFinished(PATIENCE_MS):
            process.kill()


class EngineClient(QObject):
    """Starts one engine, hands messages over, and says when the engine has died.

    Args:
        command: Program and arguments that speak the protocol on stdin and stdout; by default this Python's engine.
    """

    received = Signal(object)
    died = Signal(int, str)
    """Exit code and the last lines of the engine's log; not sent after ``close()``."""

    def __init__(self, command: list[str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = command or OWN_ENGINE
        self._process: QProcess | None = None
        self._greeting, self._reader = GreetingReader(), FrameReader(Event)
        self._log = ""

    @property
    def version(self) -> str | None:
        """The release of the engine that was started last; None if it has not greeted."""
        return self._greeting.version

    @property
    def running(self) -> bool:
        """Whether there is an engine to talk to."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def pid(self) -> int:
        """The engine's process number, 0 without one."""
        return self._process.processId() if self._process else 0

    @property
    def log(self) -> str:
        """The last lines that the engine wrote to its log."""
        return "\n".join(self._log.splitlines()[-LOG_LINES:])

    def start(self) -> None:
        """Start an engine, unless there is one; it reports with ``Ready``."""
        if self.running:
            return
        self._greeting, self._reader = GreetingReader(), FrameReader(Event)
        self._log = ""
        self._process = process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_log)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start(self._command[0], self._command[1:])

    def send(self, message: Message) -> None:
        """Hand a message over; without an engine it is dropped."""
        if self.running:
            self._process.write(frame(message))

    def use(self, command: list[str]) -> None:
        """Start engines by this command from now on (empty: this Python's); hangs up on the present one."""
        self._command = command or OWN_ENGINE
        self.close()

    def close(self) -> None:
        """Hang up. Nobody waits for the engine: it ends by itself, once it has written what was recorded."""
        process, self._process = self._process, None
        if process is None:
            return
        process.readyReadStandardOutput.disconnect(self._on_output)
        process.readyReadStandardError.disconnect(self._on_log)
        process.finished.disconnect(self._on_finished)
        process.errorOccurred.disconnect(self._on_error)
        process.setParent(QCoreApplication.instance())
        process.finished.connect(process.deleteLater)
        process.closeWriteChannel()
        if process.state() == QProcess.ProcessState.NotRunning:
            process.deleteLater()
        elif self.version is None:  # one that still loads torch would not notice for seconds, and has nothing to write
            process.kill()
        else:
            QTimer.singleShot(PATIENCE_MS, process, process.kill)

    def _on_output(self) -> None:
        data = self._process.readAllStandardOutput().data()
        try:
            frames = self._greeting.feed(data)
            if self.version not in (None, __version__):
                raise ValueError(f"it is of release {self.version}")
            for message in self._reader.feed(frames):
                self.received.emit(message)
                if self._process is None:
                    return
        except ValueError as error:
            self._log += f"\nunreadable message from the engine: {error}"
            self._process.kill()

    def _on_log(self) -> None:
        text = self._process.readAllStandardError().data().decode(errors="replace") if self._process else ""
        self._log = (self._log + text)[-LOG_CHARACTERS:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._log += self._process.errorString()
            self._lose(-1)

    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._on_log()
        if self.version is None:
            self._log = f"{self._greeting.noise[-LOG_CHARACTERS:]}\n{self._log}".strip()
        self._lose(code)

    def _lose(self, code: int) -> None:
        process, self._process = self._process, None
        process.deleteLater()
        self.died.emit(code, self.log)
