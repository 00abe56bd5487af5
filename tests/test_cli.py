"""The command line, as people and scripts use it."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
import torch
from msgspec.structs import replace
from PIL import Image

import nnplayground
from nnplayground.cli import main
from nnplayground.commands import window
from nnplayground.commands.interrupt import Interrupt
from nnplayground.commands.pictures import fit, read_picture
from nnplayground.engine import headless
from nnplayground.spec import archive
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import DataChoice, Project, Recipe, Schooling
from tests.patience import PATIENCE_S

ROOT = Path(nnplayground.__file__).parents[1]
COMMAND = [sys.executable, "-m", "nnplayground"]
LEARNER = Project(
    name="points",
    data=DataChoice("circles", {"samples": 300}),
    recipe=Recipe(schooling=Schooling(epochs=2)),
    networks={"network": chain(Linear(out_features=4), Linear(out_features=2))},
)

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs the command line in this process; returns exit code, stdout, stderr."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


def child(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip


def saved(path: Path, project: Project = LEARNER) -> Path:
    path.write_bytes(archive.encode(archive.Document(project)))
    return path


def facts(out: str) -> dict:
    return json.loads(out.splitlines()[-1])


# ---- starting


def test_commands_answer_without_torch_and_qt() -> None:
    code = (
        "import sys\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in {'PySide6', 'shiboken6', 'pyqtgraph', 'torch'}:\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "from nnplayground.cli import main\n"
        "for line in ('--version', '--help', 'presets', 'datasets', 'layers --json', 'train --help'):\n"
        "    assert main(line.split()) == 0, line\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"nnplayground {nnplayground.__version__}\n")


def test_training_works_without_qt(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(['PySide6', 'shiboken6', 'pyqtgraph']))\n"
        "from nnplayground.cli import main\n"
        f"sys.exit(main(['train', {str(saved(tmp_path / 'a.nnp'))!r}, '--json']))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert facts(run.stdout)["epochs"] == 2


def test_help_leaves_out_what_is_not_for_people(cli: Cli) -> None:
    code, out, _ = cli("--help")
    assert code == 0 and "train" in out and "engine" not in out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nonsense"], "neither a command nor a file"),
        (["train"], "PROJECT.nnp"),
        (["train", "--preset", "nix"], "mlp-128"),
        (["train", "--preset", "lenet", "--epochs", "0"], "at least 1"),
        (["train", "--preset", "lenet", "--epochs", "1.5"], "whole number"),
        (["train", "--preset", "lenet", "--lr", "0"], "more than 0"),
        (["train", "--preset", "lenet", "--lr", "nan"], "more than 0"),
        (["train", "--preset", "lenet", "--optimizer", "nix"], "adamw"),
        (["train", "--preset", "lenet", "--data", "nix"], "Known are"),
        (["train", "--preset", "lenet", "--data", "idx:"], "Known are"),
        (["train", "--preset", "lenet", "--device", "tpu"], "cuda"),
        (["predict", "a.nnp"], "--strokes"),
        (["export", "a.nnp", "b.py", "--to", "cobol"], "python"),
        (["a.nnp", "b.nnp"], "one project at a time"),
    ],
)
def test_wrong_usage_is_said_in_one_line(arguments: list[str], word: str, cli: Cli) -> None:
    code, out, err = cli(*arguments)
    assert code == 2 and out == ""
    assert word in err and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (None, "No such file"),
        (b"", "empty"),
        (b"<html>", "web page"),
        (b"\x80\x04K\x01.", "pickle"),
        (b"PKxx", "damaged"),
    ],
)
@pytest.mark.parametrize("command", ["train", "evaluate"])
def test_a_bad_file_is_said_in_one_line(
    command: str, content: bytes | None, word: str, tmp_path: Path, cli: Cli
) -> None:
    path = tmp_path / "bad.nnp"
    if content is not None:
        path.write_bytes(content)
    code, out, err = cli(command, path)
    assert code == 1 and out == ""
    assert word in err and "bad.nnp" in err and len(err.splitlines()) == 1


# ---- the window


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_without_a_display_the_window_says_so(monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    code, _, err = cli()
    assert code == 1 and "no display" in err and len(err.splitlines()) == 1


def test_without_qt_the_window_says_what_to_install(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nnplayground.ui.app", None)
    monkeypatch.setattr(window, "_PACKAGES", ("nnplayground",))
    code, _, err = cli("project.nnp")
    assert code == 1 and "pip install PySide6-Essentials pyqtgraph" in err


def test_a_missing_library_is_named_with_its_package(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file")

    monkeypatch.setattr(window, "_try_plugin", fail)
    monkeypatch.setattr(window, "missing_packages", lambda: ["libxcb-cursor0"])
    code, _, err = cli()
    assert code == 1 and "libxcb-cursor.so.0" in err and "apt-get install" in err and "libxcb-cursor0" in err


# ---- lists


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("presets", {"mlp-128", "small-resnet"}),
        ("datasets", {"digits", "idx:FOLDER", "csv:FILE", "spiral"}),
        ("layers", {"conv2d"}),
    ],
)
def test_lists_are_tables_and_json(command: str, names: set[str], cli: Cli) -> None:
    code, out, err = cli(command, "--json")
    found = facts(out)[command]
    assert code == 0 and err == "" and len(out.splitlines()) == 1
    assert names <= {entry["name"] for entry in found} and all(entry["description"] for entry in found)
    code, out, _ = cli(command)
    assert code == 0 and len(out.splitlines()) == len(found) + 1


def test_layers_tell_their_parameters(cli: Cli) -> None:
    _, out, _ = cli("layers", "--json")
    conv = next(layer for layer in facts(out)["layers"] if layer["name"] == "conv2d")
    kernel = next(p for p in conv["parameters"] if p["name"] == "kernel_size")
    assert (kernel["kind"], kernel["default"], kernel["minimum"], kernel["maximum"]) == ("int", 3, 1, 64)


# ---- training


def test_training_tells_what_came_of_it(tmp_path: Path, cli: Cli) -> None:
    out_path = tmp_path / "out ü.nnp"
    options = ["--epochs", 3, "--batch", 8, "--lr", 0.02, "--optimizer", "sgd", "--seed", 7, "--device", "cpu"]
    code, out, err = cli("train", saved(tmp_path / "a.nnp"), *options, "--out", out_path, "--json")
    result = facts(out)
    assert code == 0 and len(out.splitlines()) == 1
    assert (result["epochs"], result["seed"], result["device"], result["reason"]) == (3, 7, "cpu", "finished")
    assert 0 <= result["test_accuracy"] <= 1 and result["test_loss"] > 0 and result["samples_per_s"] > 0
    lines = err.splitlines()
    assert len(lines) == 3 and lines[0].startswith("epoch 1/3  loss ") and lines[0].endswith(" samples/s")
    document = archive.decode(out_path.read_bytes())
    recipe = document.project.recipe
    assert document.weights and document.project.data.digest
    assert (recipe.schooling.epochs, recipe.schooling.batch_size, recipe.optimizer.lr) == (3, 8, 0.02)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_device_that_is_not_there_is_told_or_refused(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "points.nnp"
    path.write_bytes(archive.encode(archive.Document(LEARNER)))
    code, out, err = cli("train", path, "--device", "cuda:1", "--no-record", "--json")
    assert code == 0 and "CPU: there is no CUDA:1" in err
    assert json.loads(out.splitlines()[-1])["device"] == "cpu"
    code, _, err = cli("train", path, "--device", "cuda", "--require-device", "--no-record")
    assert code == 1 and "required" in err
    code, _, err = cli("train", path, "--device", "gpu")
    assert code == 2 and "not a device" in err


def test_training_learns_digits_and_the_file_answers(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "m.nnp"
    code, out, _ = cli("train", "--preset", "mlp-128", "--epochs", 2, "--out", path)
    assert code == 0 and "Test: " in out and f"Saved: {path}" in out
    code, out, _ = cli("evaluate", path, "--json")
    found = facts(out)
    assert code == 0 and found["test_accuracy"] > 0.8 and found["samples"] == 500
    assert np.mean(list(found["class_accuracy"].values())) == pytest.approx(found["test_accuracy"])
    _, table, _ = cli("evaluate", path)
    assert len(table.splitlines()) == 12


def test_the_same_seed_gives_the_same_result(tmp_path: Path, cli: Cli) -> None:
    path = saved(tmp_path / "a.nnp")
    losses = [facts(cli("train", path, "--seed", seed, "--json")[1])["test_loss"] for seed in (3, 3, 4)]
    assert losses[0] == pytest.approx(losses[1], abs=1e-6) and abs(losses[0] - losses[2]) > 1e-4


def test_trained_weights_are_begun_from_only_when_asked(tmp_path: Path, cli: Cli) -> None:
    fresh, trained = saved(tmp_path / "a.nnp"), tmp_path / "b.nnp"
    first = facts(cli("train", fresh, "--out", trained, "--json")[1])["test_loss"]
    again = facts(cli("train", trained, "--json")[1])["test_loss"]
    further = facts(cli("train", trained, "--continue", "--json")[1])["test_loss"]
    assert again == pytest.approx(first, abs=1e-6) and further < first - 1e-4
    code, _, err = cli("train", fresh, "--continue")
    assert code == 1 and "no trained weights" in err


def test_the_window_s_engine_learns_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnplayground import protocol as p
    from nnplayground.engine import device, headless
    from nnplayground.engine.data import LoadedData
    from nnplayground.engine.worker import Worker

    monkeypatch.setattr(device, "calibrate", lambda step: (1, Problem(code="threads_one", severity="note")))
    network = chain(Linear(out_features=8), BatchNorm1d(), Tanh(), Dropout(), Linear(out_features=2))
    project = replace(LEARNER, networks={"network": network})
    torch.set_num_threads(1)  # sums over several threads may differ in the last bit; the worker begins with one
    outcome = headless.train(project, LoadedData(project), device="cpu")
    events: SimpleQueue[p.Message] = SimpleQueue()
    worker = Worker(events.put)
    for command in (p.UseDevice(device="cpu"), p.Edit(revision=1, project=project), p.Train()):
        worker.inbox.put(command)
    worker.start()
    checks: list[p.Validation] = []
    while not isinstance(event := events.get(timeout=PATIENCE_S), p.RunEnded):
        checks += event.validation if isinstance(event, p.Metrics) else ()
    worker.inbox.put(p.TakeWeights(request=1))
    while not isinstance(event := events.get(timeout=PATIENCE_S), p.Weights):
        pass
    worker.inbox.put(p.Quit())
    worker.join()
    assert event.data == outcome.weights and checks[-1] == outcome.validation


def test_unknown_fields_of_the_file_survive(tmp_path: Path, cli: Cli) -> None:
    path, out_path = tmp_path / "a.nnp", tmp_path / "b.nnp"
    path.write_bytes(archive.encode(archive.Document(LEARNER, unknown=((("future",), 1),))))
    assert cli("train", path, "--out", out_path)[0] == 0
    assert archive.decode(out_path.read_bytes()).unknown == ((("future",), 1),)


def test_a_diverged_run_has_its_own_code_and_keeps_good_weights(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "a.nnp"
    code, out, err = cli("train", "--preset", "mlp-128", "--lr", "1e6", "--out", path, "--json")
    assert code == 3 and facts(out)["reason"] == "diverged"
    assert "--lr" in err and "Traceback" not in err
    code, out, _ = cli("evaluate", path, "--json")
    assert code == 0 and np.isfinite(facts(out)["test_loss"])


def test_a_network_that_does_not_fit_the_data_is_refused(cli: Cli) -> None:
    code, _, err = cli("train", "--preset", "lenet", "--data", "spiral")
    assert code == 1 and len(err.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_refused_before_training(tmp_path: Path, cli: Cli) -> None:
    for place in (tmp_path, tmp_path / "missing" / "a.nnp"):
        code, out, err = cli("train", "--preset", "mlp-128", "--out", place)
        assert code == 1 and out == "" and "could not be written" in err and "epoch" not in err


def test_data_is_fetched_only_when_asked(cli: Cli) -> None:
    code, _, err = cli("train", "--preset", "mlp-128", "--data", "mnist")
    assert code == 1 and "--download" in err
    code, _, err = cli("train", "--preset", "mlp-128", "--data", "mnist", "--download")
    assert code == 1 and "could not be reached" in err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_between_steps_and_saves(number: signal.Signals, code: int, tmp_path: Path) -> None:
    out_path = tmp_path / "out.nnp"
    arguments = ["train", saved(tmp_path / "a.nnp"), "--epochs", "100000", "--out", out_path, "--json"]
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not process.stderr.readline().startswith("epoch"):
            assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_S)  # the run itself would last for an hour
    assert process.returncode == code, err
    assert "Traceback" not in err and facts(out)["reason"] == "stopped" and facts(out)["test_accuracy"] is None
    assert archive.decode(out_path.read_bytes()).weights


def test_a_signal_in_the_midst_of_a_line_is_noted_too(monkeypatch: pytest.MonkeyPatch, capfd: object) -> None:
    class Interrupted(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:
            signal.raise_signal(signal.SIGINT)
            return len(data)

    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BufferedWriter(Interrupted())))
    with Interrupt() as interrupt:
        print("epoch 1", file=sys.stderr, flush=True)
        assert interrupt() and interrupt.exit_code == 130
    monkeypatch.undo()
    assert "stopping after this step" in capfd.readouterr().err


# ---- answering


def write_strokes(path: Path, labels: list[int] | None) -> Path:
    """Three drawings: a one, nothing, a dot."""
    one = [[5, y] for y in range(20)]
    arrays = {
        "points": np.array([*one, [3, 3]], np.float32),
        "stroke_starts": np.array([0, 20, 21]),
        "digit_starts": np.array([0, 1, 1, 2]),
    }
    np.savez(path, **arrays, **({} if labels is None else {"labels": np.array(labels)}))
    return path


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that reads digits, trained a little."""
    from nnplayground.engine import headless
    from nnplayground.engine.data import LoadedData

    project = replace(PRESETS["logistic"].project(), recipe=Recipe(schooling=Schooling(epochs=1)))
    outcome = headless.train(project, LoadedData(project), device="cpu")
    path = tmp_path_factory.mktemp("reader") / "reader.nnp"
    path.write_bytes(archive.encode(archive.Document(project, outcome.weights)))
    return path


def test_drawings_are_answered(reader: Path, tmp_path: Path, cli: Cli) -> None:
    code, out, _ = cli("predict", reader, "--strokes", write_strokes(tmp_path / "s.npz", [1, 1, 1]), "--json")
    found = facts(out)
    assert code == 0 and len(found["labels"]) == len(found["probabilities"]) == 3
    assert found["labels"][0] == 1 and found["classes"] == list("0123456789")
    assert sum(found["probabilities"][0]) == pytest.approx(1, abs=1e-5)
    assert found["labels"][1] is None and found["probabilities"][1] is None  # an empty pad has no answer
    assert found["accuracy"] == pytest.approx(sum(label == 1 for label in found["labels"]) / 3)
    _, table, _ = cli("predict", reader, "--strokes", tmp_path / "s.npz")
    assert "nothing is drawn" in table


def test_without_labels_there_is_no_accuracy(reader: Path, tmp_path: Path, cli: Cli) -> None:
    _, out, _ = cli("predict", reader, "--strokes", write_strokes(tmp_path / "s.npz", None), "--json")
    assert "accuracy" not in facts(out)


def test_a_project_without_weights_cannot_answer(tmp_path: Path, cli: Cli) -> None:
    code, _, err = cli("predict", saved(tmp_path / "a.nnp"), "--strokes", write_strokes(tmp_path / "s.npz", None))
    assert code == 1 and "Train it first" in err


def test_a_network_of_points_cannot_read_drawings(tmp_path: Path, cli: Cli) -> None:
    path = tmp_path / "a.nnp"
    assert cli("train", saved(path), "--out", path)[0] == 0
    code, _, err = cli("predict", path, "--strokes", write_strokes(tmp_path / "s.npz", None))
    assert code == 1 and "takes 2 numbers, not pictures" in err
    assert "There is no file" in cli("predict", path, "--images", tmp_path / "nope.png")[2]
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / "a.png")
    assert "takes 2 numbers, not pictures" in cli("predict", path, "--images", tmp_path / "a.png")[2]
    _, out, _ = cli("predict", path, "--numbers", "2", "-2.5", "--numbers", "-3", "1", "--json")
    values = json.loads(out)["probabilities"]
    project = archive.decode(path.read_bytes(), path.name)
    expected = headless.predict(project.project, project.weights, np.array([[2, -2.5], [-3, 1]], np.float32), 2)
    np.testing.assert_allclose(values, expected.values.numpy(), atol=1e-5)
    assert "sample 2 has 1" in cli("predict", path, "--numbers", "2", "1", "--numbers", "2")[2]
    assert "'inf' is not a number" in cli("predict", path, "--numbers", "inf", "1")[2]


def test_a_picture_is_read_in_grey_on_white_paper(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    grey = np.arange(54, dtype=np.uint8).reshape(6, 9)
    Image.fromarray(grey).save(path)
    np.testing.assert_allclose(read_picture(path), grey / 255, atol=1e-6)
    rgba = np.random.default_rng(5).integers(0, 256, (6, 5, 4), np.uint8)
    Image.fromarray(rgba).save(path)
    alpha = rgba[:, :, 3] / 255
    expected = (rgba[:, :, :3] / 255 @ [0.299, 0.587, 0.114]) * alpha + 1 - alpha
    np.testing.assert_allclose(read_picture(path), expected, atol=0.01)


@pytest.mark.parametrize("cut", [0, 10, 40, 60])
def test_a_damaged_picture_is_refused(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (8, 8), np.uint8)).save(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(PlaygroundError) as error:
        read_picture(path)
    assert error.value.problem.code == "picture_unreadable"


def test_a_picture_on_paper_is_inverted_and_kept_in_proportion() -> None:
    paper = np.ones((56, 112), np.float32)
    paper[16:44, 44:72] = 0
    picture, inverted = fit(paper, 28, 28)
    assert inverted and picture.shape == (28, 28)
    assert picture.sum() == pytest.approx(28 * 28 / 16, rel=1e-5)
    rows, columns = np.nonzero(picture > 0.5)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (11, 17, 11, 17)


def test_a_picture_of_the_right_size_is_left_alone() -> None:
    digit = np.zeros((28, 28), np.float32)
    digit[5:20, 13:15] = 0.7
    picture, inverted = fit(digit, 28, 28)
    assert not inverted
    np.testing.assert_allclose(picture, digit, atol=1e-6)


def test_pictures_are_answered(reader: Path, tmp_path: Path, cli: Cli) -> None:
    paper = np.full((56, 56), 255)
    paper[8:48, 26:30] = 0
    Image.fromarray(paper.astype(np.uint8)).save(tmp_path / "one.png")
    (tmp_path / "one.pgm").write_bytes(b"P5\n# a comment\n56 56\n255\n" + (255 - paper).astype(np.uint8).tobytes())
    code, out, err = cli("predict", reader, "--images", tmp_path / "one.png", tmp_path / "one.pgm", "--json")
    found = facts(out)
    assert code == 0 and found["labels"] == [1, 1] and "accuracy" not in found
    assert found["probabilities"][0] == found["probabilities"][1]
    assert "one.png" in err and "one.pgm" not in err


# ---- taking along


def test_export_writes_script_weights_and_data(reader: Path, tmp_path: Path, cli: Cli) -> None:
    code, out, _ = cli("export", reader, "--to", "python", tmp_path / "net.py")
    assert code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"net.py", "net.safetensors", "net.npz"}
    assert "class Network(nn.Module)" in (tmp_path / "net.py").read_text(encoding="utf-8")


def test_export_does_not_write_over_its_own_files(reader: Path, tmp_path: Path, cli: Cli) -> None:
    code, _, err = cli("export", reader, "--to", "python", tmp_path / "net.npz")
    assert code == 1 and ".npz" in err and not any(tmp_path.iterdir())


def test_an_untrained_project_is_exported_with_a_note(tmp_path: Path, cli: Cli) -> None:
    code, _, err = cli("export", saved(tmp_path / "a.nnp"), "--to", "python", tmp_path / "net.py")
    assert code == 0 and "without them" in err and not (tmp_path / "net.safetensors").exists()


def test_a_reader_that_goes_away_is_no_crash() -> None:
    with subprocess.Popen(
        [*COMMAND, "layers"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_text_that_the_terminal_cannot_show_is_no_crash() -> None:
    run = child("datasets", PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert run.returncode == 0 and "28?28" in run.stdout and "\x1b" not in run.stdout


@pytest.mark.parametrize(("form", "start"), [("mermaid", b"flowchart LR"), ("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_chart_or_a_figure_is_one_file(form: str, start: bytes, tmp_path: Path, cli: Cli, qapp: object) -> None:
    code, out, _ = cli("export", saved(tmp_path / "a.nnp"), "--to", form, tmp_path / "out")
    assert code == 0
    assert (tmp_path / "out").read_bytes().startswith(start)
    assert out.count("Saved: ") == 1
