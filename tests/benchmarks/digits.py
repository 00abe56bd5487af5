"""How well the bundled digits are learned in a minute: the small CNN with augmentation, as its preset says."""

import argparse
import json
import time
from typing import Any

from nnplayground.engine import headless
from nnplayground.engine.data import LoadedData
from nnplayground.spec.presets import PRESETS
from tests.benchmarks.child import python
from tests.benchmarks.figures import Figure, Options

TITLE = "digits in a minute"
PRESET = "small-cnn-augmented"


def learned() -> dict[str, Any]:
    """Train once, on a CPU with as many threads as are fastest."""
    project = PRESETS[PRESET].project()
    data = LoadedData(project)
    wall, cpu = time.perf_counter(), time.process_time()
    outcome = headless.train(project, data, device="cpu")
    return {
        "validation": outcome.validation.measure,
        "test": outcome.test.measure,
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "threads": outcome.threads,
    }


def measure(options: Options) -> list[Figure]:
    """One training, with the test at its end."""
    found = python("-m", "tests.benchmarks.digits")
    return [
        Figure("validation accuracy", found["validation"], "", ">= 0.985"),
        Figure("test accuracy", found["test"]),
        Figure("seconds", found["seconds"], "s", "<= 60"),
        Figure("seconds of the processor", found["cpu_seconds"], "s"),
        Figure("threads", found["threads"]),
    ]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(json.dumps(learned()))
