"""The start page by itself: filter, keyboard, what is read out, and pictures that are really drawn."""

from collections import Counter

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest

from nnplayground.spec import archive, grouping
from nnplayground.spec.graph import Network
from nnplayground.spec.presets import PRESETS
from nnplayground.ui.start.page import StartPage
from nnplayground.ui.start.picture import network_pixmap, paint_network
from nnplayground.ui.theme import faded, theme

Key = Qt.Key


@pytest.fixture
def page(qtbot, tmp_path):
    files = []
    for tag in ("lenet", "unet"):
        path = tmp_path / f"my {tag}.nnp"
        path.write_bytes(archive.encode(archive.Document(PRESETS[tag].project())))
        files.append(str(path))
    page = StartPage(None)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.open_page([*files, str(tmp_path / "gone.nnp")], at_start=True)
    qtbot.waitExposed(page)
    page.activateWindow()
    qtbot.waitUntil(page.presets.hasFocus)
    qtbot.waitUntil(lambda: not page._look.isActive())
    return page


def keys(cards):
    return [card.key for card in cards.cards()]


def test_all_presets_and_recent_projects_are_there(page):
    assert keys(page.presets) == list(PRESETS)
    assert [card.title for card in page.recent.cards()] == ["my lenet", "my unet", "gone"]
    assert [card.network is not None for card in page.recent.cards()] == [True, True, False]
    assert page.presets.current_key() == "logistic"


def test_cards_say_everything_to_a_screen_reader(page):
    for cards in (page.presets, page.recent):
        assert cards.accessibleName()
        for row, card in enumerate(cards.cards()):
            said = cards.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
            assert card.title in said and card.facts in said and card.line in said
    assert page.accessibleName() and page.field.accessibleName()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("attention", {"attention-rows"}),
        ("ROWS lstm", {"lstm-rows"}),
        ("label", {"digit-traits"}),
        ("regression", {"logistic", "plane-regression"}),
        ("784", {"mlp-100", "mlp-128"}),
        ("BatchNorm2d", {"small-cnn", "small-cnn-augmented", "small-resnet", "separable"}),
        ("xyzzy", set()),
    ],
)
def test_the_filter_wants_every_word(page, text, expected):
    QTest.keyClicks(page.field, text)
    assert set(keys(page.presets)) == expected
    assert page.presets.isVisible() == bool(expected)


def test_the_filter_holds_for_recent_projects_too(page):
    QTest.keyClicks(page.field, "my unet")
    assert [card.title for card in page.recent.cards()] == ["my unet"]
    assert not keys(page.presets)
    with Collected(page.recent.chosen) as chosen:
        QTest.keyClick(page.field, Key.Key_Return)
    assert chosen[0].endswith("my unet.nnp")


class Collected:
    """Collects what a signal carries."""

    def __init__(self, signal):
        self.signal, self.got = signal, []

    def __enter__(self):
        self.signal.connect(self.got.append)
        return self.got

    def __exit__(self, *_):
        self.signal.disconnect(self.got.append)


def test_arrows_walk_the_grid_and_lead_to_the_field_and_back(page):
    tags = list(PRESETS)
    QTest.keyClick(page.presets, Key.Key_Right)
    assert page.presets.current_key() == tags[1]
    below = page.presets.visualItemRect(page.presets.item(1)).center().x()
    QTest.keyClick(page.presets, Key.Key_Down)
    place = page.presets.visualItemRect(page.presets.currentItem())
    assert place.center().x() == below and place.top() > 0
    QTest.keyClick(page.presets, Key.Key_Up)
    QTest.keyClick(page.presets, Key.Key_Up)
    assert page.field.hasFocus()
    QTest.keyClick(page.field, Key.Key_Down)
    assert page.presets.hasFocus()
    QTest.keyClick(page.presets, Key.Key_Left)
    assert page.presets.current_key() == tags[0]
    with Collected(page.preset_chosen) as chosen:
        QTest.keyClick(page.presets, Key.Key_Return)
    assert chosen == [tags[0]]


def test_letters_typed_on_the_cards_go_to_the_field_and_escape_ends(page):
    QTest.keyClicks(page.presets, "vgg")
    assert page.field.hasFocus() and page.field.text() == "vgg"
    QTest.keyClick(page.field, Key.Key_Escape)
    assert page.field.text() == "" and page.isVisible() and keys(page.presets) == list(PRESETS)
    QTest.keyClick(page.field, Key.Key_Escape)
    assert page.isHidden()


def test_what_is_gone_cannot_be_chosen(page):
    with Collected(page.recent_chosen) as chosen:
        place = page.recent.visualItemRect(page.recent.item(2)).center()
        QTest.mouseClick(page.recent.viewport(), Qt.MouseButton.LeftButton, pos=place)
        page.recent.setFocus()
        for _ in range(4):
            QTest.keyClick(page.recent, Key.Key_Down)
    assert chosen == [] and not page.recent.cards()[2].usable


@pytest.mark.parametrize("width", [900, 1200, 1900])
def test_the_cards_fill_each_row(page, width):
    page.resize(width, 700)
    rects = [page.presets.visualItemRect(page.presets.item(row)) for row in range(page.presets.count())]
    first_row = [rect for rect in rects if rect.top() == rects[0].top()]
    spare = page.presets.viewport().width() - max(rect.right() for rect in rects)
    assert len(first_row) >= 2 and spare < rects[0].width() / 4


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("tag", PRESETS)
def test_a_picture_has_the_colours_of_all_families_of_the_network(qtbot, tag, mode):
    theme().set_mode(mode)
    try:
        network = PRESETS[tag].project().network
        image = network_pixmap(network, QSize(240, 112), 1.5).toImage()
        assert image.size() == QSize(360, 168)
        seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        wanted = {theme().family(node.layer.family).name() for node in network.nodes.values()}
        assert wanted <= seen
        assert image.pixelColor(0, 0) == theme().color("canvas")
    finally:
        theme().set_mode("light")


def colours(network):
    image = network_pixmap(network, QSize(240, 112), 1.0).toImage()
    return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))


def test_a_group_is_framed_and_a_folded_one_stands_for_its_blocks(qapp):
    network = PRESETS["vit"].project().network
    (name,) = network.groups
    plain = grouping.ungroup(network, name)
    attention, group = theme().family("attention").name(), theme().family("group").name()
    frame = faded(theme().tokens.muted, theme().tokens.canvas, 0.10).name()
    assert colours(network)[frame] > 100 > colours(plain)[frame], "pixels"
    folded = colours(grouping.fold(network, name))
    assert attention in colours(network) and group not in colours(network)
    assert attention not in folded and group in folded


def test_nothing_is_drawn_of_an_empty_network(qapp):
    image = QImage(50, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_network(painter, Network(), QRectF(0, 0, 50, 50))
    painter.end()
    assert image.pixelColor(25, 25) == QColor("white")
