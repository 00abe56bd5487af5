"""The style sheet over Fusion: hairlines, round corners, slim scroll bars.

Only plain type selectors and a few properties: each widget is matched against every rule when it is first shown, and
nothing here touches ``QWidget`` or ``QGraphicsView``, whose painting the plots and the canvas own.
"""

from pathlib import Path
from string import Template
from typing import Protocol


class Colors(Protocol):
    """The tokens that the style sheet fills in."""

    background: str
    surface: str
    hairline: str
    text: str
    muted: str
    accent: str
    on_accent: str
    field: str
    dark: bool


def style_sheet(tokens: Colors, icons: Path) -> str:
    """The style sheet in the colours of a theme.

    Args:
        tokens: The colours.
        icons: Folder of the arrows inside fields.
    """
    values = {name: value for name, value in vars(tokens).items() if isinstance(value, str)}
    return _SHEET.substitute(
        values,
        hover="#262c37" if tokens.dark else "#f0f2f6",
        pressed="#2f3644" if tokens.dark else "#e6e9ef",
        thumb="#3a4250" if tokens.dark else "#cdd2dc",
        accent_hover="#729dff" if tokens.dark else "#265fde",
        accent_pressed="#4c7df0" if tokens.dark else "#1f53c6",
        accent_tint="#1f2a44" if tokens.dark else "#e8effe",
        edge="#394150" if tokens.dark else "#d3d8e1",
        check="check_dark" if tokens.dark else "check_light",
        icons=icons.as_posix(),
    )


_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 6px; }

QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }

QMenuBar { background: $surface; border-bottom: 1px solid $hairline; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 6px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 10px; border-radius: 6px; color: $text; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { background: transparent; color: $muted; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: $thumb; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QStatusBar { background: $surface; border-top: 1px solid $hairline; color: $muted; }
QStatusBar::item { border: none; }
QMainWindow::separator { background: $hairline; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $hairline; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QDockWidget { titlebar-close-icon: url("$icons/dock_close.svg"); titlebar-normal-icon: url("$icons/dock_float.svg"); }
QDockWidget::title { background: $surface; padding: 8px 12px 4px 12px; text-align: left; }
QDockWidget::close-button, QDockWidget::float-button { border: none; border-radius: 4px; padding: 1px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover; }
QToolBar { background: $surface; border: none; border-bottom: 1px solid $hairline; padding: 3px; spacing: 8px; }
QToolBar#time_bar { border-bottom: none; border-top: 1px solid $hairline; padding: 2px 6px; }
QToolBar#time_bar[past="true"] { background: $accent_tint; }
QToolBar#time_bar QPushButton { min-height: 22px; }
QToolButton#pace_button, QToolButton[cap="true"] { padding: 0 18px 0 10px; }
QToolButton#pace_button { min-height: 30px; min-width: 72px; }
QToolButton[cap="true"] { min-height: 22px; border: none; background: transparent; color: $muted; }
QToolButton#pace_button::menu-indicator, QToolButton[cap="true"]::menu-indicator {
    subcontrol-origin: padding; subcontrol-position: right center; right: 6px;
    image: url("$icons/arrow_down.svg"); width: 10px; height: 10px;
}
QWidget#time_strip { background: transparent; }
QToolBar#time_bar QLabel { color: $muted; background: transparent; }
QToolBar#time_bar[past="true"] QLabel { color: $text; }

QMainWindow > QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px; border: none; }
QMainWindow > QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $hairline; border-radius: 8px;
}
QPushButton { padding: 0 12px; min-height: 28px; }
QToolButton { min-width: 26px; min-height: 26px; padding: 1px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $edge; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: $pressed; border-color: $edge; }
QPushButton:disabled, QToolButton:disabled { background: transparent; border-color: $hairline; color: $muted; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
QToolButton[flat="true"], QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QToolButton[grip="true"] { min-width: 0; min-height: 0; padding: 0; border: none; border-radius: 4px; }
QToolButton[chooser="true"] { padding: 1px 16px 1px 6px; }
QToolButton[chooser="true"]::menu-indicator {
    image: url("$icons/arrow_down.svg"); width: 10px; subcontrol-origin: padding; subcontrol-position: right center;
    right: 4px;
}
QToolButton#section_header { color: $muted; padding: 1px 0; border-width: 1px 0; margin-left: -5px; }
QToolButton#section_header:hover { color: $text; background: transparent; }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: $hover; }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border-color: $accent; }
QPushButton[primary="true"] {
    background: $accent; color: $on_accent; border-color: $accent; padding: 0 16px; min-height: 30px; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[primary="true"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[primary="true"]:focus { border: 2px solid $text; padding: 0 15px; min-height: 28px; }
QPushButton[primary="true"]:disabled { background: $pressed; border-color: $pressed; color: $muted; }

QLineEdit, QAbstractSpinBox, QComboBox {
    background: $field; color: $text; border: 1px solid $hairline; border-radius: 6px; padding: 0 6px; min-height: 26px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit[search="true"] { background: $surface; border-radius: 8px; padding: 0 8px; min-height: 30px; }
QPlainTextEdit[field="true"] {
    background: $field; color: $text; border: 1px solid $hairline; border-radius: 6px; padding: 0 2px;
}
QPlainTextEdit[field="true"]:focus { border-color: $accent; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: $edge; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { background: transparent; color: $muted; }
QAbstractSpinBox { padding: 0 18px 0 0; }
QAbstractSpinBox QLineEdit { background: transparent; border: none; border-radius: 0; padding: 0; min-height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 18px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $pressed; border-radius: 3px; }
QAbstractSpinBox::up-arrow { image: url("$icons/arrow_up.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$icons/arrow_down.svg"); width: 10px; height: 10px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::down-arrow:disabled { image: none; }
QComboBox { padding-right: 20px; combobox-popup: 0; }
QComboBox::drop-down { subcontrol-origin: border; subcontrol-position: center right; width: 20px; border: none; }
QComboBox::down-arrow { image: url("$icons/arrow_down.svg"); width: 10px; height: 10px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $edge; outline: none; padding: 4px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: $accent; color: $on_accent; }

QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/$check.svg"); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 6px; height: 6px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border-color: $text; }

QTableView::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px; background: $surface;
}
QTableView::indicator:checked { background: $accent; border-color: $on_accent; image: url("$icons/$check.svg"); }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $edge; }
QSlider::sub-page:horizontal { border-radius: 2px; background: $accent; }
QSlider::handle:horizontal {
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $surface; border: 1px solid $muted;
}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { border-color: $accent; }

QTabBar { qproperty-drawBase: 0; }
QTableView {
    background: $surface; alternate-background-color: $background; gridline-color: $hairline;
    border: none; outline: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
/* With the 3 px that Qt adds in line with the headings. */
QTableView::item { padding: 0 5px; border: none; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $hairline; padding: 4px 8px;
}
/* Above the text, which may end at either side. */
QHeaderView::up-arrow, QHeaderView::down-arrow {
    width: 9px; height: 9px; subcontrol-origin: margin; subcontrol-position: top center;
}
QHeaderView::up-arrow { image: url("$icons/arrow_up.svg"); }
QHeaderView::down-arrow { image: url("$icons/arrow_down.svg"); }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollArea { background: transparent; border: none; }
""")
