"""The command line. ``nnplayground`` alone opens the window; the sub-commands need neither Qt nor a screen.

Only the standard library is imported here at once: the window shall open fast, and the doctor must be able to say
which packages are missing.
"""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from nnplayground import __version__

FAILURE, USAGE, INTERRUPTED = 1, 2, 130

_DESCRIPTION = "A desktop playground for neural networks. Without a command the window opens."
_EPILOG = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 training diverged, 130 interrupted."


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without repeating all options."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit code."""
    _never_fail_to_print()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        code = _doctor(arguments[1:]) if arguments[:1] == ["doctor"] else _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except SystemExit as end:  # argparse, after --help or a mistake
        return end.code if isinstance(end.code, int) else FAILURE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: `nnplayground layers | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return FAILURE


def _run(arguments: list[str]) -> int:
    from nnplayground.spec.problems import PlaygroundError

    try:
        if not arguments or _names_file(arguments[0]):
            return _open_window(arguments)
        from nnplayground.commands.table import COMMANDS

        if not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
            _parser().error(f"{arguments[0]!r} is neither a command nor a file")
        parsed = _parser().parse_args(arguments)
        return COMMANDS[parsed.command].run(parsed)
    except PlaygroundError as error:
        print(f"nnplayground: {error}", file=sys.stderr)
        return FAILURE


def _open_window(paths: list[str]) -> int:
    from nnplayground.commands.window import open_window

    if len(paths) > 1:
        _parser().error(f"one project at a time; {' '.join(paths[1:])} is too much")
    return open_window(paths[0] if paths else None)


def _names_file(argument: str) -> bool:
    """Whether the first argument is a file to open; a mistyped command is not."""
    if argument.lower().endswith(".nnp"):
        return True
    from nnplayground.commands.table import COMMANDS

    return not argument.startswith("-") and argument not in COMMANDS and os.path.exists(argument)


def _doctor(arguments: list[str]) -> int:
    """The doctor by a way of its own, past everything that may be missing."""
    from nnplayground.doctor import doctor

    parser = _Parser(prog="nnplayground doctor", description="What this machine has, and what to install.")
    parser.add_argument("--json", action="store_true", help="print one JSON object as the last line of stdout")
    return doctor(json=parser.parse_args(arguments).json)


def _parser() -> argparse.ArgumentParser:
    from nnplayground.commands.table import COMMANDS

    usage = "nnplayground [FILE.nnp]\n       nnplayground COMMAND ..."
    parser = _Parser(prog="nnplayground", description=_DESCRIPTION, epilog=_EPILOG, usage=usage)
    parser.add_argument("--version", action="version", version=f"nnplayground {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", title="commands")
    for name, command in COMMANDS.items():
        # A command without help is left out of the list, which is what argparse does if none is given at all.
        sentence = f"{command.help[:1].upper()}{command.help[1:]}."
        shown = {"help": command.help, "description": sentence} if command.help else {}
        command.add_options(commands.add_parser(name, prog=f"nnplayground {name}", **shown))
    return parser


def _never_fail_to_print() -> None:
    """A terminal or pipe that cannot show a character gets a question mark, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
