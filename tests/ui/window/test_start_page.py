"""The start page in the window: choosing, the one question about unsaved work, data that stays, and the setting."""

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox

from nnplayground.spec.optimizers.sgd import SGD
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import DataChoice
from nnplayground.ui.settings import Settings, load
from tests.ui.window.conftest import LEFT

Button = QMessageBox.StandardButton
Key = Qt.Key


def opened(user):
    user.window.files.gallery_action.trigger()
    page = user.see("start_page")
    assert page.isVisible()
    return page


def test_a_preset_is_chosen_by_typing_and_enter(user):
    page = opened(user)
    QTest.keyClicks(page.presets, "unet")
    assert page.field.text() == "unet" and [card.key for card in page.presets.cards()] == ["unet"]
    user.key(Key.Key_Return, on=page.field)
    assert not page.isVisible()
    assert user.network == PRESETS["unet"].project().network
    user.wait_until_playable()
    assert not user.document.modified


def test_a_click_on_a_card_opens_it(user):
    page = opened(user)
    item = page.presets.item(4)
    place = page.presets.visualItemRect(item).center()
    QTest.mouseClick(page.presets.viewport(), LEFT, pos=place)
    assert user.network == PRESETS[list(PRESETS)[4]].project().network and not page.isVisible()


def test_nothing_that_lies_below_it_catches_the_pointer(user):
    page, window = opened(user), user.window
    size = window.size()
    window.resize(size.width() + 40, size.height() + 20)  # laying the panels out anew raises the grips between them
    area = page.geometry()
    height = area.center().y()
    columns = [(x, y) for x in range(area.left(), area.right()) for y in (height, area.bottom() - 40)]
    points = [*columns, *((area.center().x(), y) for y in range(area.top(), area.bottom()))]

    def caught():
        under = [window.childAt(x, y) for x, y in points]
        return [found for found in under if found is not page and not page.isAncestorOf(found)]

    user.wait(lambda: not caught(), "it lies on top")
    window.resize(size)
    page.close_page()


def test_what_is_opened_is_wholly_in_sight_with_its_pictures(user):
    canvas = user.window.canvas
    for tag in ("lenet", "unet", "vit", "mlp-128"):
        user.window.files.start_preset(tag)
        assert canvas.visible_area().contains(canvas.content_rect())
        user.wait_until_playable()
        user.wait(lambda: all(canvas.canvas.blocks[n].image for n in ("input1", "linear1")), "pictures")
        assert canvas.visible_area().contains(canvas.content_rect()), tag


def test_it_covers_the_panels_and_leaves_the_bars(user):
    page = opened(user)
    area = page.geometry()
    assert area.top() > user.window.transport.mapTo(user.window, user.window.transport.rect().center()).y()
    assert area.width() == user.window.width()
    assert area.bottom() == user.window.time_bar.geometry().top() - 1
    assert user.window.time_bar.geometry().bottom() < user.window.statusBar().geometry().top()
    canvas = user.window.canvas
    assert area.contains(canvas.mapTo(user.window, canvas.rect().center()))
    user.window.resize(1280, 800)
    user.wait(lambda: page.width() == user.window.width(), "the page follows the window")
    user.window.resize(1440, 900)
    user.key(Key.Key_Escape, on=page.presets)
    assert not page.isVisible() and user.window.focusWidget() is canvas


def test_a_key_that_leads_to_the_work_puts_the_page_away(user):
    user.window.activateWindow()
    user.wait(user.window.isActiveWindow, "the window hears of keys")
    page = opened(user)
    user.key(Key.Key_Slash, on=page.presets)
    assert not page.isVisible() and user.window.focusWidget() is user.window.palette_panel.findChild(QLineEdit)
    user.document.edit_recipe(replace(user.document.project.recipe, optimizer=SGD()), "SGD")
    page = opened(user)
    user.document.undo_stack.undo()
    assert not page.isVisible() and not user.document.modified
    page = opened(user)
    user.window.command_field.setFocus()
    assert page.isVisible(), "the bars stay in reach"
    page.close_page()


def test_unsaved_work_is_asked_for_and_cancel_leaves_everything_as_it_was(user, answer_question):
    user.document.edit_recipe(replace(user.document.project.recipe, optimizer=SGD()), "SGD")
    before = user.document.project
    asked = answer_question(Button.Cancel)
    page = opened(user)
    page.presets.choose_current()
    assert len(asked) == 1 and page.isVisible()
    assert user.document.project is before and user.document.undo_stack.canUndo()
    answer_question(Button.Discard)
    page.presets.choose_current()
    assert not page.isVisible() and user.document.project != before
    assert not user.document.undo_stack.canUndo(), "what is new has no past"


def test_the_users_data_stays_where_the_preset_can_learn_from_it(user, answer_question):
    answer_question(Button.Discard)
    data = replace(user.document.project.data, digest=user.session.data.digest)
    user.start(replace(user.document.project, data=data))
    user.window.files.start_preset("vit")
    assert user.document.project.data == data
    assert user.document.project.recipe == PRESETS["vit"].recipe
    user.wait_until_playable()
    user.document.edit(replace(user.document.project, data=DataChoice("spiral")), "Spiral")
    user.wait(lambda: user.session.data.kind == "spiral", "the spiral is loaded")
    user.window.files.start_preset("lenet")
    assert user.document.project.data == DataChoice(), "a network for pictures cannot read points"
    user.wait_until_playable()


def test_a_damaged_recent_file_is_explained_on_the_page(open_program, tmp_path):
    bad = tmp_path / "bad.nnp"
    bad.write_bytes(b"hello")
    gone = tmp_path / "gone.nnp"
    good = tmp_path / "good.nnp"
    user = open_program(Settings(recent=(str(bad), str(gone), str(good)), start_page=True))
    page = user.see("start_page")
    assert page.isVisible(), "the setting opens it at start"
    user.session.saves.save(str(good))
    user.wait(lambda: good.exists(), "saved")
    user.window.start.open()
    user.wait(lambda: page.recent.cards()[0].network is not None, "its picture")
    cards = {card.title: card for card in page.recent.cards()}
    assert cards["good"].network == user.network
    assert not cards["gone"].usable and cards["bad"].network is None
    user.wait(lambda: "not a project" in {c.title: c for c in page.recent.cards()}["bad"].facts, "it is said")
    page.recent.chosen.emit(str(bad))
    assert page.isVisible() and page.banner.isVisible() and "not a project" in page.banner.text()
    page.recent.chosen.emit(str(good))
    assert not page.isVisible() and user.document.path == str(good)
    page.at_start.click()
    assert load().start_page is False


def test_the_first_start_shows_the_trained_digits(open_program):
    user = open_program()
    assert not user.see("start_page").isVisible()
    assert user.document.weights


def test_an_empty_canvas_offers_the_presets(user):
    offer = user.see("preset_offer")
    assert not offer.isVisible()
    user.window.files.new_action.trigger()
    assert offer.isVisible()
    user.click("preset_offer")
    page = user.see("start_page")
    assert page.isVisible()
    page.close_page()
    user.drop("input", 0, 0)
    assert not offer.isVisible()
    user.document.undo_stack.undo()
    assert offer.isVisible()


def test_tab_stays_on_the_page_and_visits_everything(user):
    page = opened(user)
    seen = set()
    for _ in range(8):
        seen.add(user.window.focusWidget().objectName())
        user.key(Key.Key_Tab, on=user.window.focusWidget())
    assert seen == {
        "start_presets", "start_empty", "start_open", "start_at_start", "start_search", "start_close",
    }  # fmt: skip
    page.close_page()


def test_presets_are_found_in_the_command_field(user):
    entry = user.window.command_field.entries("vision transformer")[0]
    entry.run()
    assert user.network == PRESETS["vit"].project().network
