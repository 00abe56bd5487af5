"""``python -m tests.benchmarks [NAME ...]``: measures, prints a table, and one JSON object on the last line."""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import (
    canvas,
    charts,
    digits,
    looking,
    pen,
    reading,
    records,
    startup,
    steps,
    training,
    window_training,
)
from tests.benchmarks.figures import Figure, Options

MEASURES = {
    "steps": steps,
    "training": training,
    "digits": digits,
    "window": window_training,
    "pen": pen,
    "startup": startup,
    "reading": reading,
    "canvas": canvas,
    "charts": charts,
    "looking": looking,
    "records": records,
}
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def main() -> int:
    """Measure what was named, or everything."""
    given = _arguments()
    strokes = given.strokes or _there(DATA / "pen_digits" / "strokes.npz")
    options = Options(
        given.data or _there(DATA / "mnist"), strokes, given.rounds, given.seconds, given.profile, given.imports
    )
    found = {}
    with _screen(given.screen):
        for name in given.names or MEASURES:
            figures = MEASURES[name].measure(options)
            _print(MEASURES[name].TITLE, figures)
            found[name] = {figure.name: round(figure.value, 5) for figure in figures}
    print(json.dumps(found))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASURES, []], metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--data", type=Path, metavar="DIR", help="MNIST as IDX files (default: beside the checkout)")
    parser.add_argument("--strokes", type=Path, metavar="FILE", help="recorded pen drawings (default: beside it)")
    parser.add_argument("--rounds", type=int, default=3, help="how often ours and the bare loop take turns")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each of them trains")
    parser.add_argument("--screen", choices=("xvfb", "offscreen", "own"), default="xvfb" if _xvfb() else "offscreen")
    parser.add_argument("--profile", action="store_true", help="print where the window's time goes to stderr")
    parser.add_argument("--imports", action="store_true", help="print the slowest imports of the start to stderr")
    return parser.parse_args()


def _there(path: Path) -> Path | None:
    return path if path.exists() else None


def _xvfb() -> str | None:
    return shutil.which("Xvfb")


@contextlib.contextmanager
def _screen(kind: str) -> Iterator[None]:
    """Windows opened inside appear on a virtual screen, nowhere, or on the user's own."""
    if kind == "own":
        yield
        return
    if kind == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        yield
        return
    reading_end, writing_end = os.pipe()
    command = [_xvfb(), "-displayfd", str(writing_end), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writing_end,), stderr=subprocess.DEVNULL)
    os.close(writing_end)
    with open(reading_end) as numbers:
        os.environ.update(DISPLAY=f":{numbers.readline().strip()}", QT_QPA_PLATFORM="xcb")
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def _print(title: str, figures: list[Figure]) -> None:
    print(title)
    if not figures:
        print("  skipped: its data is not here")
    for figure in figures:
        print(f"  {figure.name:<50} {figure.value:>12,.4g} {figure.unit:<4} {figure.goal}".rstrip())
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
