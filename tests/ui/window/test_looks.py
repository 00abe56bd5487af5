"""What the window shows: names for everybody, panels that come back, two themes."""

from types import SimpleNamespace

import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QWidget,
)

from nnplayground.spec.project import Project
from nnplayground.ui.heading import WIDTH_PX
from nnplayground.ui.runs.differences_view import DifferencesView

NAMED = (
    "palette", "canvas", "inspector", "play_button", "stop_button", "step_button", "reset_button", "loss_plot",
    "measure_plot", "digit_pad", "clear_pad_button", "answer_bars",
)  # fmt: skip
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QSlider, QTabBar)


def of_qt_itself(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own controls."""
    inside_field = isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
    return inside_field or widget.objectName().startswith("qt_") or isinstance(widget.parent(), QMenu)


def test_the_named_controls_are_there(user):
    for name in NAMED:
        assert len(user.window.findChildren(QWidget, name)) == 1, name


def test_every_control_has_a_name_to_say_and_a_name_to_find(user):
    user.click_block("linear1")
    seen, silent, nameless = 0, set(), set()
    for tab in (0, 1, 2):
        user.window.left.show_page(tab)
        every = (w for kind in CONTROLS for w in user.window.findChildren(kind))
        controls = [w for w in every if w.isVisible() and not of_qt_itself(w)]
        seen += len(controls)
        silent |= {_where(w) for w in controls if not w.accessibleName()}
        nameless |= {_where(w) for w in controls if not w.objectName()}
    assert seen > 60
    assert not silent, "no accessible name"
    assert not nameless, "no object name"


def test_every_menu_entry_has_a_text_and_no_key_is_used_twice(user):
    menus = [action.menu() for action in user.window.menuBar().actions()]
    actions = [action for menu in menus for action in menu.actions() if not action.isSeparator()]
    assert len(menus) == 7 and all(menu.title() for menu in menus)
    assert all(action.text() for action in actions)
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) == len(set(keys)), sorted(keys)


def test_reset_layout_brings_a_hidden_dock_back(user):
    user.window.docks["pad"].hide()
    user.window.menus._actions["reset_layout"].trigger()
    user.wait(lambda: user.window.docks["pad"].isVisible())


def test_in_a_narrow_window_a_sentence_leaves_the_command_field_in_place(user):
    user.document.start(Project())
    user.wait_for_analysis()
    user.window.resize(960, 600)
    user.wait(lambda: user.window.width() == 960, "the window is narrow")
    field, button, offer = user.window.command_field, user.see("theme_button"), user.see("preset_offer")
    user.wait(lambda: field.isVisible() and button.isVisible(), "both are there")
    assert button.mapTo(user.window, button.rect().topRight()).x() < 960
    assert offer.geometry().bottom() < user.window.canvas.height(), "the way to the presets is in sight"
    user.window.resize(1440, 900)
    user.wait(lambda: user.window.width() == 1440, "the window is wide")
    assert user.see("heading").width() == WIDTH_PX


def test_a_line_about_a_run_is_read_whole_in_a_window_of_1280(user):
    window, words = user.window, user.see("transport_words")
    window.resize(1280, 800)
    user.wait(lambda: window.width() == 1280, "the window is narrow")
    widths = set()
    for speed in ("980", "12,400", "124,000"):
        words.setText(f"· {speed} pictures/s · 1 min 20 s left")
        user.wait(lambda: words.shown_text() == words.text(), "nothing is cut")
        widths.add(window.command_field.width())
    assert len(widths) == 1, "the field beside it stays as it is"


def test_a_very_narrow_window_still_shows_all_that_drives_training(user):
    window, lead = user.window, user.see("transport_lead")
    arrow = user.see("transport_bar").findChild(QWidget, "qt_toolbar_ext_button")
    window.resize(760, 560)
    user.wait(lambda: window.width() == 760, "the window is narrow")
    lead.setText("Epoch 2,056 of 20,000 and some more words than there is room for")
    user.wait(lambda: lead.shown_text() != lead.text(), "the sentence gives way")
    QApplication.processEvents()
    assert not arrow.isVisible()
    for name in ("play_button", "dice_button", "pace_button", "command_field", "theme_button"):
        widget = user.see(name)
        assert widget.isVisible() and widget.mapTo(window, widget.rect().topRight()).x() < 760


def test_the_theme_changes_canvas_and_charts_at_once(user):
    def colors():
        canvas = user.window.canvas.viewport().grab().toImage().pixelColor(3, 3)
        chart = user.window.loss_plot.grab().toImage().pixelColor(3, user.window.loss_plot.height() // 2)
        return canvas.lightness(), chart.lightness()

    light = colors()
    user.click("theme_button")
    dark = colors()
    user.click("theme_button")
    assert all(before > 200 for before in light)
    assert all(after < 80 for after in dark)
    assert colors() == light
    assert user.window.settings.theme == "light"


def _where(widget: QWidget) -> str:
    chain = []
    while widget is not None:
        chain.append(widget.objectName() or type(widget).__name__)
        widget = widget.parentWidget()
    return " < ".join(chain[:4])


def test_what_differs_stands_under_its_heading(user):
    run = SimpleNamespace(facts=SimpleNamespace(project=Project()))
    view = DifferencesView(user.window)
    view.show_runs([SimpleNamespace(name=name, run=run) for name in "ab"])
    view.clearSelection()
    view.resize(400, 100)
    view.setItem(0, 0, view.horizontalHeaderItem(0).clone())  # the same letters
    heading, row = _first_ink(view.horizontalHeader()), _first_ink(view.viewport())
    assert abs(heading - row) <= 1
    view.deleteLater()


def _first_ink(widget: QWidget) -> int:
    """The leftmost column of pixels in which something is written, in the rows of the first line."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = np.array(image.constBits()).reshape(image.height(), image.bytesPerLine())[3:19, : image.width()]
    return int(np.flatnonzero((abs(pixels.astype(int) - int(pixels[0, 0])) > 60).any(axis=0))[0])
