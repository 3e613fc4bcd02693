"""What a format is: its names, what it can carry, and the two functions that read and write it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from annotator.domain.errors import BadInput, UserError
from annotator.domain.schema import LabelSchema
from annotator.formats.record import Record
from annotator.formats.standoff import Standoff
from annotator.i18n import N_, _, listed

if TYPE_CHECKING:
    from annotator.formats.losses import Losses

# What a document may bring with it, in the words that people read.
FEATURES = {
    "metadata": N_("metadata of documents"),
    "spans": N_("spans"),
    "overlap": N_("spans that nest or cross"),
    "attributes": N_("attributes of spans"),
    "notes": N_("notes on spans"),
    "relations": N_("relations between spans"),
    "across": N_("relations to spans of other documents"),
    "labels": N_("labels of documents"),
    "sections": N_("the outline"),
    "layers": N_("who marked what (layers)"),
    "statuses": N_("status, notes and flags of documents"),
}

# How a format counts along a text; `annotator.formats.offsets` converts.
CODE_POINTS = "code points"
UTF_16 = "utf-16"
UTF_8 = "utf-8"
TOKENS = "tokens"


class Cancelled(UserError):
    """The person stopped a file from being written; nothing was written."""


class NotFaithful(UserError):
    """What was written did not read back as it was; nothing was kept of it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person may tell a reader: which column, or key, holds the text; what unit offsets count in.

    `columns` allows it to give spans as `Record.columns`. `unknown` gets the places of files in an archive that are passed
    over, though they may be documents, since their format cannot be seen.
    """

    text_column: str | None = None
    unit: str | None = None
    columns: bool = False
    unknown: list[str] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a writer may know of the export.

    `variant` is one of the format's variants, None for what fits. `relations` says whether there are any. `schema`
    gives labels, colours and choices to formats that declare them. `unit` is the unit of offsets, where a format
    leaves the choice. `template` is a file that replaces a format's own template.
    """

    variant: str | None = None
    unit: str | None = None
    relations: bool = False
    schema: LabelSchema | None = None
    template: Path | None = None


PLAIN = WriteOptions()


def always(_out: Path, _options: WriteOptions) -> bool:
    """For `Format.divisible`."""
    return True


class Writer(Protocol):
    """Writes records to `out`, a path that is not there yet: a file, or a folder where `Format.folder` says so.

    Returns how many documents. That all is there or nothing, that people hear of progress and may stop, and that
    what was written reads back, is seen to by `annotator.formats.writing`.
    """

    def __call__(self, records: Iterable[Record], out: Path, options: WriteOptions) -> int: ...


Reader = Callable[[Path, ReadOptions], Iterator[Record | Standoff]]
Fit = Callable[[Record, WriteOptions, "Losses"], Record | None]
Expect = Callable[[Record, WriteOptions], Record]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write documents down.

    `carries` names the `FEATURES` that it keeps; a writer gets records with those alone. `fit` then takes away what
    else cannot be written of a record (None: the whole document), and counts it as lost. `expect` says what reading gives
    for a record that was written, where that is not the same. `reread` reads what the writer wrote where `reader`
    does not; `reads_texts` says that `reader` takes texts alone, whatever is written; `verbatim` that the bytes are
    compared instead, since they hold all there is. `folder`: it writes several files into one; `folder_without` names
    the suffix without which a name stands for one; `rows_at`: by variant ("" for none), the files of a folder that have
    all its rows, as a pattern with "train" in the name.

    Where no variant is named, it is the first, or where they are `optional` what fits the documents.

    A file is recognised by its suffix, or by `recognise`, which looks at the beginning of the file; under those of
    `shares`, which belong to several formats, by that alone (see `recognition`). `plain`: its signs say little, since any
    text, or any archive, is one. `single`: a file is one document. `written_as` is the suffix of one that is only
    written. `companions`
    names the files that are read along with one. `module` is the Python package that the format needs beyond what
    every installation has, `extra` what brings it. `divisible` says whether what is written to a place is what its parts
    are, one behind the other.
    """

    name: str
    description: str
    suffixes: tuple[str, ...]
    carries: frozenset[str]
    reader: Reader | None = None
    writer: Writer | None = None
    fit: Fit | None = None
    expect: Expect | None = None
    reread: Reader | None = None
    reads_texts: bool = False
    verbatim: bool = False
    folder: bool = False
    folder_without: str = ""
    rows_at: Mapping[str, str] = field(default_factory=dict, hash=False)
    unit: str = CODE_POINTS
    variants: tuple[str, ...] = ()
    optional: bool = False
    units: tuple[str, ...] = ()
    hint: str = ""
    shares: tuple[str, ...] = ()
    written_as: str = ""
    recognise: Callable[[bytes], bool] | None = None
    plain: bool = False
    single: bool = False
    companions: Callable[[Path], Iterable[Path]] | None = None
    module: str = ""
    extra: str = ""
    divisible: Callable[[Path, "WriteOptions"], bool] | None = None

    @property
    def can_read(self) -> bool:
        return self.reader is not None

    @property
    def can_write(self) -> bool:
        return self.writer is not None

    @property
    def reads_marks(self) -> bool:
        """Whether its files bring spans or labels, so that their texts must come in as they are."""
        return (
            self.reader is not None
            and not self.reads_texts
            and not self.carries.isdisjoint(("spans", "labels"))
        )

    @property
    def lacks(self) -> tuple[str, ...]:
        """The features that this format cannot carry, in the order of `FEATURES`."""
        return tuple(feature for feature in FEATURES if feature not in self.carries)

    @property
    def endings(self) -> tuple[str, ...]:
        """All suffixes of files that it may read."""
        return (*self.suffixes, *self.shares)

    @property
    def ending(self) -> str:
        """The suffix of a file that is written; none for a folder."""
        return "" if self.folder else self.written_as or next(iter(self.endings), "")

    def is_divisible(self, out: Path, options: "WriteOptions") -> bool:
        """Whether parts of the documents may be written apart, and put one behind the other."""
        return self.divisible is not None and self.divisible(out, options)

    def makes_folder(self, out: Path) -> bool:
        """Whether writing to `out` makes a folder."""
        return self.folder or bool(self.folder_without and not out.suffix)

    def check(self, options: WriteOptions | ReadOptions) -> None:
        """Raises BadInput for a variant or unit that it does not have, and where its package is not installed."""
        variant: Any = getattr(options, "variant", None)
        for value, known in ((variant, self.variants), (options.unit, self.units)):
            if value is not None and value not in known:
                raise BadInput(
                    _("the format {name} has no “{value}” (there are: {known})",
                      name=self.name, value=value, known=listed(known) or "–")
                )  # fmt: skip
        if self.module:
            require(self.name, self.module, self.extra)


def require(name: str, module: str, extra: str) -> None:
    """Raises BadInput where the package that a format needs is not installed."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise BadInput(
            _("the format {name} needs the Python package {package}; install it with "
              "“pip install annotator[{extra}]”", name=name, package=module, extra=extra)
        )  # fmt: skip
