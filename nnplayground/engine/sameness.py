"""What an edit of the project changes for a run and its weights, and what it leaves as it is."""

from typing import NamedTuple

from nnplayground.engine.data import LoadedData, key_of
from nnplayground.spec import groups
from nnplayground.spec.graph import Network
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.project import DataChoice, Project
from nnplayground.spec.tasks.base import Task


class RunKey(NamedTuple):
    """What a run cannot change while it goes on; two are compared part by part."""

    shape: tuple
    """What decides its weights (``shape_key``), which is more than the network."""
    network: tuple
    data: DataChoice
    seed: int
    split: tuple[float, float]
    task: Task
    loss: Loss
    precision: str
    optimizer: type
    device: str

    def changes(self, later: "RunKey") -> tuple[str, ...]:
        """The names of the parts that differ."""
        parts = zip(self._fields, self, later, strict=True)
        differing = tuple(name for name, one, other in parts if one != other and name != "shape")
        return differing or (() if self.shape == later.shape else ("data",))  # a file may hold others than before


def shape_key(project: Project, data: LoadedData) -> tuple:
    """What decides the weights of a network: its blocks and wires (not their places), the data's sizes and scale, and
    the task.

    The task decides whether the network is whole: what leaves it as a picture is no answer of a classifier.
    """
    network = project.network
    nodes = {name: (node.layer.still(), node.inputs, node.bypassed) for name, node in network.nodes.items()}
    repeats = {name: found for name in nodes if (found := _repeats(network, name))}
    return (nodes, repeats, data.sample_shape, data.truth.size, project.recipe.task, project.data.scale)


def net_key(project: Project, data: LoadedData) -> tuple:
    """What decides the first weights too, the structure first. Trained weights stay when only the rest changes."""
    beginnings = {name: node.weights.init for name, node in project.network.nodes.items()}
    return (shape_key(project, data), beginnings)


def run_key(project: Project, data: LoadedData, wish: str) -> RunKey:
    """What a run of this project cannot change while it goes on.

    Args:
        wish: The device that was asked for.
    """
    shape, recipe, (choice, split) = shape_key(project, data), project.recipe, key_of(project)
    return RunKey(
        shape=shape, network=shape[:2], data=choice, seed=split.seed, split=(split.validation, split.test),
        task=recipe.task, loss=recipe.loss, precision=recipe.precision, optimizer=type(recipe.optimizer), device=wish,
    )  # fmt: skip


def time_key(project: Project, data: LoadedData, wish: str) -> tuple:
    """What decides how long a step takes."""
    return (run_key(project, data, wish), project.recipe.schooling.batch_size)


def cost_key(project: Project, data: LoadedData) -> str:
    """Recognises what a step costs on this machine: blocks, batch, and how it is learned. Not the seed."""
    recipe = project.recipe
    how = (recipe.schooling.batch_size, recipe.precision, type(recipe.loss), type(recipe.optimizer))
    changes = [type(each) for each in recipe.augmentations]
    return repr((shape_key(project, data), how, changes))


def _repeats(network: Network, block: str) -> tuple[tuple[str, int], ...]:
    """How often a block is computed. Other groups change nothing: a run goes on while blocks are grouped."""
    around = ((group, network.groups[group].repeat) for group in groups.around(network, block))
    return tuple((group, repeat) for group, repeat in around if repeat > 1)
