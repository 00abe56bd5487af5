"""The command line as it starts: help, wrong use, bad files, no screen, lists."""

import subprocess
import sys
from pathlib import Path

import pytest

import nnplayground
from nnplayground.commands import window
from tests.commands.scripts import COMMAND, ROOT, Cli, child, facts, saved


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
    assert "Write a project as PyTorch code" in cli("export", "--help")[1]


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


def test_a_reader_that_goes_away_is_no_crash() -> None:
    with subprocess.Popen(
        [*COMMAND, "layers"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()


def test_text_that_the_terminal_cannot_show_is_no_crash() -> None:
    run = child("datasets", PYTHONIOENCODING="ascii", NO_COLOR="1")
    assert run.returncode == 0 and "28?28" in run.stdout and "\x1b" not in run.stdout
