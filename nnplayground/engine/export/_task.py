"""What the exported script compares outputs with, and how it tells the figure of the task."""

from typing import NamedTuple

from nnplayground import datasets
from nnplayground.spec.project import Project, Scale


class TaskCode(NamedTuple):
    """Pieces of the script.

    Attributes:
        figure: What is measured, in words.
        zero: Behind the 0 at which its sum begins.
        total: Its sum over the samples of a batch.
        form: How its mean is printed.
        pair: Samples and truth on their way to the device.
        y: The name of what the data has beside the samples.
        remark: A comment behind that line.
    """

    figure: str
    zero: str
    total: str
    form: str
    pair: str
    y: str = "y"
    remark: str = ""

    @property
    def variable(self) -> str:
        """What the figure is called in the script."""
        return "accuracy" if self.figure.endswith("accuracy") else "error"

    @property
    def tell(self) -> str:
        """The lines that test and print."""
        name = self.variable
        first = f'loss, {name} = evaluate(model, *data["test"])'
        return f'{first}\nprint(f"test loss {{loss:.4f}}  {self.figure} {{{name}{self.form}}}")'


def task_code(project: Project) -> TaskCode:
    """The pieces for the task of a project."""
    recipe = project.recipe
    measure = datasets.measure_of(project)
    figure, sigmoid = measure.name_in_sentence, recipe.loss.answer == "sigmoid"
    known = "(x.to(device), y.to(device))"
    match recipe.task.truth:
        case "class":
            return TaskCode(figure, "", "int((output.argmax(1) == ys).sum())", ":.2%", known)
        case "labels":
            right = f"((output >= {0 if sigmoid else 0.5}) == (ys == 1)).float().mean(1).sum()"
            return TaskCode(figure, ".0", f"float({right})", ":.2%", known)
    output = "output.sigmoid()" if sigmoid else "output"
    scale = project.data.scale or Scale()
    scaled = scale.target_mean if recipe.task.truth == "numbers" else scale.feature_mean
    scaled = scaled and measure.name == "distance"  # else the standardised numbers themselves are compared
    units = "TARGET_SPREAD" if recipe.task.truth == "numbers" else "FEATURE_SPREAD"
    difference = f"(({output} - ys) * {units}.to(ys.device))" if scaled else f"({output} - ys)"
    distance = f"float({difference}.abs().flatten(1).mean(1).sum())"
    if recipe.task.truth == "numbers":
        return TaskCode(figure, ".0", distance, ":.4f", known)
    itself = "(x.to(device), x.to(device))"
    return TaskCode(figure, ".0", distance, ":.4f", itself, y="_", remark="  # input = truth")
