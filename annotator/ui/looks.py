"""How the window looks and whose it is: theme, text size, panes shown, the annotator's name, the guideline."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.i18n import _, language
from annotator.services.packaging import package_layer
from annotator.ui import theme
from annotator.ui.actions import LABEL
from annotator.ui.dialogs.text_dialog import TextDialog
from annotator.ui.icons import icon
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.schema.swatch import swatch_icon
from annotator.ui.text_view import DEFAULT_SIZE, LabelStyle

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


class Looks(QObject):
    """Writes what is chosen into the settings at once."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window

    def apply(self, choice: str) -> None:
        """Wear a theme: `system`, `light`, `dark` or `contrast`."""
        window = self._window
        window.settings.theme = choice
        tokens = theme.tokens_for(choice)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        theme.set_fonts(application, window.settings.interface_size, window.settings.interface_family)
        theme.apply(application, tokens)
        window.view.set_theme(tokens.view)
        window.view.set_label_styles(
            {
                label.name: LabelStyle(color_of(label, tokens), label.pattern, label.display(language()))
                for label in window.desk.project.schema.labels
            }
        )
        for part in (
            window.message_bar,
            window.header,
            window.documents_pane,
            window.tagging_pane,
            window.spans_pane,
            window.status_line,
            window.agreement,
            window.overview,
            window.labels,
            window.suggesting,
            window.linking,
            window.manual,
        ):
            part.set_tokens(tokens)
        for spec in window.actions_.specs:
            if spec.icon:
                window.actions_[spec.id].setIcon(icon(spec.icon, tokens.text))
        for label in window.desk.project.schema.labels:
            window.actions_[LABEL + label.name].setIcon(swatch_icon(color_of(label, tokens), label.pattern))
        for name in theme.THEMES:
            window.actions_[f"view.{name}"].setChecked(name == choice)
        for pane, action in ((window.left, "view.left"), (window.right, "view.right")):
            window.actions_[action].setChecked(not pane.isHidden())
        window.suggesting.check_actions()
        self.show_keys()

    def show_keys(self) -> None:
        """Tell the tagging pane which key marks which label now."""
        window = self._window
        labels = window.desk.project.schema.labels
        keys = {label.name: window.actions_[LABEL + label.name].shortcut().toString() for label in labels}
        window.tagging_pane.set_keys(keys)

    def reset_zoom(self) -> None:
        self._window.view.set_zoom(DEFAULT_SIZE)

    def toggle(self, pane: QWidget, action: str) -> None:
        pane.setVisible(not pane.isVisible())
        self._window.actions_[action].setChecked(pane.isVisible())

    def step_pane(self, direction: int) -> None:
        """The focus goes to the next (1) or previous (-1) part of the window that is there to be used."""
        window = self._window
        side = window.documents_pane.list if window.left.currentIndex() == 0 else window.outline_pane.tree
        details = window.details_pane.first_field()
        parts = [window.view, side, window.suggesting.pane.engine, window.spans_pane.list, details]
        usable = [
            part for part in parts if part is not None and part.isVisibleTo(window) and part.isEnabled()
        ]
        focused = QApplication.focusWidget()
        here = next((i for i, part in enumerate(parts) if part is not None and _holds(part, focused)), -1)
        if here < 0 and focused is not None and window.details_pane.isAncestorOf(focused):
            here = len(parts) - 1
        order = [parts[(here + direction * turn) % len(parts)] for turn in range(1, len(parts) + 1)]
        target = next(part for part in order if part in usable)
        assert target is not None
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_annotator(self) -> None:
        """Another name, another layer. In a package the name offered is that of whom it is for."""
        window = self._window
        layer = package_layer(window.desk.project)
        explanation = _("Your name. Marks go into a layer of this name; those of others stay untouched.")
        if layer is not None:
            explanation = _(
                "This is the package for {layer}. Under another name your marks would not count as those of {layer}: "
                "they would come back as a layer of their own.", layer=layer
            )  # fmt: skip
        dialog = TextDialog(_("Annotator"), explanation, layer or window.desk.project.annotator, window)
        dialog.accepted.connect(lambda: self.become(dialog.text))
        dialog.open()

    def preferences(self) -> None:
        from annotator.ui.dialogs.preferences_dialog import PreferencesDialog

        PreferencesDialog(self._window).open()

    def become(self, name: str) -> None:
        """Work under another name from now on."""
        window = self._window
        layer = package_layer(window.desk.project)
        if layer is None:  # else it is the name of this package alone
            window.settings.annotator = name
        window.desk.set_annotator(name)
        window.documents_pane.reload()
        window.status_line.refresh()
        if layer not in (None, name):
            window.desk.warned.emit(
                _("This is the package for {layer}; what you mark as {name} will not count as theirs.",
                  layer=layer, name=name)
            )  # fmt: skip


def _holds(part: QWidget, focused: QWidget | None) -> bool:
    return focused is part or (focused is not None and part.isAncestorOf(focused))
