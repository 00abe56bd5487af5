"""``train``: from a project or preset to trained weights."""

import argparse
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from nnplayground.commands.interrupt import Interrupt
from nnplayground.commands.options import (
    add_data,
    add_device,
    add_json,
    check_device,
    fetch_data,
    load_data,
    number_of,
    open_project,
    tell_data,
    with_data,
    write_file,
)
from nnplayground.commands.output import ProgressLine, note, print_json, say_figure
from nnplayground.spec import archive
from nnplayground.spec.optimizers import KINDS as OPTIMIZERS
from nnplayground.spec.optimizers.base import Optimizer
from nnplayground.spec.precision import PRECISIONS
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.plain import afresh
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project, Schooling
from nnplayground.spec.registry import tag_of
from nnplayground.spec.tasks import KINDS as TASKS
from nnplayground.spec.tasks.base import Measure
from nnplayground.spec.wording import fill

if TYPE_CHECKING:
    from nnplayground.engine.headless import Outcome, Progress
    from nnplayground.engine.ranks import Ranks
    from nnplayground.engine.resuming import Moment

DIVERGED = 3
PLAIN = "plain"
"""The preset that is made for the data."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of ``train``."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("project", nargs="?", metavar="PROJECT.nnp", help="the project to train")
    text = "go on with a recorded run, by its id or folder, from its last snapshot"
    what.add_argument("--resume", metavar="RUN", help=text)
    text = f"a ready-made network instead of a project; {PLAIN} is a small one for whatever data"
    what.add_argument("--preset", choices=[*PRESETS, PLAIN], help=text)
    add_data(parser)
    parser.add_argument("--epochs", type=number_of(Schooling, "epochs"), metavar="N", help="times through all samples")
    parser.add_argument("--batch", type=number_of(Schooling, "batch_size"), metavar="N", help="samples a step")
    parser.add_argument("--lr", type=number_of(Optimizer, "lr"), metavar="X", help="learning rate")
    parser.add_argument("--task", choices=TASKS, help="what the output must be; a loss that does not fit is exchanged")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, help="how the weights are moved")
    parser.add_argument("--precision", choices=PRECISIONS, help="the numbers that a step is computed in")
    parser.add_argument("--seed", type=number_of(Schooling, "seed"), metavar="N", help="first weights, split and order")
    parser.add_argument("--continue", dest="goes_on", action="store_true", help="begin from the weights in the project")
    add_device(parser)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--record", type=Path, metavar="FOLDER", help="record the run here (default: among all runs)")
    where.add_argument("--no-record", action="store_true", help="do not record the run")
    parser.add_argument("--out", type=Path, metavar="FILE.nnp", help="where to save the trained project")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train, test and save; as one of several processes, if torchrun started them."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        from nnplayground.engine.ranks import ALONE

        return _train(arguments, ALONE)
    from nnplayground.engine import torchrun

    with torchrun.joined() as ranks:
        return _train(arguments, ranks)


def _train(arguments: argparse.Namespace, ranks: "Ranks") -> int:
    if arguments.out:
        _check_folder(arguments.out)
    from nnplayground.engine.recording import Recording

    resume = _resumed(arguments)
    ranks.follow(True)  # all have looked before the first one takes the run up
    document = archive.Document(resume.snapshot.project) if resume else _document(arguments)
    project = _adjusted(document.project, arguments)
    if resume and arguments.resume and project != document.project:
        raise PlaygroundError("resume_unchanged")
    goes_on = arguments.goes_on and (resume is None or arguments.resume)
    weights = document.weights if goes_on else b""
    if goes_on and not weights:
        raise PlaygroundError("no_weights", name=Path(arguments.project or arguments.preset or arguments.resume).name)
    _fetch(project, arguments, ranks)

    from nnplayground import datasets
    from nnplayground.engine import headless

    measure = datasets.measure_of(project)
    if ranks.rank == 0:
        tell_data(project, arguments)
    if ranks.rank == 0 or arguments.require_device:
        check_device(arguments)
    data = load_data(project)
    ranks.expect_same(_digest(project, data.digest, resume))
    line = ProgressLine()

    def tell(progress: "Progress") -> None:
        if ranks.rank == 0:
            line.show(_say_progress(progress, measure), final=progress.epoch_done)

    recording = None if arguments.no_record or ranks.rank else Recording(_tell, "command", arguments.record)
    with Interrupt() as interrupt:
        outcome = headless.train(
            project,
            data,
            device=arguments.device,
            weights=weights,
            recording=recording,
            resume=resume,
            ranks=ranks,
            on_progress=tell,
            stopped=interrupt,
        )
        line.close()
        if ranks.rank:
            return _exit_code(outcome, interrupt)
        if arguments.out:
            known = replace(project, data=replace(outcome.project.data, digest=data.samples.digest()))
            write_file(arguments.out, archive.encode(archive.Document(known, outcome.weights, document.unknown)))
    if outcome.reason == "diverged":
        note(PlaygroundError("train_diverged", **outcome.problem.args).problem.text())
    if arguments.json:
        print_json(_facts(project, measure, outcome, arguments.out))
    else:
        _print(project, measure, outcome, arguments.out)
    return _exit_code(outcome, interrupt)


def _exit_code(outcome: "Outcome", interrupt: Interrupt) -> int:
    return {"finished": 0, "diverged": DIVERGED}.get(outcome.reason, interrupt.exit_code)


def _resumed(arguments: argparse.Namespace) -> "Moment | None":
    """The run to go on with: the one that was named, or the one that broke off before torchrun started this anew."""
    from nnplayground import records
    from nnplayground.engine.resuming import moment

    if arguments.resume:
        return moment(arguments.resume)
    if os.environ.get("TORCHELASTIC_RESTART_COUNT", "0") == "0" or arguments.no_record:
        return None
    if arguments.record:
        broken = records.find(str(arguments.record)) if (arguments.record / "run.json").exists() else None
    else:
        broken = records.interrupted(_adjusted(_document(arguments).project, arguments))
    return moment(str(broken.folder)) if broken and broken.snapshots().sizes() else None


def _fetch(project: Project, arguments: argparse.Namespace, ranks: "Ranks") -> None:
    """The first process of each run fetches the data; then the others find it there, unless they run elsewhere."""
    if ranks.rank == 0:
        fetch_data(project, arguments.download)
    ranks.follow(True)
    fetch_data(project, arguments.download)


def _digest(project: Project, data: str, resume: "Moment | None") -> str:
    """Recognises what is trained, on what, and from where."""
    sha = hashlib.sha256(msgspec.json.encode(project))
    sha.update(f"{data} {resume and (resume.run.id, resume.snapshot.step)}".encode())
    return sha.hexdigest()


def _check_folder(path: Path) -> None:
    """Say that a file cannot be written before hours of training, not after."""
    if path.is_dir():
        raise PlaygroundError("file_unwritable", name=path.name, detail="it is a folder")
    if not path.absolute().parent.is_dir():
        raise PlaygroundError("file_unwritable", name=path.name, detail=f"there is no folder {path.parent}")


def _document(arguments: argparse.Namespace) -> archive.Document:
    if arguments.preset == PLAIN:
        return archive.Document(Project(name="Network"))
    if arguments.preset:
        return archive.Document(PRESETS[arguments.preset].project())
    return open_project(arguments.project)


def _adjusted(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with what the options override."""
    project = with_data(project, arguments, trained=arguments.goes_on)
    if arguments.preset == PLAIN:
        project = _plain(project)
    wanted = {"epochs": arguments.epochs, "batch_size": arguments.batch, "seed": arguments.seed}
    given = {name: value for name, value in wanted.items() if value is not None}
    schooling = replace(project.recipe.schooling, **given)
    project = replace(project, recipe=replace(project.recipe, schooling=schooling))
    recipe = project.recipe
    optimizer = recipe.optimizer
    kind = OPTIMIZERS.get(arguments.optimizer, type(optimizer))
    if not isinstance(optimizer, kind):
        optimizer = kind()
    if arguments.lr is not None:
        optimizer = replace(optimizer, lr=arguments.lr)
    precision = arguments.precision or recipe.precision
    recipe = replace(recipe, optimizer=optimizer, precision=precision)
    if arguments.task and arguments.task != tag_of(recipe.task):
        recipe = recipe.with_task(TASKS[arguments.task]())
    return replace(project, recipe=recipe)


def _plain(project: Project) -> Project:
    """The small network that the window proposes for the data, called after them where they are the user's own."""
    from nnplayground import datasets

    dataset = datasets.resolve(project.data.kind, project.data.options)
    name = Path(dataset.name).stem if isinstance(dataset, datasets.OwnData) else project.name
    return afresh(project, project.data, dataset.truth, dataset.sample_shape, name, dataset.count)


def _tell(message: object) -> None:
    """What the recording has to say: whether it could not be written."""
    problem = getattr(message, "problem", None)
    if problem is not None:
        note(problem.text())


def _say_progress(progress: "Progress", measure: Measure) -> str:
    epoch = f"{progress.epoch:.0f}" if progress.epoch_done else f"{progress.epoch:.1f}"
    check = ""
    if progress.validation:
        check = f"  validation {_say_check(progress.validation.measure, measure)}"
    return f"epoch {epoch}/{progress.epochs}  loss {progress.loss:.3f}{check}  {progress.samples_per_s:,.0f} samples/s"


def _say_check(figure: float, measure: Measure) -> str:
    return f"{100 * figure:.1f} %" if measure.percent else f"{measure.short} {figure:.4f} {measure.unit}".rstrip()


def _facts(project: Project, measure: Measure, outcome: "Outcome", out: Path | None) -> dict[str, Any]:
    test, validation, name = outcome.test, outcome.validation, measure.key
    return {
        "reason": outcome.reason,
        f"test_{name}": test and test.measure,
        "test_loss": test and test.loss,
        f"validation_{name}": validation and validation.measure,
        "validation_loss": validation and validation.loss,
        "samples_per_s": round(outcome.samples_per_s, 1),
        "seconds": round(outcome.seconds, 3),
        "epochs": _epochs(outcome),
        "seed": project.recipe.schooling.seed,
        "device": outcome.device,
        "threads": outcome.threads,
        "parameters": outcome.parameters,
        "data": project.data.kind,
        "out": None if out is None else str(out),
        "record": outcome.record or None,
    }


def _print(project: Project, measure: Measure, outcome: "Outcome", out: Path | None) -> None:
    if outcome.test:
        test = outcome.test
        figure = say_figure(measure, test.measure)
        print(f"Test: {figure}, loss {test.loss:.4f} ({test.samples:,} samples)")
    threads = fill(", {0} threads", outcome.threads) if outcome.device == "cpu" else ""
    speed = f"{outcome.samples_per_s:,.0f} samples/s on {outcome.device}{threads}"
    after = fill("{0} after {1} epochs", outcome.reason.capitalize(), f"{_epochs(outcome):g}")
    end = f"{after} in {outcome.seconds:.1f} s"
    print(f"{end}: {speed}, seed {project.recipe.schooling.seed}")
    if outcome.problem and outcome.reason == "finished":
        print(f"Ended early: {outcome.problem.text()}")
    if out:
        print(f"Saved: {out}")
    if outcome.record:
        print(f"Recorded: {outcome.record}")


def _epochs(outcome: "Outcome") -> float | int:
    """Whole epochs as a whole number."""
    whole = round(outcome.epochs)
    return whole if abs(whole - outcome.epochs) < 1e-9 else round(outcome.epochs, 3)
