"""Which actions of the main window can be used: those that need a document, those that write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.ui.actions import ACTIONS

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

# What the menus of marks, suggestions and documents offer that writes nothing.
ONLY_LOOKING = (
    frozenset(
        f"mark.{name}"
        for name in (
            "grow",
            "shrink",
            "next_clause",
            "previous_clause",
            "next_span",
            "previous_span",
            "cancel",
        )
    )
    | {spec.id for spec in ACTIONS if spec.menu == "suggest" and not spec.id.startswith("suggest.accept")}
    | {"document.next", "document.previous", "document.worth"}
)


def enable(window: MainWindow) -> None:
    """Actions that need a document are grey where there is none; writing ones where nothing can be written."""
    has_document = window.desk.document is not None
    writable = window.desk.project.store.writable
    for spec in window.actions_.specs:
        if spec.menu in ("mark", "suggest", "document"):
            window.actions_[spec.id].setEnabled(has_document and (writable or spec.id in ONLY_LOOKING))
    for name in ("file.import", "file.paste", "file.merge", "file.package", "file.sync", "file.hub"):
        window.actions_[name].setEnabled(writable)
    for name in ("file.print", "file.save_report"):
        window.actions_[name].setEnabled(has_document)
    window.header.set_writable(writable)
    window.details_pane.body.setEnabled(writable)
    window.enable_undo()
