"""A project: networks, what they learn from and how they learn. One immutable value; undo is keeping the old one."""

from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import force_setattr, replace

from nnplayground.spec.augmentations import AnyAugmentation
from nnplayground.spec.graph import Network
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.losses import AnyLoss
from nnplayground.spec.losses.cross_entropy import CrossEntropy
from nnplayground.spec.optimizers import AnyOptimizer
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.precision import EXACT, Precision
from nnplayground.spec.problems import Problem
from nnplayground.spec.regularisation import Regularisation
from nnplayground.spec.schedules import AnySchedule
from nnplayground.spec.schedules.constant import Constant
from nnplayground.spec.stopping import Stopping
from nnplayground.spec.tasks import AnyTask, usual_for
from nnplayground.spec.tasks.base import Task
from nnplayground.spec.tasks.classification import Classification
from nnplayground.spec.truth import Truth

Option = int | float | str | bool | list[int | float | str]
"""What a data set may have as a parameter."""


Spread = Annotated[float, Meta(gt=0)]


class Scale(msgspec.Struct, frozen=True):
    """Mean and standard deviation of each number of a sample, and of each number that is asked for.

    A network works with ``(number - mean) / spread`` of either, so that units do not matter to it. Empty where numbers
    go as they are.
    """

    feature_mean: tuple[float, ...] = ()
    feature_spread: tuple[Spread, ...] = ()
    target_mean: tuple[float, ...] = ()
    target_spread: tuple[Spread, ...] = ()

    def __post_init__(self) -> None:
        pairs = (self.feature_mean, self.feature_spread), (self.target_mean, self.target_spread)
        if any(len(mean) != len(spread) for mean, spread in pairs):
            raise ValueError("as many means as spreads are expected")

    @property
    def sizes(self) -> tuple[int, int]:
        """How many numbers it is of: those of a sample, and those that are asked for."""
        return len(self.feature_mean), len(self.target_mean)


class DataChoice(msgspec.Struct, frozen=True):
    """Which data set, with its options; ``digest`` recognises the very data (SHA-256, empty until first loaded).

    ``scale`` belongs to the weights: it is that of the samples that they were trained on, worked out as a run begins
    (unless that goes on with weights which were loaded, or learned from other data: they bring theirs along); None as
    long as there was none, and where numbers go as they are.

    Never a path: where the data lies on this machine is not the project's business.
    """

    kind: str = "digits"
    options: dict[str, Option] = {}
    digest: str = ""
    scale: Scale | None = None

    @property
    def chosen(self) -> tuple[str, dict[str, Option]]:
        """Kind and options, without what is found out about them later."""
        return self.kind, self.options

    def __post_init__(self) -> None:
        """Earlier files have the scale among the options."""
        former = {name: self.options[name] for name in Scale.__struct_fields__ if name in self.options}
        if former:
            options = {name: value for name, value in self.options.items() if name not in former}
            scale = msgspec.convert(former, Scale) if any(former.values()) else None
            force_setattr(self, "options", options)
            force_setattr(self, "scale", self.scale or scale)


class Schooling(msgspec.Struct, frozen=True, kw_only=True):
    """The plain numbers of a recipe."""

    epochs: Annotated[
        int, Meta(ge=1, le=100_000, title="Epochs", description="How often Play goes through all training samples.")
    ] = 5
    batch_size: Annotated[
        int, Meta(ge=1, le=65536, title="Batch size", description="How many samples make one step.")
    ] = 32
    seed: Annotated[
        int,
        Meta(
            ge=0,
            le=2**31 - 1,
            title="Seed",
            description="Decides the first weights, the split and the order of samples.",
        ),
    ] = 1
    validation: Annotated[
        float,
        Meta(
            ge=0.01,
            le=0.8,
            title="Validation",
            description="Share of the samples kept aside to check on while training.",
            extra_json_schema={"unit": "%"},
        ),
    ] = 0.1
    test: Annotated[
        float,
        Meta(
            ge=0.01,
            le=0.8,
            title="Test",
            description="Share kept aside for the final test, where the data set has no test part of its own.",
            extra_json_schema={"unit": "%"},
        ),
    ] = 0.1


class Recipe(msgspec.Struct, frozen=True):
    """How a network learns."""

    loss: AnyLoss = CrossEntropy()
    optimizer: AnyOptimizer = Adam()
    schooling: Schooling = Schooling()
    augmentations: tuple[AnyAugmentation, ...] = ()
    """Random changes to the training samples, in the order in which they are applied."""
    schedule: AnySchedule = Constant()
    regularisation: Regularisation = Regularisation()
    stopping: Stopping = Stopping()
    task: AnyTask = Classification()
    precision: Precision = EXACT

    def idle(self, part: str) -> dict[str, Problem]:
        """Options of one of its fields that have no effect beside the others, and why."""
        if part == "schooling":
            whole = Problem(code="whole_set", args={"optimizer": self.optimizer.title}, severity="note")
            return {"batch_size": whole} if self.optimizer.whole_set else {}
        if part == "regularisation":
            return self.regularisation.locked(self.optimizer)
        return getattr(self, part).locked() if part in ("optimizer", "stopping") else {}

    def with_task(self, task: Task) -> "Recipe":
        """The recipe for another task, with a loss that fits: the present one if it does and is not merely usual."""
        usual = type(self.loss) is LOSSES[self.task.usual] or task.refused(self.loss)
        return replace(self, task=task, loss=LOSSES[task.usual]() if usual else self.loss)


def _one_network() -> dict[str, Network]:
    return {"network": Network()}


class Project(msgspec.Struct, frozen=True):
    """Everything that a project file holds besides the weights. Batch size is global; devices are never part of it."""

    name: str = ""
    networks: dict[str, Network] = msgspec.field(default_factory=_one_network)
    data: DataChoice = DataChoice()
    recipe: Recipe = Recipe()

    def __post_init__(self) -> None:
        if len(self.networks) != 1:
            raise ValueError(f"{len(self.networks)} networks in one project; this release trains exactly one")

    @property
    def network(self) -> Network:
        """The network that is trained."""
        return next(iter(self.networks.values()))

    def with_data(self, data: DataChoice, truth: Truth) -> "Project":
        """The project on other data, with a task that it can serve: the present one if it does.

        Args:
            truth: That of the data.
        """
        task = self.recipe.task
        recipe = self.recipe.with_task(usual_for(truth)) if task.unserved(truth) else self.recipe
        return replace(self, data=data, recipe=recipe)

    def with_scale(self, scale: Scale | None) -> "Project":
        """The project with another scale of its data."""
        return self if scale == self.data.scale else replace(self, data=replace(self.data, scale=scale))

    def with_network(self, network: Network) -> "Project":
        """The project with another network in the place of the present one."""
        return replace(self, networks={next(iter(self.networks)): network})
