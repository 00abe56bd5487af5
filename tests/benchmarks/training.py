"""The article's example on the command line: 784-128-10 on MNIST, batch 32, Adam, five epochs."""

from tests.benchmarks.child import program, python
from tests.benchmarks.figures import Figure, Options, spread

TITLE = "training on the command line"


def bare(options: Options) -> float:
    """Samples per second of the yardstick, right now."""
    arguments = (str(options.data), "--seconds", str(options.seconds))
    return python("-m", "tests.benchmarks.bare_loop", *arguments)["samples_per_s"]


def ours(options: Options, epochs: int) -> dict[str, float]:
    """What ``train`` says of its run."""
    return program("train", "--preset", "mlp-128", "--data", f"idx:{options.data}", "--epochs", str(epochs))


def measure(options: Options) -> list[Figure]:
    """Accuracy of the full run; speed in turns of one epoch."""
    if options.data is None:
        return []
    accuracy = ours(options, 5)["test_accuracy"]
    ratios, speeds, yardsticks = [], [], []
    for _ in range(options.rounds):
        yardsticks.append(bare(options))
        speeds.append(ours(options, 2)["samples_per_s"])
        ratios.append(speeds[-1] / yardsticks[-1])
    return [
        Figure("test accuracy", accuracy, "", ">= 0.975"),
        *spread("speed beside the bare loop", ratios, "", ">= 0.95"),
        *spread("samples a second", speeds, "/s"),
        *spread("samples a second, bare loop", yardsticks, "/s"),
    ]
