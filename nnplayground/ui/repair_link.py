"""Repairs on the canvas: the handle at the guilty block, its menu, the ghosts, and the edit that is made in the end."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QToolTip

from nnplayground.protocol import Repair
from nnplayground.spec.graph import Network
from nnplayground.ui.builder.arrange import arranged
from nnplayground.ui.builder.card import fix_place
from nnplayground.ui.builder.ghosts import Ghosts
from nnplayground.ui.builder.unfold import revealed
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.panels.repair_box import RepairBox, repair_words
from nnplayground.ui.repair_desk import RepairDesk
from nnplayground.ui.session import Session

_REACH = 4.0
"""How far beside the handle a press still means it, in the scene."""


class RepairLink(QObject):
    """Brings repairs to the canvas and to the inspector."""

    def __init__(self, session: Session, canvas: BuilderView, inspector: InspectorPanel) -> None:
        super().__init__(session)
        self._session, self._canvas = session, canvas
        self.desk = RepairDesk(session, self)
        self._ghosts = Ghosts(canvas.canvas)
        self._choices: dict[QAction, Repair] = {}
        inspector.place_repairs(RepairBox(self.desk, inspector))
        self.desk.changed.connect(self._on_desk_changed)
        self.desk.previewed.connect(self._on_desk_previewed)
        self.desk.accepted.connect(self._on_desk_accepted)
        canvas.selection_changed.connect(self.desk.look_at)
        canvas.viewport().installEventFilter(self)

    def open_menu(self) -> None:
        """Offer the repairs of the selected block, or of the first that is guilty, beside it; by keyboard too."""
        problem = self.desk.subject()
        if problem is None or not self.desk.options(problem.node):
            return
        if problem.node is None:
            self._pop_up(None, self._canvas.viewport().rect().center())
        else:
            self._canvas.select((self._canvas.canvas.seen(problem.node),))
            self._canvas.keep_in_sight()
            self._pop_up(problem.node, self._below(problem.node))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The handle takes its press and its tool-tip; a guilty block under the pointer asks for its repairs."""
        if isinstance(event, QHelpEvent):
            name = self._handle_at(event.pos())
            if name is not None:
                QToolTip.showText(event.globalPos(), self.tr("Repair this block (Alt+Enter)"), self._canvas.viewport())
                return True
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            name = self._canvas.canvas.block_at(self._canvas.mapToScene(event.position().toPoint()))
            if name is not None and not event.buttons():
                self.desk.want(self._guilty(name))
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            name = self._handle_at(event.position().toPoint())
            if name is not None and event.button() == Qt.MouseButton.LeftButton:
                self._canvas.select((name,))
                self._pop_up(self._guilty(name), self._below(name))
                return True
        return super().eventFilter(watched, event)

    # ---- the menu

    def _pop_up(self, node: str | None, at: QPoint) -> None:
        menu = QMenu(self._canvas)
        menu.setObjectName("repair_menu")
        menu.setAccessibleName(self.tr("Repairs"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = {menu.addAction(repair_words(repair)): repair for repair in self.desk.options(node)}
        menu.hovered.connect(self._on_menu_hovered)
        menu.triggered.connect(self._on_menu_triggered)
        menu.aboutToHide.connect(self._on_menu_about_to_hide)
        menu.popup(self._canvas.viewport().mapToGlobal(at))
        menu.setActiveAction(menu.actions()[0])
        self.desk.preview(next(iter(self._choices.values())))

    def _on_menu_hovered(self, action: QAction) -> None:
        self.desk.preview(self._choices.get(action))

    def _on_menu_triggered(self, action: QAction) -> None:
        self.desk.accept(self._choices[action])

    def _on_menu_about_to_hide(self) -> None:
        self.desk.preview(None)

    # ---- what the desk says

    def _on_desk_changed(self) -> None:
        mendable = self.desk.mendable()
        for block in self._canvas.canvas.blocks.values():
            block.set_mood(fixable=not mendable.isdisjoint(block.members))

    def _on_desk_previewed(self, repair: Repair | None) -> None:
        self._ghosts.clear()
        if repair is not None:
            self._ghosts.show(repair, self._placed(repair))

    def _on_desk_accepted(self, repair: Repair) -> None:
        self._ghosts.clear()
        network = self._placed(repair)
        network = revealed(network, [*repair.added, *repair.changed], self._canvas.canvas.rects())
        self._session.document.edit_network(network, repair_words(repair))
        kept = [name for name in self._canvas.selected if name in network.nodes]
        self._canvas.select([*repair.added, *repair.changed] or kept)

    def _placed(self, repair: Repair) -> Network:
        rects = {name: block.rect for name, block in self._canvas.canvas.blocks.items()}
        return arranged(repair.network, self._canvas.network, rects)

    # ---- where things are

    def _handle_at(self, at: QPoint) -> str | None:
        point = self._canvas.mapToScene(at)
        for name, block in self._canvas.canvas.blocks.items():
            place = fix_place(block.size).translated(block.pos()).adjusted(-_REACH, -_REACH, _REACH, _REACH)
            if block.mood.fixable and place.contains(point):
                return name
        return None

    def _guilty(self, name: str) -> str:
        """The block that is meant; of a folded group the first in it that can be mended, or is guilty."""
        block, mendable = self._canvas.canvas.blocks[name], self.desk.mendable()
        named = [problem.node for problem in block.problems if problem.node in block.members]
        return next((each for each in block.members if each in mendable), named[0] if named else name)

    def _below(self, name: str) -> QPoint:
        rect = self._canvas.canvas.blocks[self._canvas.canvas.seen(name)].rect
        return self._canvas.mapFromScene(rect.bottomLeft()) + QPoint(0, 16)
