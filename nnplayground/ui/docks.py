"""Dock widgets with a quiet title bar: a grip that can be dragged, and buttons to tear off and to hide."""

from itertools import count

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QTabBar, QWidget

from nnplayground.ui.theme import faded, theme
from nnplayground.ui.widgets.buttons import IconButton
from nnplayground.ui.widgets.in_sight import in_front

BAR_PX = 16
_RAISED = count(1)
DOTS, DOT_PX, DOT_GAP_PX = 5, 2, 5


class Dock(QDockWidget):
    """A panel that can be moved, torn off and hidden; the panel brings its own title.

    Args:
        name: The object name, by which layouts remember it.
    """

    def __init__(self, name: str, panel: QWidget, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName(name)
        self.setWidget(panel)
        self.setTitleBarWidget(_Grip(self))
        # A floating window of its own has no edge: without a line it would melt into what lies below.
        self._edge = _Edge(self)
        panel.windowTitleChanged.connect(self.set_title)  # of a panel that can show something else
        self.topLevelChanged.connect(self._on_top_level_changed)
        self._raised_last = 0
        self.view_action = QAction(self)
        """Shows the panel, brings it to the front where something covers it, and hides it where it is in front."""
        self.view_action.setCheckable(True)
        self.view_action.setChecked(self.toggleViewAction().isChecked())
        self.view_action.triggered.connect(self._on_view_action_triggered)
        self.toggleViewAction().toggled.connect(self.view_action.setChecked)

    def set_title(self, title: str) -> None:
        """Name the panel in the View menu and on its own window."""
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.view_action.setText(title)

    def showEvent(self, event: QShowEvent) -> None:
        """A torn-off panel that is shown lies above the window, also when a remembered layout shows it first."""
        super().showEvent(event)
        if self.isFloating():
            self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the edge around."""
        super().resizeEvent(event)
        self._edge.setGeometry(self.rect())

    def event(self, event: QEvent) -> bool:
        """Remember which torn-off panel was used last: it lies above the others."""
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.ZOrderChange, QEvent.Type.Show):
            self._raised_last = next(_RAISED)
        return super().event(event)

    @property
    def covered(self) -> bool:
        """Whether it is shown but lies behind another tab, or below another torn-off panel."""
        if not self.isFloating():
            return not in_front(self)
        others = (dock for dock in self.parentWidget().findChildren(Dock) if dock is not self)
        above = (dock for dock in others if dock.isFloating() and dock.isVisible())
        return any(d._raised_last > self._raised_last and d.geometry().intersects(self.geometry()) for d in above)

    def _on_view_action_triggered(self) -> None:
        if self.isHidden() or self.covered:
            self.show()
            self.raise_()
        else:
            self.hide()
        self.view_action.setChecked(not self.isHidden())

    def _on_top_level_changed(self, floating: bool) -> None:
        self._edge.setVisible(floating)
        self._edge.raise_()


class _Edge(QWidget):
    """A hairline around a torn-off panel, over what it holds; the mouse goes through."""

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVisible(False)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme().tokens
        painter.setPen(QPen(faded(tokens.muted, tokens.surface, 0.5), 1))  # a hairline would be lost on the canvas
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class TabBarNames(QObject):
    """Names the tabs of docks that lie on each other; Qt makes their bars by itself, whenever it needs one."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ChildPolished and isinstance(event.child(), QTabBar):
            event.child().setObjectName("dock_tabs")
            event.child().setAccessibleName(self.tr("Panels that share a place"))
        return super().eventFilter(window, event)


class FloatingAbove(QObject):
    """A window that appears covers what floats: brings that to the front once it is there."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and window is self._window:
            QTimer.singleShot(0, self._raise_floating)
        return super().eventFilter(window, event)

    def _raise_floating(self) -> None:
        for dock in self._window.findChildren(Dock):
            if dock.isFloating() and dock.isVisible():
                dock.raise_()


class _Grip(QWidget):
    """A thin strip with a few dots; its buttons show while the pointer is over it."""

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(2)
        row.addStretch()
        self._float = IconButton("detach", self.tr("Tear off or put back"), self, flat=True)
        self._close = IconButton("close", self.tr("Hide (the View menu brings it back)"), self, flat=True)
        for button, name in ((self._float, "float"), (self._close, "hide")):
            button.setObjectName(f"{dock.objectName()}_{name}_button")
            button.setProperty("grip", True)  # other buttons are higher than the strip, whatever size is set here
            button.setFixedSize(BAR_PX, BAR_PX)
            button.setIconSize(QSize(10, 10))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setVisible(False)
            row.addWidget(button)
        self._float.clicked.connect(self._on_float_clicked)
        self._close.clicked.connect(dock.close)

    def sizeHint(self) -> QSize:
        return QSize(40, BAR_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            for button in (self._float, self._close):
                button.setVisible(event.type() == QEvent.Type.HoverEnter)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("hairline"))
        left = (self.width() - (DOTS - 1) * DOT_GAP_PX) / 2
        for index in range(DOTS):
            painter.drawEllipse(int(left + index * DOT_GAP_PX), BAR_PX // 2 - 1, DOT_PX, DOT_PX)
        painter.end()

    def _on_float_clicked(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
