"""The loss as a function of the exported script."""

import torch
from torch import Tensor

from nnplayground.engine.criterion import balanced
from nnplayground.engine.data import LoadedData
from nnplayground.spec.project import Project, Recipe

_PLAIN = "loss_of = {call}"

_FUNCTION = '''\
def loss_of(output: Tensor, labels: Tensor) -> Tensor:
    """{title}{remark}."""
{lines}    return {value}'''


def training_labels(project: Project) -> Tensor | None:
    """The classes of the training samples, where the loss weighs them.

    Raises: PlaygroundError: The data set cannot be read.
    """
    return torch.from_numpy(LoadedData(project).split.train.y) if project.recipe.loss.balanced else None


def loss_code(recipe: Recipe, labels: Tensor | None, outputs: int) -> str:
    """What defines ``loss_of``.

    Args:
        labels: Classes of the training samples, where the loss weighs them.
    """
    loss, of_classes = recipe.loss, recipe.task.truth == "class"
    call = loss.call()
    arguments, lines, target = call.arguments(), "", "labels"
    if labels is not None:
        lines += f"    weights = {_listed(balanced(labels, outputs))}\n"
        lines += "    weight = torch.tensor(weights, device=output.device)\n"
        arguments = ", ".join(filter(None, [arguments, "weight=weight"]))
    one_hot = of_classes and loss.target != "label"
    if one_hot:
        lines += "    target = nn.functional.one_hot(labels, len(CLASSES)).float()\n"
        target = "target"
    module = f"{call.target}({arguments})"
    if not lines and not call.use:
        return _PLAIN.format(call=module)
    value = call.use.format("output", target, f=module) if call.use else f"{module}(output, {target})"
    remark = "; rare classes count as much as frequent ones" if labels is not None else ""
    remark += " against 1 for the right class and 0 for the others" if one_hot else ""
    return _FUNCTION.format(title=loss.title, remark=remark, lines=lines, value=value)


def _listed(values: list[float]) -> str:
    line = f"[{', '.join(map(repr, values))}]"
    return line if len(line) <= 70 else "[\n" + "".join(f"        {value!r},\n" for value in values) + "    ]"
