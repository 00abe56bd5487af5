"""Rebuild ``resources/formulas/TAG.svg`` from the LaTeX on the layer kinds.

First ``pip install ziamath``, then ``python -m nnplayground.ui.rebuild_formulas``. The program itself needs only the
files. Each carries its LaTeX as description, by which a test sees whether it is up to date.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from nnplayground.paths import resource, write_atomic
from nnplayground.spec.layers import KINDS

SIZE_PX = 15
"""Height of the font: a little above the text around it, since indices are small."""
_NUMBER = re.compile(r"-?\d+\.\d+")


def svg(latex: str) -> str:
    """A formula as SVG: black outlines, sizes in pixels.

    Raises: ValueError: If the renderer does not understand the LaTeX.
    """
    import ziafont  # a development tool, which the program never needs
    import ziamath

    ziafont.config.svg2 = False  # Qt draws next to nothing of the symbols of SVG 2
    drawn = ziamath.Latex(latex, size=SIZE_PX).svg()
    head, rest = drawn.split(">", 1)
    rest = _NUMBER.sub(lambda found: f"{float(found.group()):.2f}".rstrip("0").rstrip("."), rest)
    return f"{head}><desc>{escape(latex)}</desc>{rest}\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files that are missing or out of date, remove those of no kind."""
    parser = argparse.ArgumentParser(description="Rebuild the formulas of the layer kinds.")
    parser.add_argument("--out", type=Path, default=resource("formulas"))
    folder = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.svg"):
        if file.stem not in KINDS:
            file.unlink()
    for tag, kind in KINDS.items():
        write_atomic(folder / f"{tag}.svg", svg(kind.formula).encode())
    print(f"{folder}: {len(KINDS)} formulas")


if __name__ == "__main__":
    main()
