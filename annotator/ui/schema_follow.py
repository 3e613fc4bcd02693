"""The main window follows the label schema: when that has another version, its keys, menus, colours and lists do."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from annotator.ui.enabling import enable
from annotator.ui.window_menu import fill_menu_bar

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


class SchemaFollower(QObject):
    """Looks after each step whether the project has another schema than the window shows."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._shown = window.desk.project.schema
        window.desk.project_changed.connect(lambda _step: self._look())

    def _look(self) -> None:
        window, schema = self._window, self._window.desk.project.schema
        if schema == self._shown:
            return
        self._shown = schema
        bar = window.menuBar()
        for menu in bar.findChildren(QMenu):
            menu.deleteLater()
        bar.clear()
        window.actions_.set_schema(schema, window.settings.shortcuts())
        fill_menu_bar(window)
        window.tagging_pane.rebuild()
        window.spans_pane.fill_filter()
        window.details_pane.rebuild()
        window.looks.apply(window.settings.theme)
        enable(window)  # new actions are on until somebody looks
        window.reviewing.follow_labels()
        window.suggesting.follow_labels()
        window.searching.follow_labels()
