"""A look through files before they are imported: their formats, how many documents, what names and layers they bring."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.formats import Format, Record, Standoff
from annotator.i18n import _
from annotator.services.vocabulary import Vocabulary

BEGINNINGS = 3  # documents of a file whose beginnings are kept
_CHARS = 200  # of a beginning


@dataclass(slots=True)
class FileFound:
    """What a file holds. `others` are formats that its content fits as well; `error` says why no more of it was read."""

    file: Path
    format: str = ""
    others: tuple[str, ...] = ()
    documents: int = 0
    marks: int = 0
    beginnings: list[str] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    error: str = ""


@dataclass(slots=True)
class Survey:
    """All files; `whole` is False where a person stopped the look before its end."""

    files: list[FileFound] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    whole: bool = True

    @property
    def documents(self) -> int:
        return sum(found.documents for found in self.files)

    @property
    def marks(self) -> int:
        return sum(found.marks for found in self.files)


def survey(
    files: Sequence[Path],
    *,
    named: Mapping[Path, str] | None = None,
    format: str | None = None,  # noqa: A002
    text_column: str | None = None,
    unit: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Survey:
    """Read the files, as an import with the same arguments would, and count what is in them; nothing is kept of the texts.

    A file that is one document without marks is not read, since there is nothing to count. A file that cannot be read
    to its end counts as no document, as it would not come in. `progress` hears kibibytes and their total. When
    `cancelled`, what was counted until then is the answer.
    """
    result = Survey()
    sizes = [_size(file) for file in files]
    done = 0
    for file, size in zip(files, sizes, strict=True):
        found = FileFound(file)
        result.files.append(found)
        for read in _counted(found, (named or {}).get(file, format), text_column, unit):
            if cancelled is not None and cancelled():
                result.whole = False
                break
            if progress is not None:
                progress((done + min(size, read)) // 1024, sum(sizes) // 1024)
        done += size
        result.vocabulary.merge(found.vocabulary)
        if not result.whole:
            break
    return result


def _counted(found: FileFound, name: str | None, text_column: str | None, unit: str | None) -> Iterator[int]:
    """Count along the file; yields how many bytes were read, roughly."""
    read = 0
    yield read
    try:
        chosen = formats.format_for(found.file, name)
        found.format = chosen.name
        found.others = () if name else _others(found.file, chosen)
        if chosen.single:
            found.documents = 1
            return
        for record in formats.read(found.file, format=name, text_column=text_column, unit=unit):
            read += _count(found, record)
            yield read
    except BadInput as error:
        found.error = str(error)
        found.documents = found.marks = 0
        found.vocabulary = Vocabulary()


def _others(file: Path, chosen: Format) -> tuple[str, ...]:
    return tuple(known.name for known in formats.kinds_of(file) if known is not chosen)


def _count(found: FileFound, record: Record | Standoff) -> int:
    found.vocabulary.add(record)
    found.marks += len(record.spans)
    if isinstance(record, Standoff):
        return 100 * len(record.spans)
    found.documents += 1
    if len(found.beginnings) < BEGINNINGS:
        title = str(record.meta.get("title") or "")
        beginning = " ".join(record.text[: 2 * _CHARS].split())[:_CHARS]
        found.beginnings.append(_("{title}: {text}", title=title, text=beginning) if title else beginning)
    return 3 * len(record.text) + 100 * len(record.spans)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # reading it will tell
        return 0
