"""What keeps a group from being a class that is applied once or several times, one after the other."""

from collections.abc import Mapping

from msgspec.structs import replace

from nnplayground.spec import grouping, groups
from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.graph import Network, Node
from nnplayground.spec.problems import PlaygroundError, Problem


def faults(network: Network, used: set[str], shapes: Mapping[str, Shape]) -> dict[str, Problem]:
    """The problem of each group that cannot be computed as it is: by its name, with the name as the guilty node.

    Args:
        used: The blocks that count, and with each all that feed it.
        shapes: What comes out of each block, as far as it is known.
    """
    if not network.groups:
        return {}
    part = _only(network, used)
    found = {}
    count = grouping.copied_blocks(network)
    for name in part.groups:
        problem = _fault(part, name, shapes, count)
        if problem is not None:
            found[name] = Problem(code=problem.code, args=problem.args, node=name)
    return found


def sound(network: Network, used: set[str], shapes: Mapping[str, Shape]) -> Network:
    """The network without the groups that cannot be computed as they are; their blocks stay.

    A group that is repeated goes too if what it gives is not among ``used``.
    """
    wrong = faults(network, used, shapes)
    for name, group in network.groups.items():
        if name in wrong or (group.repeat > 1 and not used.issuperset(groups.leaving(network, name))):
            network = grouping.ungroup(network, name)
    return network


def _only(network: Network, used: set[str]) -> Network:
    nodes = {name: _fed(node, used) for name, node in network.nodes.items() if name in used}
    return grouping.pruned(replace(network, nodes=nodes))


def _fed(node: Node, used: set[str]) -> Node:
    return replace(node, inputs=tuple(i if i in used else None for i in node.inputs))


def _fault(network: Network, name: str, shapes: Mapping[str, Shape], count: int) -> Problem | None:
    group = network.groups[name]
    try:
        grouping.check(network, set(groups.blocks_of(network, name)), group.parent)
    except PlaygroundError as error:
        return error.problem
    if group.repeat == 1:
        return None
    if count > grouping.MOST_COPIED:
        return Problem(code="group_copies", args={"count": count, "most": grouping.MOST_COPIED})
    entering = groups.entering(network, name)
    if len(entering) > 1:
        return Problem(code="repeat_entering", args={"group": group.title, "names": " and ".join(entering)})
    ends = groups.leaving(network, name) or _open_ends(network, name)
    if len(ends) > 1:
        return Problem(code="group_leaving", args={"names": " and ".join(ends)})
    before, after = (shapes.get(names[0]) if names else None for names in (entering, ends))
    if before is not None and after is not None and before != after:
        args = {"group": group.title, "count": group.repeat, "before": say_shape(before), "after": say_shape(after)}
        return Problem(code="repeat_shapes", args=args)
    return None


def _open_ends(network: Network, group: str) -> list[str]:
    """The blocks of a group whose values nobody uses."""
    used = {wire.source for wire in network.wires()}
    return [name for name in groups.blocks_of(network, group) if name not in used]
