"""Who is to read which document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assignment:
    """One document given to one layer. A project without any leaves everything to everybody."""

    doc_id: str
    layer: str

    @property
    def key(self) -> str:
        return f"{self.doc_id}\x1f{self.layer}"
