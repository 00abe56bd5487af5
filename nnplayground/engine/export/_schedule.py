"""The learning rate of each step, in an exported script."""

from nnplayground.spec.project import Recipe

_RATE = '''\
def rate_at(step: int, steps: int, per_epoch: int{drops}) -> float:
    """The learning rate of a step, counted from 0: {title}."""
    rate = {rate!r}
{statements}'''

_HEED = '''\
def heed(best: float, bad: int, cooling: int, drops: int, loss: float) -> tuple[float, int, int, int]:
    """What follows from the validation loss after an epoch; each drop lowers the learning rate."""
{statements}'''


def schedule_code(recipe: Recipe) -> list[str]:
    """The functions of the schedule; none where the rate stays the same."""
    schedule = recipe.schedule
    if schedule.steady:
        return []
    drops = ", drops: int" if schedule.heeding else ""
    title = schedule.title.lower()
    statements = _indented(schedule.statements())
    code = [_RATE.format(drops=drops, title=title, rate=recipe.optimizer.lr, statements=statements)]
    return code + ([_HEED.format(statements=_indented(schedule.heeding_statements()))] if schedule.heeding else [])


def schedule_needs(recipe: Recipe) -> list[str]:
    """What the functions import."""
    text = "\n".join(schedule_code(recipe))
    return ["math"] if "math." in text or recipe.schedule.heeding else []


def counters(recipe: Recipe, least: int) -> list[str]:
    """What the training loop counts.

    Args:
        least: A last batch of fewer samples is left out.
    """
    whole = "1" if recipe.optimizer.whole_set else f"len(x) // BATCH_SIZE + (len(x) % BATCH_SIZE >= {least})"
    return [f"step, per_epoch = 0, {whole}"]


def _indented(lines: list[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)
