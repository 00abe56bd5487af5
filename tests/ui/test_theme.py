"""The theme: contrast, both palettes, icons that follow, fonts."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from nnplayground.paths import resource
from nnplayground.ui import theme as themes
from nnplayground.ui.icons import icon
from nnplayground.ui.theme import DARK, LIGHT, Tokens, font, theme
from nnplayground.ui.widgets import motion

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """A dressed application, light again afterwards."""
    themes.apply(qapp)
    theme().set_mode("light")
    yield
    theme().set_mode("light")
    qapp.setStyleSheet("")


def luminance(name: str) -> float:
    """Relative luminance, WCAG 2.1."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(name).getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("front", ["text", "muted", "error"])
@pytest.mark.parametrize("back", ["surface", "background", "field"])
def test_text_is_readable(tokens: Tokens, front: str, back: str) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, back)) >= 4.5


@BOTH
def test_text_on_canvas_and_on_accent_is_readable(tokens: Tokens) -> None:
    assert contrast(tokens.muted, tokens.canvas) >= 4.5
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    assert contrast(tokens.accent, tokens.surface) >= 4.5


@BOTH
def test_marks_stand_out_from_the_surface(tokens: Tokens) -> None:
    """Stripes and curves are larger than text; the name is always written beside them."""
    marks = {**tokens.families, "training": tokens.training, "validation": tokens.validation, "ok": tokens.ok}
    assert {name: color for name, color in marks.items() if contrast(color, tokens.surface) < 2.2} == {}


def test_both_themes_know_the_same_families() -> None:
    assert LIGHT.families.keys() == DARK.families.keys()


def test_switching_changes_palette_and_tells_once(qapp: QApplication) -> None:
    told = QSignalSpy(theme().changed)
    theme().set_mode("dark")
    theme().set_mode("dark")
    assert told.count() == 1
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == DARK.surface
    assert DARK.hairline in qapp.styleSheet() and LIGHT.hairline not in qapp.styleSheet()
    theme().set_mode("light")
    assert qapp.palette().color(QPalette.ColorRole.WindowText).name() == LIGHT.text


def test_system_without_a_scheme_is_light() -> None:
    theme().set_mode("dark")
    theme().set_mode("system")
    assert theme().tokens is LIGHT


def test_an_open_label_follows_the_theme(qtbot) -> None:
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()
    theme().set_mode("dark")
    assert label.palette().color(label.foregroundRole()).name() == DARK.text


def test_unknown_family_has_the_colour_of_shape() -> None:
    assert theme().family("no such family") == theme().family("shape")
    assert theme().family("dense").name() == "#7a5cd6"


def color_of(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
    """The colour of the middle of an icon."""
    return shown.pixmap(QSize(20, 20), mode, state).toImage().pixelColor(10, 10).name()


def test_an_icon_follows_theme_and_state() -> None:
    stop = icon("stop")
    assert color_of(stop) == LIGHT.text
    assert color_of(stop, state=QIcon.State.On) == LIGHT.accent
    assert color_of(stop, QIcon.Mode.Disabled) not in (LIGHT.text, LIGHT.accent)
    theme().set_mode("dark")
    assert color_of(stop) == DARK.text
    assert color_of(icon("stop", "on_accent")) == DARK.on_accent


def test_an_icon_survives_copies_that_are_altered() -> None:
    for _ in range(300):
        original = icon("stop")
        altered = QIcon(original)
        altered.addPixmap(QPixmap(4, 4))
        del original
        assert color_of(altered) == LIGHT.text


def test_an_icon_is_sharp_on_a_dense_screen() -> None:
    pixmap = icon("stop").pixmap(QSize(20, 20), 2.0)
    assert pixmap.size() == QSize(40, 40)
    assert pixmap.deviceIndependentSize().toSize() == QSize(20, 20)


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws_something_and_keeps_its_margin(path) -> None:
    image = icon(path.stem).pixmap(QSize(40, 40)).toImage()
    inked = [(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 40]
    assert len(inked) > 20
    assert all(0 < x < 39 and 0 < y < 39 for x, y in inked)


def test_fonts_have_their_sizes() -> None:
    assert [font(role).pixelSize() for role in ("body", "small", "title")] == [13, 11, 15]
    assert font("title").weight() > font("body").weight()


@pytest.mark.parametrize(("given", "expected"), [("1", 0), ("", 120), ("0", 120)])
def test_less_motion_by_environment(monkeypatch: pytest.MonkeyPatch, given: str, expected: int) -> None:
    monkeypatch.setenv(motion.VARIABLE, given)
    assert motion.duration_ms() == expected


def test_less_motion_by_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.delenv(motion.VARIABLE, raising=False)
    monkeypatch.setattr(motion.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert not motion.less_motion()
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0.5\n")
    assert not motion.less_motion()
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n")
    assert motion.less_motion()


def test_buttons_of_dialogs_carry_no_coloured_icons(qtbot, qapp):
    themes.apply(qapp)
    box = QMessageBox()
    qtbot.addWidget(box)
    save = box.addButton(QMessageBox.StandardButton.Save)
    box.show()
    assert save.icon().isNull()
    box.hide()
