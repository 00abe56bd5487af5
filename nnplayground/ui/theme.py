"""Colours and fonts of the window, in a light and a dark set.

Two palettes over Qt's Fusion style: ``QStyleHints.setColorScheme`` does nothing on plain X11, and native styles ignore
half of a palette. Painters ask ``theme()`` for a colour while painting and repaint on ``changed``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from nnplayground.paths import resource
from nnplayground.ui.theme_sheet import style_sheet
from nnplayground.ui.widgets.motion import duration_ms

Mode = Literal["light", "dark", "system"]
FontRole = Literal["body", "small", "title"]

MOTION_MS = duration_ms()
"""How long an animation lasts; 0 where less motion was asked for."""


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme, as hexadecimal text."""

    background: str
    surface: str
    canvas: str
    grid: str
    hairline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    ok: str
    warning: str
    error: str
    training: str
    validation: str
    field: str
    families: dict[str, str] = field(default_factory=dict)
    dark: bool = False


_FAMILIES = {
    "dense": "#7a5cd6",
    "convolution": "#3f7fe8",
    "pooling": "#1aa39a",
    "activation": "#e0962f",
    "normalisation": "#4b9e4b",
    "shape": "#8a93a5",
    "sequence": "#a06a3c",
    "attention": "#c9498f",
    "merge": "#5b6b84",
    "io": "#394357",
    "group": "#2c7a91",
}

# The muted text is a shade darker than in the sketch: there it had only 4.2 : 1 on the canvas.
LIGHT = Tokens(
    background="#f4f5f7",
    surface="#ffffff",
    canvas="#eef0f4",
    grid="#d9dde5",
    hairline="#e1e4ea",
    text="#1c2330",
    muted="#636c7e",
    accent="#2f6df6",
    on_accent="#ffffff",
    ok="#1f9d6b",
    warning="#d98324",
    error="#c93434",
    training="#2f6df6",
    validation="#e07a2f",
    field="#f4f5f7",
    families=_FAMILIES,
)
# Dark text on the accent: white has only 3.1 : 1 on this blue.
DARK = Tokens(
    background="#14171d",
    surface="#1c2028",
    canvas="#171a21",
    grid="#262b35",
    hairline="#2b313c",
    text="#e7eaf0",
    muted="#97a1b3",
    accent="#5b8dff",
    on_accent="#0d1220",
    ok="#35b987",
    warning="#e39a45",
    error="#f2706b",
    training="#5b8dff",
    validation="#f0935a",
    field="#14171d",
    families={**_FAMILIES, "io": "#8d99b3", "merge": "#7486a3", "group": "#4fa3bb"},
    dark=True,
)


class Theme(QObject):
    """Which set of colours holds now. ``changed`` comes after palette and style sheet are in place."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mode: Mode = "system"
        self._app: QApplication | None = None
        self._dark = self._wanted_dark()
        QApplication.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def tokens(self) -> Tokens:
        """The colours that hold now."""
        return DARK if self._dark else LIGHT

    def set_mode(self, mode: Mode) -> None:
        """Choose light, dark, or whatever the system has (light where the system does not say)."""
        self.mode = mode
        self._refresh()

    def color(self, name: str) -> QColor:
        """The colour of a token, ``"muted"`` say."""
        return QColor(getattr(self.tokens, name))

    def family(self, name: str) -> QColor:
        """The colour of a layer family; an unknown one is grey like ``shape``."""
        families = self.tokens.families
        return QColor(families.get(name, families["shape"]))

    @contextmanager
    def light(self) -> Iterator[None]:
        """Paint in the light colours meanwhile, whatever the window has; for paper, which is white."""
        dark, self._dark = self._dark, False
        try:
            yield
        finally:
            self._dark = dark

    def install(self, app: QApplication) -> None:
        """Dress the application, now and on each later change."""
        self._app = app
        app.setStyle("Fusion")
        app.setFont(font("body"))
        self._dress(app)

    def _dress(self, app: QApplication) -> None:
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(style_sheet(self.tokens, resource("icons")))

    def _refresh(self) -> None:
        dark = self._wanted_dark()
        if dark == self._dark:
            return
        self._dark = dark
        if self._app is not None:
            self._dress(self._app)
        self.changed.emit()

    def _wanted_dark(self) -> bool:
        if self.mode == "system":
            return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    def _on_color_scheme_changed(self) -> None:
        self._refresh()


_current: Theme | None = None


def theme() -> Theme:
    """The theme of the application; made on first use, once a ``QApplication`` exists."""
    global _current
    if _current is None or not shiboken6.isValid(_current):
        _current = Theme(QApplication.instance())
    return _current


def apply(app: QApplication) -> None:
    """Dress the application: Fusion, palette, style sheet, font. It follows the system in the mode ``system``."""
    theme().install(app)


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: t.surface,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.background,
        role.Text: t.text,
        role.PlaceholderText: t.muted,
        role.Button: t.surface,
        role.ButtonText: t.text,
        role.BrightText: t.on_accent,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Accent: t.accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.ToolTipBase: t.surface,
        role.ToolTipText: t.text,
        role.Light: t.surface,
        role.Midlight: t.background,
        role.Mid: t.hairline,
        role.Dark: t.hairline,
        role.Shadow: t.hairline,
    }
    for which, value in colors.items():
        palette.setColor(which, QColor(value))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded(t.muted, t.surface, 0.65))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(t.hairline))
    return palette


def faded(front: str, back: str, share: float) -> QColor:
    """The opaque colour of ``front`` laid over ``back`` with the opacity ``share``, 0 to 1."""
    a, b = QColor(front), QColor(back)
    mixed = (x * share + y * (1 - share) for x, y in zip(a.getRgbF()[:3], b.getRgbF()[:3], strict=True))
    return QColor.fromRgbF(*mixed)


_SIZES: dict[str, int] = {"body": 13, "small": 11, "title": 15}
# What Qt takes on a desktop that names no font; nobody chose it, so a better one may stand in.
_LAST_RESORT = ("DejaVu Sans", "Sans Serif", "Bitstream Vera Sans")
_PREFERRED = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Liberation Sans")


def font(role: FontRole = "body") -> QFont:
    """The system's font in the size of a role: 13 px, 11 px for small print, 15 px semibold for titles."""
    result = QFont(_family())
    result.setPixelSize(_SIZES[role])
    if role == "title":
        result.setWeight(QFont.Weight.DemiBold)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


@cache
def _family() -> str:
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if family not in _LAST_RESORT:
        return family
    installed = set(QFontDatabase.families())
    return next((name for name in _PREFERRED if name in installed), family)
