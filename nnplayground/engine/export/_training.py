"""How the exported script trains: optimizer, gradients and loop, the same steps as the engine's."""

import inspect
from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace

from nnplayground.engine.calls import resolve
from nnplayground.engine.descent import hidden_matrices, rate_scales
from nnplayground.engine.export._augmentation import augmentation_code
from nnplayground.engine.export._precision import scaled_arguments, scaler_code, work_out_code
from nnplayground.engine.export._schedule import counters, schedule_code
from nnplayground.engine.export._stopping import StoppingCode
from nnplayground.engine.export._task import task_code
from nnplayground.engine.export._weight_rules import penalty_code, resting_code
from nnplayground.engine.net import Net
from nnplayground.spec.call import Call
from nnplayground.spec.code.plan import accessor
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.project import Project

_GROUPS = '''\
RATE_SCALES = {{
{scales}}}


def groups_of(model: nn.Module, weights: list[Tensor], rate: float) -> list[dict]:
    """These weights in groups of one learning rate each."""
    groups: dict[float, list[Tensor]] = {{}}
    for name, value in model.named_parameters():
        if any(value is each for each in weights):
            groups.setdefault(RATE_SCALES.get(name, 1.0), []).append(value)
    return [{{"params": values, "lr": rate * scale, "scale": scale}} for scale, values in groups.items()]


'''

_ONE = '''\
def new_optimizer(model: nn.Module) -> torch.optim.Optimizer:
    """The optimizer{remark}."""
    return {optimizer}'''

_TWO = '''\
def new_optimizers(model: nn.Module) -> list[torch.optim.Optimizer]:
    """One optimizer for the matrices between the blocks, and one for all other weights."""
    hidden = [{hidden}]
    others = [weights for weights in model.parameters() if not any(weights is matrix for matrix in hidden)]
    return [
        {first},
        {second},
    ]'''

_TRAIN = '''\
def train(model: nn.Module, data: dict[str, tuple[Tensor, Tensor]]) -> None:
    """Train on the training part, and tell after each epoch how the network does on the validation part."""
    torch.manual_seed(SEED)
    shuffling = torch.Generator().manual_seed(SEED)
    {new}
    x, y = data["train"]
{before}    for epoch in range(1, EPOCHS + 1):
        model.train()
{resting}{before_steps}        total = torch.zeros((), device=x.device)
        for batch in torch.randperm(len(x), generator=shuffling).to(x.device).split({size}):
{steps}
            total += loss.detach() * len(batch)
{after_steps}        {checked}, {figure} = evaluate(model, *data["validation"])
        print(f"epoch {{epoch}}/{{EPOCHS}}  loss {{float(total) / len(x):.4f}}  validation {{{figure}{form}}}")
{after_epoch}{after}'''


def training_code(project: Project, net: Net) -> str:
    """Functions that make the optimizers, work gradients out, and train."""
    whole = project.recipe.regularisation.effective(project.recipe.optimizer)
    penalties = penalty_code(net, whole)
    after = "    add_penalties(model)\n" if penalties else ""
    after += f"    {whole.clipping}(model.parameters(), {whole.clip_at!r})\n" if whole.clipping else ""
    work_out = penalties + work_out_code(project.recipe, several=_hidden(project.recipe.optimizer, net), after=after)
    parts = [_optimizers(project.recipe.optimizer, net), *schedule_code(project.recipe), work_out]
    return "\n\n\n".join([*parts, _loop(project, net)])


def _optimizers(optimizer: Optimizer, net: Net) -> str:
    scales = _scales(optimizer, net)
    written = partial(_written, rate=optimizer.lr if scales else None)
    groups = _GROUPS.format(scales="".join(f'    "{name}": {scale!r},\n' for name, scale in scales.items()))
    groups = groups if scales else ""
    if _hidden(optimizer, net):
        hidden = ", ".join(f"model.{accessor(name)}" for name in hidden_matrices(net))
        first, second = written(optimizer.fastest(), "hidden"), written(optimizer.rest(), "others")
        return groups + _TWO.format(hidden=hidden, first=first, second=second)
    call = optimizer.rest() or optimizer.fastest()
    remark = "; its fused form does the same in fewer and faster passes" if call.kwargs.get("fused") else ""
    weights = "list(model.parameters())" if scales else "model.parameters()"
    return groups + _ONE.format(remark=remark, optimizer=written(call, weights))


def _scales(optimizer: Optimizer, net: Net) -> dict[str, float]:
    return {} if optimizer.searches else rate_scales(net)


def _loop(project: Project, net: Net) -> str:
    optimizer = project.recipe.optimizer
    several = _hidden(optimizer, net)
    size = "len(x)" if optimizer.whole_set else "BATCH_SIZE"
    new = "optimizers = new_optimizers(model)" if several else "optimizer = new_optimizer(model)"
    schedule, task, stopping = project.recipe.schedule, task_code(project), StoppingCode(project)
    before = [] if schedule.steady else [*counters(project.recipe, net.plan.least_batch)]
    before += ["best, bad, cooling, drops = math.inf, 0, 0, 0"] if schedule.heeding else []
    before += scaler_code(project.recipe)
    heeding = ["best, bad, cooling, drops = heed(best, bad, cooling, drops, loss)"] if schedule.heeding else []
    return _TRAIN.format(
        new=new,
        size=size,
        before=_indented(1, [*before, *stopping.before]),
        resting=resting_code(net),
        figure=task.variable,
        form=task.form,
        before_steps=_indented(2, stopping.before_steps),
        steps=_indented(3, _steps(project, net, stopping)).rstrip("\n"),
        after_steps=_indented(2, stopping.after_steps),
        checked="loss" if schedule.heeding or stopping.watches_loss else "_",
        after_epoch=_indented(2, [*heeding, *stopping.after_epoch]),
        after=_indented(1, stopping.after),
    ).rstrip("\n")


def _indented(levels: int, lines: Iterable[str]) -> str:
    return "".join(f"{'    ' * levels}{line}\n" for line in lines)


def _steps(project: Project, net: Net, stopping: StoppingCode) -> list[str]:
    lines, optimizer = [], project.recipe.optimizer
    least = net.plan.least_batch
    if least > 1:
        lines += [f"if len(batch) < {least}:", f"    continue  # batch normalisation needs at least {least} samples"]
    lines += stopping.in_step
    if not project.recipe.schedule.steady:
        groups = "(group for each in optimizers for group in each.param_groups)"
        groups = groups if _hidden(optimizer, net) else "optimizer.param_groups"
        drops = ", drops" if project.recipe.schedule.heeding else ""
        lines.append(f"rate = rate_at(step, EPOCHS * per_epoch, per_epoch{drops})")
        scaled = ' * group["scale"]' if _scales(optimizer, net) else ""
        lines += [f"for group in {groups}:", f'    group["lr"] = rate{scaled}', "step += 1"]
    samples = "augment(x[batch])" if augmentation_code(project, net.sample_shape) else "x[batch]"
    several = _hidden(optimizer, net)
    scaled = scaled_arguments(project.recipe, several)
    if optimizer.searches:
        return [*lines, f"loss = optimizer.step(partial(work_out, model, {samples}, y[batch]{scaled}))"]
    lines.append(f"loss = work_out(model, {samples}, y[batch]{scaled})")
    step = "scaler.step(optimizer)" if scaled else "optimizer.step()"
    lines += ["for optimizer in optimizers:", f"    {step}"] if several else [step]
    return [*lines, "scaler.update()"] if scaled else lines


def _hidden(optimizer: Optimizer, net: Net) -> bool:
    """Whether two optimizers share the weights."""
    return optimizer.rest() is not None and bool(hidden_matrices(net))


def _written(call: Call, weights: str, rate: float | None) -> str:
    """The call without what torch does anyway; the learning rate is always said."""
    usual = inspect.signature(resolve(call.target)).parameters
    kwargs = {name: value for name, value in call.kwargs.items() if name == "lr" or value != usual[name].default}
    weights = weights if rate is None else f"groups_of(model, {weights}, {rate!r})"
    return f"{call.target}({weights}, {replace(call, kwargs=kwargs).arguments()})"
