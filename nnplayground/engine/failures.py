"""What is told of exceptions that nobody expected."""

import traceback

import torch

from nnplayground import protocol as p
from nnplayground.engine import memory
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Recipe


def bug(error: Exception) -> p.Failure:
    """A bug outside a run, with its traceback."""
    problem = Problem(code="engine_error", args={"detail": first_line(error)})
    return p.Failure(problem=problem, traceback=trace_of(error))


def failure_of(error: Exception, recipe: Recipe) -> p.Failure:
    """What is told of an exception; holds on to nothing of it.

    Args:
        recipe: By which it was trained: a lack of memory is told with what would fit.
    """
    if isinstance(error, PlaygroundError):
        return p.Failure(problem=error.problem)
    if is_lack_of_memory(error):
        return p.Failure(problem=memory.shortage(recipe), traceback=trace_of(error))
    return bug(error)


def trace_of(error: Exception) -> str:
    """The traceback as text."""
    return "".join(traceback.format_exception(error))


def first_line(error: Exception) -> str:
    """The message, never empty."""
    return (str(error).strip() or repr(error)).splitlines()[0]


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether there was too little memory: Python's, the GPU's, or that of torch on the CPU, which has no type."""
    known = isinstance(error, torch.OutOfMemoryError | MemoryError)
    return known or (isinstance(error, RuntimeError) and "can't allocate memory" in str(error))
