"""The doctor: what it finds on this machine, and what it says about a machine that lacks something."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from nnplayground import doctor

only_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are a matter of Linux")


@pytest.fixture
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the seconds that torch takes to start."""
    real = doctor._try

    def quick(code: str, **environment: str) -> tuple[dict[str, Any] | None, str]:
        return ({"device": "cpu", "reason": "a test"}, "") if "torch" in code else real(code, **environment)

    monkeypatch.setattr(doctor, "_try", quick)


@pytest.fixture
def fake_ldd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has libz, but neither a library the table knows nor one that it does not."""
    script = tmp_path / "ldd"
    script.write_text(
        "#!/bin/sh\n"
        'printf "%s:\\n" "$1"\n'
        'printf "\\tlibz.so.1 => /lib/libz.so.1 (0x00007f)\\n"\n'
        'printf "\\tlibxcb-cursor.so.0 => not found\\n"\n'
        'printf "\\tlibEGL.so.1 => not found\\n"\n'
        'printf "\\tlibEGL.so.1 => not found\\n"\n'
        'printf "\\tlibnovel.so.9 => not found\\n"\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


def test_a_sound_machine_opens_the_window_and_names_its_device(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.doctor(json=True) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["window_ok"] is True
    assert found["qt_platform"] == "offscreen"
    assert found["device"] in ("cpu", "cuda", "mps")
    assert found["device_reason"]
    assert all(found["packages"].values())


@only_linux
def test_without_a_display_it_says_so_and_returns_1(
    without_torch: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert doctor.doctor() == 1
    assert "Window: does not open: no display" in capsys.readouterr().out


@only_linux
def test_a_display_that_does_not_answer_is_survived(without_torch: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":4077")
    found = doctor.report()
    assert not found.window_ok
    assert found.window_reason
    assert found.chinese_fonts is not None


@only_linux
def test_missing_libraries_are_named_with_their_packages(
    without_torch: None, fake_ldd: None, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor.doctor()
    said = capsys.readouterr().out
    assert "System libraries: missing libEGL.so.1, libnovel.so.9, libxcb-cursor.so.0" in said
    assert "apt-get install --no-install-recommends libegl1 libxcb-cursor0" in said


@only_linux
def test_missing_packages_hold_the_fonts_while_qt_cannot_start(fake_ldd: None) -> None:
    assert doctor.missing_packages() == ["libegl1", "libxcb-cursor0", "fonts-wqy-microhei"]


def test_a_missing_python_package_is_named(
    without_torch: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "PACKAGES", (*doctor.PACKAGES, "no-such-package"))
    doctor.doctor()
    assert "Missing packages: no-such-package; run: python -m pip install no-such-package" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import os; os.abort()", "the process ended with code"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("import sys; sys.exit('qt.qpa.xcb: could not connect')", "qt.qpa.xcb: could not connect"),
    ],
)
def test_what_fails_in_the_child_becomes_one_line(code: str, reason: str) -> None:
    result, said = doctor._try(code)
    assert result is None
    assert said.startswith(reason)
