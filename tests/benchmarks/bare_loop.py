"""The yardstick: the 784-128-10 network in the fastest plain PyTorch loop, without window, engine or reports.

``python -m tests.benchmarks.bare_loop FOLDER --seconds 5`` prints samples per second as JSON. Absolute figures drift,
so ours and this take turns, and only their ratio counts.
"""

import argparse
import json
import time
from pathlib import Path

import torch
from torch import nn

from nnplayground.datasets.idx_folder import read_folder

BATCH = 32


def samples_per_second(folder: Path, seconds: float, threads: int = 1) -> float:
    """Train for some seconds after a second of warming up."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    samples = read_folder(folder)
    images, labels = torch.from_numpy(samples.x), torch.from_numpy(samples.y)
    network = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    loss_of = nn.CrossEntropyLoss()

    def train(limit: float) -> float:
        steps, start = 0, time.perf_counter()
        while True:
            order = torch.randperm(len(images))
            for x, y in zip(images[order].split(BATCH), labels[order].split(BATCH), strict=True):
                optimizer.zero_grad(set_to_none=True)
                loss_of(network(x), y).backward()
                optimizer.step()
                steps += 1
                elapsed = time.perf_counter() - start
                if elapsed > limit:
                    return steps * BATCH / elapsed

    train(1.0)
    return train(seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps({"samples_per_s": round(samples_per_second(given.folder, given.seconds, given.threads))}))
