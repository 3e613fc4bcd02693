"""What an annotator says of a whole document: how far they are, a flag, a note, document labels."""

from dataclasses import dataclass
from typing import Any

from annotator.i18n import N_

STATES = ("todo", "doing", "done", "skipped")
STATE_NAMES = {"todo": N_("To do"), "doing": N_("In progress"), "done": N_("Done"), "skipped": N_("Skipped")}


@dataclass(frozen=True, slots=True)
class Status:
    """How far one layer is with one document. No row means `todo`, no flag, no note."""

    doc_id: str
    layer: str
    state: str = "todo"
    flag: bool = False
    note: str = ""

    @property
    def key(self) -> str:
        return f"{self.doc_id}\x1f{self.layer}"


@dataclass(frozen=True, slots=True)
class DocumentLabel:
    """A named value that one layer gives to a whole document."""

    doc_id: str
    layer: str
    name: str
    value: Any

    @property
    def key(self) -> str:
        return f"{self.doc_id}\x1f{self.layer}\x1f{self.name}"
