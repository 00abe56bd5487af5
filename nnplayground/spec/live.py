"""What of an edited project reaches a run that is going on, what waits for the next run, and what has no effect at all.

The engine follows this, and the window says it; neither has a list of its own.
"""

from typing import NamedTuple

from msgspec.structs import replace

from nnplayground.spec import edit
from nnplayground.spec.fields import fields_of
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import Problem
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


class Standing(NamedTuple):
    """How the options of one part of a recipe stand, by their names; all others act.

    Attributes:
        idle: Those without effect beside the rest, and why.
        waiting: Those that act in the next run only; with a reason where they have no effect in this one.
    """

    idle: dict[str, Problem]
    waiting: dict[str, Problem | None]


def standing(part: str, own: Recipe | None, wanted: Recipe) -> Standing:
    """How the options of this field of the wanted recipe stand.

    Args:
        part: A field of the recipe with options.
        own: What the run that is on is trained by; None: there is none.
    """
    idle = wanted.idle(part)
    if own is None:
        return Standing(idle, {})
    names = [field.name for field in fields_of(type(getattr(wanted, part)))]
    if not acts(part, own, wanted):
        return Standing(idle, dict.fromkeys(names))
    now = own.idle(part)
    later: dict[str, Problem | None] = {name: now[name] for name in now if name not in idle}
    if part == "schooling":
        later |= dict.fromkeys(name for name in names if name not in LIVE_NUMBERS)
    return Standing({name: why for name, why in idle.items() if name in now}, later)


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
