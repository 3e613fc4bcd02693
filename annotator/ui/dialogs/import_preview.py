"""What an import would make of files: the first document of each as it will be kept, and what would go from its text."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from annotator import formats
from annotator.domain import how_many
from annotator.domain.document import Document, LedgerEntry, digest_of
from annotator.domain.errors import UserError
from annotator.formats import Record, Standoff
from annotator.i18n import _, ngettext, shown_fact
from annotator.services.digests import DocumentMissing
from annotator.services.project import Project
from annotator.services.reading import read_over
from annotator.services.standoff import layer_named_by, marked_documents

SNIPPET = 60


@dataclass(frozen=True, slots=True)
class Preview:
    """A file's first document, or why it cannot be read. `digest` is that of the text before the cleaning.

    For a file of marks without a document, `beginning` says which text they mark, in which layer. `kinds` are the formats
    that its content fits, the one that it is read as first.
    """

    file: Path
    chars: int = 0
    encoding: str = ""
    beginning: str = ""
    facts: str = ""
    digest: str = ""
    ledger: tuple[LedgerEntry, ...] = ()
    error: str = ""
    marks: int = 0
    kinds: tuple[str, ...] = ()


def previews_of(
    files: Sequence[Path],
    project: Project,
    *,
    text_column: str | None = None,
    clean: bool = True,
    layer: str | None = None,
    named: Mapping[Path, str] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Preview]:
    """Read the first document of each file as the import would; what comes after `cancelled` is left out."""
    library = _Library(project)
    previews: list[Preview] = []
    waiting: dict[int, Standoff] = {}  # files of marks, whose text may come in a later file
    for file in files:
        if cancelled is not None and cancelled():
            break
        name = (named or {}).get(file)
        found = _first(file, name, text_column, clean)
        if isinstance(found, Standoff):
            waiting[len(previews)] = found
            found = Preview(file, marks=len(found.spans))
        elif isinstance(found, _Read):
            library.add(found.record)
            found = found.preview
        previews.append(replace(found, kinds=(name,) if name else _kinds(file)))
    for place, standoff in waiting.items():
        if cancelled is not None and cancelled():
            break
        shown = _marks(previews[place].file, standoff, library, layer)
        previews[place] = replace(shown, kinds=previews[place].kinds)
    return previews


@dataclass(frozen=True, slots=True)
class _Read:
    record: Record
    preview: Preview


@dataclass(slots=True)
class _Library:
    """The documents of the project, and those that the files shown will bring."""

    project: Project
    coming: dict[str, Document] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        document = Document(record.id or digest_of(record.text)[:16], record.text, record.meta, record.source)
        if self.project.store.id_by_digest(document.digest) is None:
            self.coming.setdefault(document.id, document)

    def document(self, document: str, /) -> Document:
        return self.coming.get(document) or self.project.document(document)

    def documents(self) -> Iterator[Document]:
        yield from self.coming.values()
        yield from self.project.documents()

    def has_document(self, document: str, /) -> bool:
        return document in self.coming or self.project.store.has_document(document)

    def ids_of_source(self, name: str, /) -> list[str]:
        there = self.project.store.ids_of_source(name)
        return there + [d.id for d in self.coming.values() if name in _names(d)]

    def ids_with_any(self, pieces: Sequence[str], /) -> list[str]:
        there = self.project.store.ids_with_any(pieces)
        return there + [d.id for d in self.coming.values() if any(piece in d.text for piece in pieces)]


def _names(document: Document) -> Iterator[str]:
    file = PurePosixPath(document.source.name)
    yield from (document.title, document.source.name, file.name, file.stem)


def _kinds(file: Path) -> tuple[str, ...]:
    return tuple(known.name for known in formats.kinds_of(file))


def _first(file: Path, name: str | None, text_column: str | None, clean: bool) -> _Read | Standoff | Preview:
    try:
        record = next(iter(islice(formats.read(file, format=name, text_column=text_column), 1)), None)
        if record is None:
            return Preview(file, error=_("nothing in it"))
        if isinstance(record, Standoff):
            return record
        digest = digest_of(record.text)
        if not formats.format_for(file, name).reads_marks:
            read_over(record, clean=clean)
    except UserError as error:
        return Preview(file, error=str(error))
    encoding = record.source.encoding
    if not record.certain:
        encoding = _("{encoding}, a guess", encoding=encoding)
    facts = (
        record.meta.get(name) for name in ("title", "issuer", "doc_number", "published", "year", "region")
    )
    preview = Preview(
        file,
        len(record.text),
        encoding,
        " ".join(record.text[: SNIPPET * 4].split())[:SNIPPET],
        "  ·  ".join(shown_fact(fact) for fact in facts if fact),
        digest,
        record.source.ledger,
    )
    return _Read(record, preview)


def _marks(file: Path, standoff: Standoff, library: _Library, layer: str | None) -> Preview:
    count = len(standoff.spans)
    shown = layer or layer_named_by(standoff)
    try:
        found = list(marked_documents(library, standoff, file, library.project.schema, layer))
    except DocumentMissing:
        sentence = ngettext(
            "{count} mark for layer “{layer}”; the text that it marks is neither in the project nor among "
            "the beginnings shown here",
            "{count} marks for layer “{layer}”; the text that they mark is neither in the project nor among "
            "the beginnings shown here",
            count,
            layer=shown,
        )
        return Preview(file, beginning=sentence, facts=sentence, marks=count)
    except UserError as error:
        return Preview(file, error=str(error), marks=count)
    title = found[0].document.title
    sentence = (
        ngettext("{count} mark for layer “{layer}”, of “{title}”", "{count} marks for layer “{layer}”, of “{title}”",
                 count, title=title, layer=shown)
        if len(found) == 1
        else ngettext("{count} mark for layer “{layer}”, of {documents}", "{count} marks for layer “{layer}”, of {documents}",
                      count, documents=how_many.documents(len(found)), layer=shown)
    )  # fmt: skip
    return Preview(file, beginning=sentence, facts=sentence, marks=count)
