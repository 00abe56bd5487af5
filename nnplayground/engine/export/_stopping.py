"""What ends an exported script's training before its last epoch, and which weights it keeps: as ``Halting`` has it."""

from nnplayground import datasets
from nnplayground.engine.export._task import task_code
from nnplayground.spec.project import Project

_TIME_IS_UP = [
    '    print(f"The time limit of {MINUTES:g} min is over.")',
    "    break",
]
_PUT_BACK = [
    "if best_weights:",
    "    model.load_state_dict(best_weights)",
    '    print(f"These are the weights of epoch {best_epoch}.")',
]


class StoppingCode:
    """Pieces of the script, as lines without indentation; none where training ends only after its last epoch."""

    def __init__(self, project: Project) -> None:
        recipe = project.recipe
        self._stopping, measure = recipe.stopping, datasets.measure_of(project)
        self._measured = self._stopping.watch == "measure"
        self._value = task_code(project).variable if self._measured else "loss"
        self._words = measure.name_in_sentence if self._measured else "loss"
        self._high = self._measured and measure.higher_is_better
        self._follows_best = bool(self._stopping.patience or self._stopping.keep_best)

    @property
    def watches_loss(self) -> bool:
        """Whether the validation loss decides."""
        return not self._measured and (self._follows_best or self._stopping.has_target)

    @property
    def limits_time(self) -> bool:
        """Whether the time for training decides. Validation does not count."""
        return bool(self._stopping.minutes)

    @property
    def imports(self) -> list[str]:
        """Standard modules."""
        return ["math"] * self._follows_best + ["time"] * self.limits_time

    @property
    def constants(self) -> list[str]:
        """Settings at the head of the script."""
        stopping = self._stopping
        lines = {
            f"PATIENCE = {stopping.patience!r}  # training ends after so many epochs without a better one":
                stopping.patience,
            f"MIN_DELTA = {stopping.min_delta!r}  # how much better counts":
                self._follows_best and stopping.min_delta,
            f"TARGET = {stopping.target!r}  # training ends when the validation {self._words} is there":
                stopping.has_target,
            f"MINUTES = {stopping.minutes!r}  # training ends after so long": stopping.minutes,
        }  # fmt: skip
        return [line for line, wanted in lines.items() if wanted]

    @property
    def before(self) -> list[str]:
        """In front of the loop over the epochs."""
        names, values = [f"best_{self._value}"], ["-math.inf" if self._high else "math.inf"]
        if self._stopping.patience:
            names, values = [*names, "waited"], [*values, "0"]
        if self._stopping.keep_best:
            names, values = [*names, "best_epoch", "best_weights"], [*values, "0", "{}"]
        lines = [f"{', '.join(names)} = {', '.join(values)}"] if self._follows_best else []
        return lines + ["deadline = time.monotonic() + 60 * MINUTES"] * self.limits_time

    @property
    def before_steps(self) -> list[str]:
        """In front of the loop over the batches."""
        return ["whole = True"] * self.limits_time

    @property
    def in_step(self) -> list[str]:
        """Before a step: an epoch whose last step used the time up is whole, and validated as any other."""
        return ["if time.monotonic() >= deadline:", "    whole = False", "    break"] if self.limits_time else []

    @property
    def after_steps(self) -> list[str]:
        """Behind the loop over the batches, in front of the validation."""
        return ["resting = time.monotonic()", "if not whole:", *_TIME_IS_UP] if self.limits_time else []

    @property
    def after_epoch(self) -> list[str]:
        """Behind the validation."""
        stopping, value = self._stopping, self._value
        lines = self._better() if self._follows_best else []
        lines += ["if resting >= deadline:", *_TIME_IS_UP] if self.limits_time else []
        if stopping.has_target:
            lines += [
                f"if {value} {'>=' if self._high else '<='} TARGET:",
                f'    print(f"The validation {self._words} reached {{{value}:.4g}}; the target was {{TARGET:g}}.")',
                "    break",
            ]
        if stopping.patience:
            lines += [
                "if waited >= PATIENCE:",
                f'    print(f"The validation {self._words} has not improved for {{waited}} epochs.")',
                "    break",
            ]
        return lines + ["deadline += time.monotonic() - resting  # only training counts"] * self.limits_time

    @property
    def after(self) -> list[str]:
        """Behind the loop over the epochs."""
        return _PUT_BACK if self._stopping.keep_best else []

    def _better(self) -> list[str]:
        """What is remembered of the best epoch."""
        stopping, value = self._stopping, self._value
        margin = (" + MIN_DELTA" if self._high else " - MIN_DELTA") if stopping.min_delta else ""
        lines = [f"if {value} {'>' if self._high else '<'} best_{value}{margin}:"]
        lines += [f"    best_{value}, waited = {value}, 0" if stopping.patience else f"    best_{value} = {value}"]
        if stopping.keep_best:
            lines += ["    best_epoch = epoch"]
            lines += ["    best_weights = {name: value.clone() for name, value in model.state_dict().items()}"]
        return lines + (["else:", "    waited += 1"] if stopping.patience else [])
