"""What a container or a batch job may use of the memory is not more than its control groups grant."""

from pathlib import Path

import pytest

from nnplayground.engine import control_group, memory

GB = 1024**3


def group(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"memory.{name}").write_text(f"{text}\n")


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own"
    path.write_text(text)
    return path


def test_of_version_2_the_narrowest_group_counts_and_what_files_hold_is_free(tmp_path):
    group(tmp_path / "job", max=8 * GB, current=7 * GB, stat=f"anon {GB}\ninactive_file {4 * GB}")
    group(tmp_path / "job" / "step", max="max", current=3 * GB)
    group(tmp_path / "other", max=1, current=1)
    named = own(tmp_path, "0::/job/step\n")
    assert control_group.free_bytes(tmp_path, named) == 5 * GB
    group(tmp_path / "job" / "step", max=4 * GB)
    assert control_group.free_bytes(tmp_path, named) == GB


def test_of_version_1_a_container_sees_its_own_group_uppermost(tmp_path):
    group(tmp_path / "memory", limit_in_bytes=2 * GB, usage_in_bytes=3 * GB)
    named = own(tmp_path, "5:cpu,cpuacct:/docker/0a\n4:memory:/docker/0a\n0::/\n")
    assert control_group.free_bytes(tmp_path, named) == 0, "never less than nothing"


@pytest.mark.parametrize("text", ["", "0::/\n", "what\n", "4:memory:/../..\n"])
def test_without_a_limit_there_is_none(tmp_path, text):
    assert control_group.free_bytes(tmp_path / "nowhere", own(tmp_path, text)) is None
    assert control_group.free_bytes(tmp_path, tmp_path / "no such file") is None


@pytest.mark.skipif(not Path("/proc/meminfo").exists(), reason="only Linux has control groups")
def test_the_smaller_one_is_free(monkeypatch):
    monkeypatch.setattr(control_group, "free_bytes", lambda: None)
    assert memory.free_bytes() > 1
    monkeypatch.setattr(control_group, "free_bytes", lambda: 1)
    assert memory.free_bytes() == 1


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux says how much is taken")
def test_a_limit_of_the_address_space_counts_too(monkeypatch):
    import resource

    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    unlimited = memory.free_bytes()
    monkeypatch.setattr(resource, "getrlimit", lambda _: (taken + GB // 8, resource.RLIM_INFINITY))
    assert GB // 16 < memory.free_bytes() <= GB // 8 < unlimited
    monkeypatch.setattr(resource, "getrlimit", lambda _: (taken // 2, resource.RLIM_INFINITY))
    assert memory.free_bytes() == 0, "never less than nothing"
