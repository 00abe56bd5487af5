"""Where the engine runs: on this computer, or at the far end of a command such as ``ssh host nnplayground engine``."""

import os
import shlex
from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QProcess

from nnplayground import __version__, datasets
from nnplayground.protocol import DataMissing
from nnplayground.spec.problems import PlaygroundError, Problem

_SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=10")
"""Nobody sees a question that ssh would ask in a terminal; and a dead line shall be noticed within half a minute."""
_WITH_VALUE = "BbcDEeFIiJLlmOopPQRSWw"
"""Options of ssh that take a value. Source: ssh(1) of OpenSSH."""
_NO_CONNECTION, _NOT_FOUND = 255, (126, 127)
"""Exit codes: of ssh when it fails itself, and of a shell that cannot run a program."""


class EnginePlace(NamedTuple):
    """A place by what the user typed: empty for this computer, a host name, or a whole command."""

    text: str = ""

    @property
    def away(self) -> bool:
        """Whether it is another machine."""
        return bool(self.text)

    @property
    def command(self) -> list[str]:
        """Program and arguments; empty for this computer.

        Raises: PlaygroundError: ``engine_command``, if quotes are not closed.
        """
        if not self.text:
            return []
        words = self._words()
        return words if len(words) > 1 else [*_SSH, *words, "nnplayground", "engine"]

    @property
    def name(self) -> str:
        """What to call it: the host, if the command tells which it is, or else the program that is started."""
        words = self._words() if self.text else [""]
        if len(words) == 1:
            return words[0].rpartition("@")[2]
        if os.path.basename(words[0]) not in ("ssh", "ssh.exe"):
            return os.path.basename(words[0])
        rest = iter(words[1:])
        for word in rest:
            if not word.startswith("-"):
                return word.rpartition("@")[2]
            if len(word) == 2 and word[1] in _WITH_VALUE:
                next(rest, None)
        return words[0]

    def silence(self) -> Problem:
        """Why nothing can be done while there is no engine."""
        if self.away:
            return Problem(code="engine_disconnected", args={"host": self.name})
        return Problem(code="engine_gone")

    def seen_from_here(self, message: DataMissing) -> DataMissing:
        """What an engine over there says of its data, in words that fit here."""
        problem = message.problem
        if not self.away:
            return message
        if problem.code in datasets.NOT_FOUND:
            problem = Problem(code="data_stays_here", args={"name": problem.args["name"], "host": self.name})
        elif problem.code == "data_not_downloaded":
            problem = Problem(code="data_not_over_there", args=problem.args | {"host": self.name})
        return replace(message, problem=problem)

    def ending(self, code: int, log: str, version: str | None) -> Problem:
        """Why an engine over there has ended, and what to do.

        Args:
            code: Exit code of the command; -1 if it could not be started.
            log: What was printed besides frames.
            version: The release that greeted, if any.
        """
        lines = [line.strip() for line in log.splitlines() if line.strip()]
        detail = lines[-1].rstrip(".") if lines else "no reason was given"
        args = {"host": self.name, "status": code, "detail": detail}
        if version not in (None, __version__):
            return Problem(code="engine_other_release", args=args | {"theirs": version, "ours": __version__})
        if version is not None:
            return Problem(code="engine_lost" if code == _NO_CONNECTION else "engine_ended_there", args=args)
        if code == -1:
            return Problem(code="engine_not_started", args=args | {"program": self.command[0]})
        if code == _NO_CONNECTION:
            return Problem(code="engine_unreachable", args=args)
        if code in _NOT_FOUND:
            return Problem(code="engine_not_found", args=args)
        # Here a shell may have told the reason on stdout, before a banner on stderr.
        return Problem(code="engine_no_engine", args=args | {"detail": " / ".join(lines[-2:]) or detail})

    def _words(self) -> list[str]:
        if os.name == "nt":
            return QProcess.splitCommand(self.text)
        try:
            return shlex.split(self.text)
        except ValueError:
            raise PlaygroundError("engine_command") from None
