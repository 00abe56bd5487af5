"""What of an edited project reaches a run that is going on, and what waits for the next run.

The engine follows this, and the window says it; neither has a list of its own.
"""

from msgspec.structs import replace

from nnplayground.spec import edit
from nnplayground.spec.graph import Network
from nnplayground.spec.project import Project, Recipe

_PARTS = ("augmentations", "schedule", "regularisation", "stopping")
LIVE_NUMBERS = ("epochs", "batch_size")
"""Those of ``Schooling`` that act at once; the others wait."""


def acts(part: str, own: Recipe, wanted: Recipe) -> bool:
    """Whether this field of the wanted recipe acts in a run that has its own; of ``schooling`` only ``LIVE_NUMBERS``.

    The options of the optimizer that trains act, one of another kind does not.
    """
    if part == "optimizer":
        return type(wanted.optimizer) is type(own.optimizer)
    return part in (*_PARTS, "schooling")


def adjusted(own: Project, wanted: Project) -> Project:
    """A run's own project with what may change while it goes on, as the edited one wants it."""
    own = own.with_network(_with_rules(own.network, wanted.network))
    recipe = wanted.recipe
    live = {part: getattr(recipe, part) for part in (*_PARTS, "optimizer") if acts(part, own.recipe, recipe)}
    numbers = {name: getattr(recipe.schooling, name) for name in LIVE_NUMBERS}
    return replace(own, recipe=replace(own.recipe, schooling=replace(own.recipe.schooling, **numbers), **live))


def _with_rules(network: Network, other: Network) -> Network:
    """The network with what the other says of the weights and the live parameters of the same blocks.

    How weights begin is past.
    """
    changed = {}
    for name in network.nodes.keys() & other.nodes.keys():
        node, wanted = network.nodes[name], other.nodes[name]
        layer = wanted.layer if wanted.layer.still() == node.layer.still() else node.layer
        weights = replace(wanted.weights, init=node.weights.init)
        if node.layer != layer or node.weights != weights:
            changed[name] = replace(node, layer=layer, weights=weights)
    return edit.with_nodes(network, **changed)
