"""A sequence is wanted and a picture or a vector comes: patches, or rows."""

from collections.abc import Iterator
from math import prod

from nnplayground.engine.repairs.shared.case import BOLDER, Case, Proposal
from nnplayground.engine.repairs.shared.edits import inserted
from nnplayground.spec.layers.patchify import Patchify
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.layers.shared.recurrent import Recurrent


def propose(case: Case) -> Iterator[Proposal]:
    """Cut a picture into patches or lay its rows out as steps; a vector becomes a sequence of single numbers."""
    if case.problem.code != "wrong_rank" or set(case.layer.ranks) & {1, 2, 3} != {2}:
        return
    for wire, shape in case.inputs():
        if len(shape) == 3:
            by_rows = isinstance(case.layer, Recurrent)
            rows = Reshape(shape=f"{prod(shape[:2])}x{shape[2]}")
            size = next((s for s in (4, 7, 2, 1) if not (shape[1] % s or shape[2] % s)), 1)
            patches = Patchify(patch_size=size)
            for layer in (rows, patches) if by_rows else (patches, rows):
                yield inserted(case.network, wire, [layer])
        elif len(shape) == 1:
            yield inserted(case.network, wire, [Reshape(shape=f"{shape[0]}x1")], BOLDER)
