"""Settings: what is stored comes back, what cannot be read falls back."""

import pytest

from nnplayground import paths
from nnplayground.ui import settings as stored
from nnplayground.ui.settings import MOST_RECENT, Settings


def place():
    return paths.config_dir() / "settings.json"


def test_without_a_file_there_are_defaults():
    assert stored.load() == Settings()


def test_everything_comes_back():
    settings = Settings(theme="dark", recent=("/a.nnp", "/ü.nnp"), geometry=b"\x00\xff", layout=b"x", device="cpu")
    stored.save(settings)
    assert stored.load() == settings


def test_recent_files_are_newest_first_once_each_and_not_too_many(tmp_path):
    settings = Settings()
    for number in range(MOST_RECENT + 3):
        settings = settings.with_recent(str(tmp_path / f"{number}.nnp"))
    settings = settings.with_recent(str(tmp_path / "5.nnp"))
    assert len(settings.recent) == MOST_RECENT == len(set(settings.recent))
    assert settings.recent[0] == str(tmp_path / "5.nnp")
    assert settings.folder == str(tmp_path)


@pytest.mark.parametrize("data", [b"", b"[]", b'"text"', b"\x80\x04 pickle", b"{", b"null"])
def test_a_damaged_file_is_kept_beside_and_defaults_are_used(data):
    place().write_bytes(data)
    assert stored.load() == Settings()
    assert place().with_suffix(".bad.json").read_bytes() == data
    stored.save(Settings(theme="dark"))
    assert stored.load().theme == "dark"


def test_a_value_that_is_wrong_costs_only_itself():
    place().write_text('{"theme": "purple", "device": "cpu", "recent": ["/a"], "of_a_newer_release": 1}')
    assert stored.load() == Settings(device="cpu", recent=("/a",))


def test_a_setting_of_a_newer_release_is_no_damage():
    place().write_text('{"theme": "dark", "of_a_newer_release": 1}')
    assert stored.load() == Settings(theme="dark")
    assert place().exists()
