"""Live charts of a training run: every step thinly, its smoothed course, each validation and the best of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnplayground.ui.theme import font, theme
from nnplayground.ui.views.chart_beyond import BeyondButton
from nnplayground.ui.views.chart_board import ChartBoard
from nnplayground.ui.views.chart_choices import ChartChoices
from nnplayground.ui.views.chart_export import ChartExport
from nnplayground.ui.views.chart_head import ChartHead
from nnplayground.ui.views.chart_keys import ChartKeys
from nnplayground.ui.views.chart_looked import ChartLooked
from nnplayground.ui.views.chart_menu import ChartMenu
from nnplayground.ui.views.chart_metrics import METRICS, metric_of
from nnplayground.ui.views.chart_part import ChartPart
from nnplayground.ui.views.chart_picture import ChartPicture
from nnplayground.ui.views.chart_plot import EpochPlot
from nnplayground.ui.views.chart_pointing import ChartPointing
from nnplayground.ui.views.curves import MetricHistory

INTERVAL_MS = 33


class MetricChart(QWidget):
    """One metric of a run, which can be exchanged for another in the title.

    Values that arrive are painted at most thirty times a second, and only while the chart is visible. Zooming, moving
    and hovering never touch the curves.

    Args:
        metric: The metric that is shown unless the user has chosen another one for this chart.
        object_name: Stable name of the widget; its parts carry it as prefix.
        board: What it shares with other charts; its own if not given.
    """

    def __init__(
        self, metric: str, object_name: str, board: ChartBoard | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.board = board or ChartBoard(parent=self)
        self._first_metric = metric
        self._dirty = True
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL_MS)
        self._build_plot()
        self._build_title_row()
        self._lay_out()
        self._wire()
        self._on_theme_changed()
        self._retranslate()

    # ---- building

    def _build_plot(self) -> None:
        self.plot = EpochPlot(self)
        self.plot.setObjectName(f"{self.objectName()}_area")
        self.plot.setMinimumSize(120, 70)
        self.picture = ChartPicture(self.board, self.plot, metric_of(self._chosen_metric(), self.board.measure))
        self._invitation = QLabel(self.plot)
        self._invitation.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._invitation.setFont(font("small"))
        self._invitation.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._invitation.setWordWrap(True)
        self.pointing = ChartPointing(self.board, self.picture, self.plot, f"{self.objectName()}_reading")
        self.beyond = BeyondButton(self.board, self.plot, f"{self.objectName()}_beyond")
        self.looked = ChartLooked(self.board, self.picture, self.plot)
        self.part = ChartPart(self.picture, self.plot, f"{self.objectName()}_follow")

    def _build_title_row(self) -> None:
        self.head = ChartHead(self)
        self.chooser, self.legend, self.menu_button = self.head.chooser, self.head.legend, self.head.menu_button
        self.export = ChartExport(self)
        self.menu = ChartMenu(self)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 4)
        rows.setSpacing(2)
        rows.addWidget(self.head)
        rows.addWidget(self.plot, 1)

    def _wire(self) -> None:
        self.keys = ChartKeys(self)
        self._timer.timeout.connect(self.refresh)
        self.plot.hovered.connect(self._on_plot_hovered)
        self.part.changed.connect(self._mark_dirty)
        self.chooser.metric_chosen.connect(self.show_metric)
        self.menu_button.clicked.connect(self._on_menu_button_clicked)
        self.board.changed.connect(self._mark_dirty)
        self.board.reset.connect(self._on_board_reset)
        self.board.chosen.connect(self._on_board_chosen)
        self.board.measured.connect(self._on_board_measured)
        self.board.runs_changed.connect(self._on_board_runs_changed)
        self.board.cursor_moved.connect(self._show_cursor)
        theme().changed.connect(self._on_theme_changed)

    # ---- what is shown

    @property
    def history(self) -> MetricHistory:
        """Every value of the metric that is shown, to read."""
        return self.picture.history

    @property
    def metric(self) -> str:
        """Name of the metric that is shown."""
        return self.picture.metric.name

    @property
    def title(self) -> str:
        """The metric in the language of the window."""
        return self.picture.metric.title

    def show_metric(self, name: str) -> None:
        """Show another metric, and remember it."""
        others = {key: value for key, value in self.board.choices.metrics.items() if key != self.objectName()}
        if name != self._first_metric:
            others[self.objectName()] = name
        self.board.choose(metrics=others)

    def show_difference(self, name: str) -> None:
        """Show the difference to the further run of this name; empty for the metric itself again."""
        self.picture.compared = name
        self.picture.forget_range()
        self._mark_dirty()

    def _chosen_metric(self) -> str:
        chosen = self.board.choices.metrics.get(self.objectName(), self._first_metric)
        return chosen if chosen in METRICS else self._first_metric

    # ---- painting

    def refresh(self) -> None:
        """Bring the picture up to date; called by itself, thirty times a second at most."""
        self._timer.stop()
        self._dirty = False
        self.picture.draw()
        if self.picture.behind:
            self._mark_dirty()
        self.head.set_entries(self.picture.entries())
        self.beyond.show_beyond(self.picture.beyond, self.picture.metric)
        empty = not len(self.history) and not self.picture.others()
        self._invitation.setVisible(empty)
        self.looked.show()
        self._show_cursor()

    def _mark_dirty(self) -> None:
        self._dirty = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._timer.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.legend.fit_height(self.height())
        self.layout().activate()
        self._place_overlays()
        self._mark_dirty()

    def _place_overlays(self) -> None:
        area = self.plot.rect().adjusted(54, 8, -14, -24)
        room = self._invitation.fontMetrics().boundingRect(area, Qt.TextFlag.TextWordWrap, self._invitation.text())
        room.setSize(room.size().grownBy(QMargins(10, 6, 10, 6)))
        room.moveCenter(area.center())
        self._invitation.setGeometry(room)
        self.part.place(area)

    # ---- pointing and keys

    def _show_cursor(self) -> None:
        said = self.pointing.show() or self.legend.text()
        self.setAccessibleDescription(said or self._invitation.text())
        self.plot.setAccessibleDescription(self.accessibleDescription())

    def _on_plot_hovered(self, drawn: float | None) -> None:
        self.pointing.point_at(drawn)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows point, plus and minus zoom, Escape lets go; the rest is for others."""
        if not self.keys.take(event):
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the corner, at the pointer or the chart."""
        self.menu.popup(event.globalPos())
        event.accept()

    def _on_menu_button_clicked(self) -> None:
        self.menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    # ---- what changes

    def _on_board_reset(self) -> None:
        self.picture.compared = ""  # nothing is known yet of which there could be a difference
        self.picture.forget_range()
        self.part.follow()
        self._mark_dirty()

    def _on_board_runs_changed(self) -> None:
        self.picture.forget_range()
        self._mark_dirty()

    def _on_board_measured(self) -> None:
        self.picture.metric = metric_of(self.metric, self.board.measure)
        self.picture.forget_range()
        self._retranslate()
        self._mark_dirty()

    def _on_board_chosen(self, former: ChartChoices) -> None:
        choices, chosen = self.board.choices, self._chosen_metric()
        if (choices.axis, choices.log_x) != (former.axis, former.log_x):
            self.part.follow()
        if chosen != self.metric:
            self.picture.metric = metric_of(chosen, self.board.measure)
            self._retranslate()
        self.picture.forget_range()
        self._mark_dirty()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._mark_dirty()

    def _retranslate(self) -> None:
        self.chooser.show_metric(self.metric, self.board.measure)
        self._invitation.setText(self.picture.metric.invitation)
        self.setAccessibleName(self.title)
        self.setWindowTitle(self.title)  # the dock around it follows
        self.plot.setAccessibleName(self.title)
        self.menu_button.set_text(self.tr("How the charts show it, and export"))
        self.menu_button.setAccessibleName(self.tr("{0}: display and export").format(self.title))
        self.part.retitle()
        self.beyond.retitle()
        self._place_overlays()

    def _on_theme_changed(self) -> None:
        tokens = theme().tokens
        self.plot.restyle()
        self._invitation.setStyleSheet(f"color: {tokens.muted}; background: {tokens.surface};")
        self.legend.update()
        self._mark_dirty()


class LossPlot(MetricChart):
    """The chart that begins with the loss."""

    def __init__(self, board: ChartBoard | None = None, parent: QWidget | None = None) -> None:
        super().__init__("loss", "loss_plot", board, parent)


class MeasurePlot(MetricChart):
    """The chart that begins with what the task is measured by."""

    def __init__(self, board: ChartBoard | None = None, parent: QWidget | None = None) -> None:
        super().__init__("measure", "measure_plot", board, parent)
