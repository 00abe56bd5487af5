"""Training that is interrupted from outside."""

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnplayground.commands.interrupt import Interrupt
from nnplayground.spec import archive
from tests.commands.scripts import COMMAND, ROOT, facts, saved
from tests.patience import PATIENCE_S


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
