"""What is remembered from one start to the next."""

from msgspec.structs import replace

from nnplayground import paths
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.ui import settings as stored
from nnplayground.ui.app import open_window
from nnplayground.ui.docks import Dock
from nnplayground.ui.theme import theme


def test_window_docks_theme_and_recent_files_come_back(open_program, tmp_path):
    path = tmp_path / "mine.nnp"
    path.write_bytes(archive.encode(archive.Document(PRESETS["logistic"].project(), b"")))
    first = open_program(stored.load())
    first.window.resize(790, 600)  # the screen of the tests is small
    size = first.window.size()
    first.window.docks["measure"].hide()
    first.window.menus._actions["theme_dark"].trigger()
    first.window.open_path(str(path))
    runs = first.window.runs.panel.view
    runs.horizontalHeader().resizeSection(0, 321)
    first.wait(lambda: first.window.settings.runs.widths, "the width is kept")
    assert first.window.close()
    settings = stored.load()
    assert settings.recent == (str(path),)
    assert settings.theme == "dark"
    theme().set_mode(settings.theme)
    window = open_window(settings)  # as it comes, without the size that the fixture gives
    try:
        assert window.size() == size
        assert window.docks["measure"].isHidden() and not window.docks["loss"].isHidden()
        assert window.settings.recent == (str(path),)
        assert window.runs.panel.view.columnWidth(0) == 321
        window.files.recent_menu.aboutToShow.emit()
        assert [action.text() for action in window.files.recent_menu.actions()] == ["mine.nnp"]
    finally:
        theme().set_mode("light")
        window.close()
        window.deleteLater()


def test_a_panel_torn_off_last_time_comes_to_the_front(open_program, monkeypatch):
    first = open_program(stored.load())
    first.window.docks["pad"].setFloating(True)
    assert first.window.close()
    raised = []
    monkeypatch.setattr(Dock, "raise_", lambda dock: raised.append((dock.objectName(), dock.window() is dock)))
    window = open_window(stored.load())
    try:
        first.wait(lambda: raised[-1:] == [("pad_dock", True)] and window.isVisible(), "it comes to the front")
    finally:
        window.close()
        window.deleteLater()


def test_the_window_is_gone_before_the_engine_is_waited_for(open_program, monkeypatch):
    user = open_program(stored.load())
    seen, close = [], user.session.close
    monkeypatch.setattr(user.session, "close", lambda: (seen.append(user.window.isVisible()), close()))
    assert user.window.close()
    assert seen[0] is False


def test_damaged_settings_are_kept_beside_and_defaults_used(fresh_home):
    place = paths.config_dir() / "settings.json"
    place.write_text('{"theme": "dark", "recent": 17, "device": "cpu"}')
    settings = stored.load()
    assert settings == replace(stored.Settings(), theme="dark", device="cpu"), "what is readable counts"
    assert place.with_suffix(".bad.json").read_text().startswith('{"theme"')
    place.write_bytes(b"\x00\xff not json")
    assert stored.load() == stored.Settings()
    assert stored.load() == stored.Settings(), "and once more without the file"
