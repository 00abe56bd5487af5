"""Into how many batches the samples of an epoch are cut."""

from collections.abc import Iterator, Mapping

from nnplayground.spec.call import Shape
from nnplayground.spec.graph import Network


def steps_of_epoch(samples: int, size: int, least: int = 1) -> int:
    """How many batches there are; a last one of fewer than ``least`` samples is left out."""
    full, rest = divmod(samples, size)
    return full + (rest >= least)


def least_batches(network: Network, shapes: Mapping[str, Shape]) -> Iterator[tuple[str, int]]:
    """The blocks that are computed, by name, and how many samples each needs in a batch while it learns.

    Args:
        shapes: What each block gives, without the batch; one whose inputs are not among them is left out.
    """
    for name, node in network.nodes.items():
        sources = [source for source in node.inputs if source is not None]
        if sources and not node.bypassed and all(source in shapes for source in sources):
            yield name, node.layer.least_batch([shapes[source] for source in sources])
