"""How many real pen drawings the network that ships with the program reads rightly."""

from nnplayground.paths import resource
from tests.benchmarks.child import program
from tests.benchmarks.figures import Figure, Options

TITLE = "reading pen digits"


def measure(options: Options) -> list[Figure]:
    """The command ``predict`` on labelled strokes."""
    if options.strokes is None:
        return []
    found = program("predict", str(resource("models", "digits.nnp")), "--strokes", str(options.strokes))
    return [Figure("accuracy of the shipped network", found["accuracy"], "", ">= 0.965")]
