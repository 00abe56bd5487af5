"""What the exported script compares outputs with, and how it tells the figure of the task."""

from typing import NamedTuple

from nnplayground.spec.project import Recipe


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
        return "accuracy" if self.figure == "accuracy" else "error"

    @property
    def tell(self) -> str:
        """The lines that test and print."""
        name = self.variable
        first = f'loss, {name} = evaluate(model, *data["test"])'
        return f'{first}\nprint(f"test loss {{loss:.4f}}  {self.figure} {{{name}{self.form}}}")'


def task_code(recipe: Recipe) -> TaskCode:
    """The pieces for the task of a recipe."""
    if recipe.task.truth == "class":
        right = "int((output.argmax(1) == ys).sum())"
        return TaskCode("accuracy", "", right, ":.2%", "(x.to(device), y.to(device))")
    output = "output.sigmoid()" if recipe.loss.answer == "sigmoid" else "output"
    return TaskCode(
        figure=recipe.task.measure.title.lower(),
        zero=".0",
        total=f"float(({output} - ys).abs().flatten(1).mean(1).sum())",
        form=":.4f",
        pair="(x.to(device), x.to(device))",
        y="_",
        remark="  # input = truth",
    )
