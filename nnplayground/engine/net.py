"""A network as a torch module: the blocks that lead to the output, run in order."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from nnplayground.engine.analysis import analyse
from nnplayground.engine.beginning import begin
from nnplayground.engine.calls import make
from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import Shape
from nnplayground.spec.code.plan import Plan, Step, depth_first
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.spec.weight_rule import WeightRule


def plan(project: Project, sample_shape: Shape, classes: int) -> Plan:
    """Work out the computation of the blocks that lead to the output. The engine runs it, the code export prints it.

    Raises: PlaygroundError: The first problem that keeps the network from running.
    """
    network = project.network
    facts, problems = analyse(network, sample_shape, classes, project.recipe)
    for problem in problems:
        if problem.severity == "error":
            raise PlaygroundError(problem.code, node=problem.node, **problem.args)
    output = network.of_kind(Output)[0]
    steps, passes = _steps(network, facts, depth_first(network, [output]))
    return Plan(network.of_kind(Input)[0], steps, passes[output], passes)


def plan_up_to_break(project: Project, sample_shape: Shape, classes: int) -> Plan | None:
    """The computation of every block that has a shape, without an answer; None if nothing can be computed."""
    network = project.network
    facts, problems = analyse(network, sample_shape, classes, project.recipe)
    if any(problem.code == "too_large" for problem in problems):
        return None
    inputs = network.of_kind(Input)
    if not inputs or not facts:
        return None
    first = inputs[0]
    fed = {name for name, known in facts.items() if known.shape and first in network.upstream(name)}
    whole = {name for name in fed if network.upstream(name) <= fed}
    order = [name for name in depth_first(network, network.nodes) if name in whole]
    steps, passes = _steps(network, facts, order)
    return Plan(first, steps, "", passes)


def _steps(
    network: Network, facts: dict[str, BlockFacts], order: list[str]
) -> tuple[tuple[Step, ...], dict[str, str]]:
    """The computations of blocks in this order, and whose value those without a computation hand on."""
    passes: dict[str, str] = {}
    steps: list[Step] = []
    for name in order:
        node = network.nodes[name]
        if isinstance(node.layer, Input):
            continue
        sources = tuple(passes.get(i, i) for i in node.inputs if i is not None)
        shapes = [facts[i].shape for i in node.inputs if i is not None]
        call = None if node.bypassed else node.layer.call(shapes)
        if call is None:
            passes[name] = sources[0]
        else:
            least = node.layer.least_batch(shapes)
            steps.append(Step(name, call, sources, least, node.layer.learned(call), node.weights))
    return tuple(steps), passes


class Net(nn.Module):
    """Runs a plan. Weights are named ``block.parameter``, as in the exported code.

    ``part`` is the plan of a network that is not finished: it gives values, but no answer.

    The first weights are drawn from the recipe's seed, block by block in order, without touching the global generator.
    Frozen blocks learn nothing, and their running averages stand still while the others train.

    Raises: PlaygroundError: The first problem that keeps the network from running.
    """

    def __init__(self, project: Project, sample_shape: Shape, classes: int, part: Plan | None = None) -> None:
        super().__init__()
        self.plan = part or plan(project, sample_shape, classes)
        self.sample_shape, self.classes = sample_shape, classes
        self._computes: list[Callable[..., Tensor]] = []
        with torch.random.fork_rng(devices=[]):
            # Only the generator of the CPU, where the weights are drawn: a run on a GPU may be going meanwhile.
            torch.default_generator.manual_seed(project.recipe.schooling.seed)
            for step in self.plan.steps:
                compute = make(step.call, "cpu")
                if isinstance(compute, nn.Module):
                    begin(compute, step)
                    self.add_module(step.name, compute)
                    compute = compute.forward  # no hooks are used, and a call through them costs a microsecond
                self._computes.append(compute)
        self.rules: dict[str, WeightRule] = {}
        """What now holds for the weights of each block."""
        self.resting: dict[str, nn.Module] = {}
        """Frozen blocks with running averages, which stand still."""
        self.obey(project.network)
        before = (self.plan.source, *(step.name for step in self.plan.steps))
        self._is_chain = all(s.sources == (b,) for b, s in zip(before, self.plan.steps, strict=False))

    def forward(self, x: Tensor) -> Tensor:
        """The answer, ``(N, *sample_shape) -> (N, classes)``."""
        if not self._is_chain:
            return self.values(x)[self.plan.answer]
        for compute in self._computes:
            x = compute(x)
        return x

    def values(self, x: Tensor) -> dict[str, Tensor]:
        """The output of every block by name, ``x`` for the input."""
        values = {self.plan.source: x}
        for step, compute in zip(self.plan.steps, self._computes, strict=True):
            values[step.name] = compute(*[values[i] for i in step.sources])
        for name, source in self.plan.passes.items():
            values[name] = values[source]
        return values

    @torch.no_grad()
    def observe(self, x: Tensor) -> dict[str, Tensor]:
        """The same in evaluation mode, leaving no trace in the network."""
        was_training = self.training
        self.eval()
        values = self.values(x)
        self.train(was_training)
        return values

    def obey(self, network: Network) -> bool:
        """Let the rules of a network hold from now on, as far as they may change while it trains: what is frozen.

        Returns: Whether that changed which weights can learn.
        """
        before = [parameter.requires_grad for parameter in self.parameters()]
        known = network.nodes
        self.rules = {s.name: known[s.name].weights if s.name in known else s.rule for s in self.plan.steps}
        self.resting = {}
        for name, module in self.named_children():
            frozen = self.rules[name].frozen
            module.requires_grad_(not frozen)
            if frozen and any(True for _ in module.buffers()):
                self.resting[name] = module
        self.train(self.training)
        return before != [parameter.requires_grad for parameter in self.parameters()]

    def train(self, mode: bool = True) -> "Net":
        """Train or evaluate; a frozen BatchNorm evaluates either way, so that its running averages stand still."""
        super().train(mode)
        for module in self.resting.values():
            module.eval()
        return self

    def block(self, name: str) -> nn.Module | None:
        """The module of a block, None if it has none."""
        return self._modules.get(name)
