"""Everything is frozen: the last block with weights learns again."""

from collections.abc import Iterator

from msgspec.structs import replace

from nnplayground.engine.repairs.shared.case import Case, Proposal
from nnplayground.spec import edit


def propose(case: Case) -> Iterator[Proposal]:
    """Thaw the frozen block that is nearest to the output, or all of them."""
    if case.problem.code != "all_frozen":
        return
    nodes = case.network.nodes
    frozen = [name for name in case.network.order() if nodes[name].weights.frozen and nodes[name].layer.learned()]
    yield Proposal(_thawed(case, frozen[-1:]), "fix_thaw", {"names": frozen[-1]})
    if len(frozen) > 1:
        yield Proposal(_thawed(case, frozen), "fix_thaw", {"names": ", ".join(frozen)})


def _thawed(case: Case, names: list[str]) -> "edit.Network":
    network = case.network
    for name in names:
        network = edit.set_weights(network, name, replace(network.nodes[name].weights, frozen=False))
    return network
