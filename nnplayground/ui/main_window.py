"""The main window: assembles panels, docks and menus, and remembers how they stood."""

from msgspec.structs import replace
from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from nnplayground.ui import settings as stored
from nnplayground.ui.about import AboutBox
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.chart_desk import ChartDesk
from nnplayground.ui.code_link import CodeLink
from nnplayground.ui.engine_desk import EngineDesk
from nnplayground.ui.exports import ExportActions
from nnplayground.ui.file_care import FileCare
from nnplayground.ui.files import FileActions
from nnplayground.ui.finding.entries import BlockEntries, LayerEntries, MenuEntries, ReplaceEntries
from nnplayground.ui.going_on import GoingOn
from nnplayground.ui.help.desk import HelpDesk
from nnplayground.ui.left_column import LeftColumn
from nnplayground.ui.links import BuildingLink, CanvasLink, PadLink
from nnplayground.ui.menus import Menus
from nnplayground.ui.notices import Notices
from nnplayground.ui.panels.code import CodePanel
from nnplayground.ui.panels.confusion import ConfusionPanel
from nnplayground.ui.panels.data import DataPanel
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.panels.own_data import may_be_own_data
from nnplayground.ui.panels.palette import PalettePanel
from nnplayground.ui.panels.recipe import RecipePanel
from nnplayground.ui.panels.status import StatusLine
from nnplayground.ui.panels.time_bar import TimeBar
from nnplayground.ui.panels.trying import TryingPlace
from nnplayground.ui.repair_link import RepairLink
from nnplayground.ui.runs.desk import RunsDesk, is_run
from nnplayground.ui.session import Session
from nnplayground.ui.settings import Settings
from nnplayground.ui.start.desk import StartDesk
from nnplayground.ui.theme import theme
from nnplayground.ui.top_bar import TopBar
from nnplayground.ui.widgets.banner import Banner
from nnplayground.ui.window_docks import WindowDocks
from nnplayground.ui.wishes import Wishes

FIRST_SIZE = (1440, 900)


class MainWindow(QMainWindow):
    """Everything that is seen. It only assembles: what happens is in the session, in the panels and in the links.

    Args:
        session: Started by the caller once the window is visible.
    """

    settings_changed = Signal(object)

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        session.setParent(self)
        Wishes(session, settings, self._change_settings)
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.files = FileActions(session, settings, self)
        self._build_centre()
        self.care = FileCare(session, self.files, self.file_banner, self)
        self._build_docks()
        bar = TopBar(session, self.files, self.canvas, self)
        self.addToolBar(bar)
        self.time_bar = TimeBar(session, self)
        self.addToolBar(Qt.ToolBarArea.BottomToolBarArea, self.time_bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.heading, self.transport, self.command_field = bar.heading, bar.transport, bar.command_field
        bar.theme_button.clicked.connect(self._on_theme_button_clicked)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(StatusLine(session, self), 1)
        self._wire()
        self._build_menus()
        self.docks.note_first()
        self._retitle()
        self._restore()

    # ---- building

    def _build_centre(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner, self.file_banner = Banner(centre), Banner(centre)
        self.file_banner.setObjectName("file_banner")
        self.notices = Notices(self.session, self.banner)
        self.canvas = BuilderView(centre)
        column.addWidget(self.file_banner)
        column.addWidget(self.banner)
        column.addWidget(self.canvas, 1)
        self.setCentralWidget(centre)

    def _build_docks(self) -> None:
        self.palette_panel, self.data_panel = PalettePanel(self), DataPanel(self.session, self)
        self.recipe_panel = RecipePanel(self.session, self)
        self.inspector, self.code_panel = InspectorPanel(self.session, self), CodePanel(self)
        self.charts, self.trying = ChartDesk(self.session, self.settings.charts, self), TryingPlace(self.session, self)
        self.pad = self.trying.pad
        self.loss_plot, self.measure_plot = self.charts.charts()
        self.runs = RunsDesk(self.session, self.charts, self.files, self.notices, self)
        self.left = LeftColumn([self.palette_panel, self.data_panel, self.recipe_panel], self)
        panels = {
            "build": self.left, "inspector": self.inspector, "code": self.code_panel, "loss": self.loss_plot,
            "measure": self.measure_plot, "confusion": ConfusionPanel(self.session, self), "pad": self.trying,
            "runs": self.runs.panel,
        }  # fmt: skip
        self.docks = WindowDocks(panels, self)
        self.setTabOrder(self.canvas, self.left.tabs)

    def _build_menus(self) -> None:
        handlers = {
            "quit": self.close, "find_command": self.command_field.open,
            "earlier_versions": self.care.show_versions, "unsaved_work": self.care.show_recovery,
            "find_layer": self._on_find_layer_triggered,
            "open_run": self.runs.ask_for_folder,
            "full_screen": self._on_full_screen_triggered,
            "reset_layout": self.docks.reset,
            "data_table": self.data_panel.own.ask_for_table,
            "data_folder": self.data_panel.own.ask_for_folder,
            "engine_place": self.engine_desk.ask,
            "about": self._on_about_triggered,
            "layer_help": self.help.toggle,
            "repair": self.repairs.open_menu,
            **dict.fromkeys(("theme_system", "theme_light", "theme_dark"), self._on_theme_triggered),
        }  # fmt: skip
        stack, train = self.session.document.undo_stack, [*self.transport.actions_of_menu, *self.runs.train_actions]
        self.menus = Menus(self, self.files, self.canvas, stack, train, [*self.docks.values(), self.time_bar], handlers)
        self.menus.show_theme(self.settings.theme)
        for source in (LayerEntries, BlockEntries, ReplaceEntries):
            self.command_field.add_source(source(self.canvas))
        self.command_field.add_source(MenuEntries(self.menuBar()))

    def _wire(self) -> None:
        session = self.session
        self.charts.report_to(self.notices)
        self.charts.choices_changed.connect(self._on_charts_choices_changed)
        self.runs.panel.view.arrange(self.settings.runs)
        self.runs.panel.view.arranged.connect(self._on_runs_arranged)
        going_on = GoingOn(session, self.notices)
        self.engine_desk = EngineDesk(session, self.settings, going_on, self._change_settings, self)
        CanvasLink(session, self.canvas)
        BuildingLink(self.canvas, self.palette_panel, self.inspector)
        CodeLink(session, self.canvas, self.code_panel)
        PadLink(session, self.pad)
        self.pad.closed.samples_wanted.connect(self._on_samples_wanted)
        self.pad.closed.answers_wanted.connect(self._on_answers_wanted)
        self.start = StartDesk(session, self.files, self.canvas, self.command_field, self.settings.start_page, self)
        self.start.at_start_changed.connect(self._on_at_start_changed)
        self.repairs = RepairLink(session, self.canvas, self.inspector)
        self.help = HelpDesk(session, self.canvas, self.inspector)
        self.exports = ExportActions(session, self.files, self)
        self.exports.refused.connect(self.notices.show_problem)
        self.exports.done.connect(self.notices.show_note)
        self.files.refused.connect(self.notices.show_problem)
        self.files.recent_changed.connect(self._on_recent_changed)
        self.canvas.problem_raised.connect(self.notices.show_refusal)
        self.canvas.file_dropped.connect(self.open_path)
        session.document.path_changed.connect(self._show_title)
        session.document.changed.connect(self._show_title)
        session.document.modified_changed.connect(self.setWindowModified)

    def _on_samples_wanted(self) -> None:
        self.docks["build"].show()
        self.docks["build"].raise_()
        self.left.show_page(1)

    def _on_answers_wanted(self) -> None:
        self.docks["confusion"].show()
        self.docks["confusion"].raise_()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Pass over what lies behind another tab: Qt puts it to the left of and above everything."""
        passed = set()
        while super().focusNextPrevChild(forward):
            widget = self.focusWidget()  # that of this window, which need not be the active one
            corner = widget.mapTo(self, widget.rect().bottomRight())
            if corner.x() >= 0 or corner.y() >= 0 or widget in passed:
                return True
            passed.add(widget)
        return False

    # ---- texts

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _retitle(self) -> None:
        titles = {
            "build": self.tr("Layers, data and recipe"), "inspector": self.tr("Inspector"),
            "code": self.tr("Code"), "loss": self.loss_plot.title, "measure": self.measure_plot.title,
            "confusion": self.docks["confusion"].widget().title, "pad": self.trying.title, "runs": self.tr("Runs")
        }  # fmt: skip
        self.docks.retitle(titles)
        self.menus.retitle()
        self.exports.retitle()
        self.runs.retitle()
        self._show_title()

    # ---- remembered

    def _restore(self) -> None:
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(QSize(*FIRST_SIZE).boundedTo(screen))
        if screen.width() <= FIRST_SIZE[0] or screen.height() <= FIRST_SIZE[1]:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        if self.settings.geometry:
            self.restoreGeometry(QByteArray(self.settings.geometry))
        if self.settings.layout:
            self.restoreState(QByteArray(self.settings.layout), stored.LAYOUT_VERSION)

    def _change_settings(self, **values: object) -> None:
        self.settings = replace(stored.with_recent_on_disk(self.settings), **values)
        self.settings_changed.emit(self.settings)

    def _on_recent_changed(self, settings: Settings) -> None:
        self._change_settings(recent=settings.recent, folder=settings.folder)

    def _on_at_start_changed(self, wanted: bool) -> None:
        self._change_settings(start_page=wanted)

    def _on_charts_choices_changed(self, choices: object) -> None:
        self._change_settings(charts=choices)

    def _on_runs_arranged(self, choices: object) -> None:
        self._change_settings(runs=choices)

    # ---- requests

    def open_path(self, path: str) -> None:
        """Open what was dropped or named on the command line: a project, a run, or data of the user's own."""
        if is_run(path):
            self.runs.open_folder(path)
        elif may_be_own_data(path):
            self.left.show_page(1)
            self.data_panel.own.open(path)
        else:
            self.files.open_path(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A project or a folder may be dropped anywhere."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        event.acceptProposedAction()
        self.open_path(event.mimeData().urls()[0].toLocalFile())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask if something would be lost, remember the window, end the engine."""
        if not self.files.may_replace(self.close):
            event.ignore()
            return
        geometry, layout = self.saveGeometry().data(), self.saveState(stored.LAYOUT_VERSION).data()
        self._change_settings(geometry=geometry, layout=layout)
        self.care.close()
        self.runs.close()
        self.docks.hide_floating()
        self.hide()
        self.session.close()
        event.accept()

    def _on_find_layer_triggered(self) -> None:
        self.docks["build"].show()
        self.left.show_page(0)
        self.palette_panel.focus_search()

    def _on_full_screen_triggered(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _on_about_triggered(self) -> None:
        AboutBox(self).open()

    def _on_theme_triggered(self) -> None:
        self._use_theme(self.sender().data())

    def _on_theme_button_clicked(self) -> None:
        self._use_theme("light" if theme().tokens.dark else "dark")

    def _use_theme(self, mode: str) -> None:
        theme().set_mode(mode)
        self.menus.show_theme(mode)
        self._change_settings(theme=mode)

    def _show_title(self, _changed: object = None) -> None:
        self.setWindowFilePath(self.session.document.path)
        self.setWindowTitle(f"{self.files.title()}[*] — {QGuiApplication.applicationDisplayName()}")
