"""What is taken along on the command line."""

from pathlib import Path

import pytest

from tests.commands.scripts import Cli, saved


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


@pytest.mark.parametrize(("form", "start"), [("mermaid", b"flowchart LR"), ("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_a_chart_or_a_figure_is_one_file(form: str, start: bytes, tmp_path: Path, cli: Cli, qapp: object) -> None:
    code, out, _ = cli("export", saved(tmp_path / "a.nnp"), "--to", form, tmp_path / "out")
    assert code == 0
    assert (tmp_path / "out").read_bytes().startswith(start)
    assert out.count("Saved: ") == 1
