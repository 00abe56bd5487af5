"""File, Export in the whole window."""

import json

import pytest
from PySide6.QtWidgets import QFileDialog


@pytest.mark.parametrize("form", ["python", "notebook", "mermaid", "svg", "png"])
def test_each_format_is_written_and_said(user, tmp_path, monkeypatch, form):
    path = tmp_path / "net"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(path), ""))
    user.window.exports._actions[form].trigger()
    user.wait(lambda: user.banner.startswith("Exported: net."), "a notice")
    suffix = {"python": "py", "notebook": "ipynb", "mermaid": "mmd"}.get(form, form)
    content = (tmp_path / f"net.{suffix}").read_bytes()
    assert content
    if form == "notebook":
        assert json.loads(content)["nbformat"] == 4
        assert {p.name for p in tmp_path.iterdir()} == {"net.ipynb", "net.npz", "net.safetensors"}
    user.window.banner.hide()


def test_a_folder_that_cannot_be_written_is_said(user, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(tmp_path / "no" / "net.svg"), ""))
    user.window.exports._actions["svg"].trigger()
    assert "net.svg could not be written" in user.banner
    user.window.banner.hide()
