"""How the exported script works gradients out: in float32, or under torch's autocast as the engine does."""

from nnplayground.engine.arithmetic import LEAST_SCALE
from nnplayground.spec.precision import EXACT
from nnplayground.spec.project import Recipe

_WORK_OUT = '''\
def work_out({parameters}) -> Tensor:
    """The loss of a batch; its gradients lie beside the weights afterwards{remark}."""
    model.zero_grad()
{loss}
{backward}
{after}    return loss'''

_PLAIN = "    loss = loss_of(model(x), y)"
_MIXED = """\
    with torch.autocast(x.device.type, torch.{precision}):
        output = model(x)
    loss = loss_of(output.float(), y)"""
_SEARCHED = """
    scaler.unscale_(optimizer)
    scale = scaler.get_scale()
    scaler.update()
    if {least!r} <= scaler.get_scale() < scale:  # they overflowed: once more with a smaller scale
        return work_out(model, x, y, scaler, optimizer)"""


def work_out_code(recipe: Recipe, several: bool, after: str) -> str:
    """The function that works loss and gradients out.

    Args:
        several: Whether several optimizers share the weights.
        after: Lines that change the gradients then.
    """
    scaled, backward = _scales(recipe), "    loss.backward()"
    if scaled:
        backward = "    scaler.scale(loss).backward()"
        if recipe.optimizer.searches:
            backward += _SEARCHED.format(least=LEAST_SCALE)
        elif several:
            backward += "\n    for optimizer in optimizers:\n        scaler.unscale_(optimizer)"
        else:
            backward += "\n    scaler.unscale_(optimizer)"
    what = "optimizers: list[torch.optim.Optimizer]" if several else "optimizer: torch.optim.Optimizer"
    parameters = "model: nn.Module, x: Tensor, y: Tensor"
    return _WORK_OUT.format(
        parameters=f"\n    {parameters}, scaler: torch.amp.GradScaler, {what}\n" if scaled else parameters,
        remark="" if recipe.precision == EXACT else f", worked out in {recipe.precision}",
        loss=_PLAIN if recipe.precision == EXACT else _MIXED.format(precision=recipe.precision),
        backward=backward,
        after=after,
    )


def scaled_arguments(recipe: Recipe, several: bool) -> str:
    """What the function is given beside the batch."""
    return f", scaler, {'optimizers' if several else 'optimizer'}" if _scales(recipe) else ""


def scaler_code(recipe: Recipe) -> list[str]:
    """What has to be there before the first epoch."""
    line = "scaler = torch.amp.GradScaler(x.device.type)  # float16 overflows early: the loss is scaled meanwhile"
    return [line] if _scales(recipe) else []


def _scales(recipe: Recipe) -> bool:
    return recipe.precision == "float16"
