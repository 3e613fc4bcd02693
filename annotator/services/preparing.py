"""The records of a recipe: selected, without repetitions, split, cut, masked, under pseudonyms; one at a time.

Where documents are split or repetitions sought, everything is read once before: kept of it are for each document its id
and counts, and its passages in a reduced form. Otherwise memory does not grow with the project.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from annotator.datasets.leakage import Leakage, Repeats, leakage
from annotator.datasets.passages import Passages, reduced
from annotator.datasets.pseudonyms import renamed
from annotator.datasets.redaction import redact
from annotator.datasets.segments import DOCUMENT, SOURCE_END, SOURCE_START, segments
from annotator.datasets.splits import Item, SplitFigures, assign, figures
from annotator.formats import Cancelled, Losses, Record
from annotator.i18n import _
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selected, select

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]
_ANY = 2**64  # above every draw
ALL = ""  # the one split where nothing is split


@dataclass(slots=True)
class Prepared:
    """What is known before anything is written, and `records`, which may be asked for once.

    `splits` has what each split holds, empty where nothing is split; `repeats` names what was dropped because it
    repeats earlier documents, or segments.
    """

    selected: Selected
    recipe: Recipe
    names: dict[str, str]
    splits: dict[str, SplitFigures] = field(default_factory=dict)
    leakage: Leakage | None = None
    repeats: list[str] = field(default_factory=list)
    negatives_left_out: int = 0
    losses: Losses = field(default_factory=Losses)
    redacted: Counter[str] = field(default_factory=Counter)
    split_of: dict[str, str] = field(default_factory=dict)
    _dropped: set[str] = field(default_factory=set)  # ids of documents or of segments
    _highest: dict[str, int] = field(default_factory=dict)  # negatives: by split the last draw that is kept

    @property
    def order(self) -> list[str]:
        """The names of the splits; one without a name where nothing is split."""
        return list(self.splits) or [ALL]

    @property
    def documents(self) -> int:
        dropped = self._dropped.intersection(self.selected.ids) if self._dropped else ()
        return len(self.selected) - len(dropped)

    def ids(self, split: str = ALL) -> list[str]:
        """The documents of a split, in the project's order."""
        return [
            identity
            for identity in self.selected.ids
            if identity not in self._dropped and self.split_of.get(identity, ALL) == split
        ]

    def records(self, split: str = ALL) -> Iterator[Record]:
        """The records of a split, made as the recipe says; counts losses and what was masked."""
        everything = not self._dropped and not self.split_of
        yield from self.records_of(None if everything else self.ids(split), split)

    def records_of(self, ids: Sequence[str] | None, split: str = ALL) -> Iterator[Record]:
        """Those that come of some documents of a split, or of all of the selection."""
        for record in self.selected.records(ids):
            yield from self._made(record, split)

    def _made(self, record: Record, split: str) -> Iterator[Record]:
        if self.recipe.redact:
            record = redact(record, self.redacted)
        if self.names:
            record = renamed(record, self.names)
        if self.split_of or self._dropped:
            self._part(record, split)
        for part in segments(record, self.recipe.how, self.losses):
            if self._is_kept(part, split):
                yield part

    def _part(self, record: Record, split: str) -> None:
        """Relations to documents of other splits, or to dropped ones, stay behind."""
        away = [
            r
            for r in record.relations
            if r.tail_doc and (r.tail_doc in self._dropped or self.split_of.get(r.tail_doc, ALL) != split)
        ]
        if away:
            self.losses.add("apart", (relation.id for relation in away))
            record.relations = [r for r in record.relations if r not in away]

    def _is_kept(self, part: Record, split: str) -> bool:
        if self.recipe.how.kind == DOCUMENT:
            return True
        if part.id in self._dropped:
            return False
        if self.recipe.negatives is None or part.spans:
            return True
        kept = _is_negative(part) and _draw(part, self.recipe.seed) <= self._highest.get(split, _ANY)
        self.negatives_left_out += not kept
        return kept


def prepare(
    project: Project, recipe: Recipe, *, progress: Progress | None = None, cancelled: Stop | None = None
) -> Prepared:
    """Look at all that the recipe must know beforehand. To be called within a snapshot of the project.

    Raises NotFound and BadInput for what the recipe names and does not fit, Cancelled.
    """
    recipe.check()
    selected = select(project, recipe.selection)
    reviewers = {verdict.reviewer for verdict in project.store.verdicts() if verdict.reviewer}
    names = recipe.names([*project.layers(), *project.store.actors(), *sorted(reviewers)])
    made = Prepared(selected, recipe, names)
    scan = _Scan(made, progress, cancelled or (lambda: False))
    if recipe.split is not None or recipe.dedupe:
        scan.read()
    if recipe.how.kind != DOCUMENT and (recipe.dedupe or recipe.negatives is not None):
        scan.survey()
    if recipe.ratios is not None:
        scan.look_across()
    selected.left_out = 0  # of what will be written, not of what was looked at
    return made


class _Scan:
    """Passes over the documents before any is written."""

    def __init__(self, made: Prepared, progress: Progress | None, cancelled: Stop) -> None:
        self._made = made
        self._recipe = made.recipe
        self._progress = progress
        self._cancelled = cancelled
        self._items: list[Item] = []
        self._found = Passages()
        self._kept: list[bool] = []  # by document

    def read(self) -> None:
        """Know all documents and passages; drop those that repeat others; part what is left."""
        counts: list[tuple[str, int, dict[str, int], Any]] = []
        for number, record in self._each():
            self._found.add(number, record.text)
            value = record.meta.get(self._recipe.group_by) if self._recipe.group_by else None
            spans = dict(Counter(span.label for span in record.spans))
            counts.append((record.id or "", len(record.text), spans, value))
        self._found.cluster(self._stop)
        keys = self._keys([value for *_counts, value in counts])
        self._items = [
            Item(identity, length, spans, keys[number])
            for number, (identity, length, spans, _value) in enumerate(counts)
        ]
        self._kept = [True] * len(self._items)
        if self._recipe.dedupe and self._recipe.how.kind == DOCUMENT:
            self._drop_documents()
        self._split()

    def survey(self) -> None:
        """Go over the segments: drop those that repeat earlier ones, and choose the negatives."""
        repeats = Repeats(self._found)
        positives: Counter[str] = Counter()
        draws: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        for number, record in self._each():
            split = self._made.split_of.get(record.id or "", ALL)
            for part in segments(record, self._recipe.how, Losses()):
                start, end = part.meta[SOURCE_START], part.meta[SOURCE_END]
                if self._recipe.dedupe and repeats.is_repeat(number, start, end, reduced(part.text)):
                    self._drop(part.id or "")
                elif part.spans:
                    positives[split] += 1
                elif _is_negative(part):
                    draws[split].append(_draw(part, self._recipe.seed))
        if self._recipe.negatives is not None:
            for split, drawn in draws.items():
                most = round(self._recipe.negatives * positives[split])
                if most < len(drawn):
                    self._made._highest[split] = sorted(drawn)[most - 1] if most else -1

    def look_across(self) -> None:
        """Count the passages that stand in several splits."""
        splits = [
            self._made.split_of.get(item.id, "") if kept else ""
            for item, kept in zip(self._items, self._kept, strict=True)
        ]
        dropped = self._made._dropped
        places = self._found.places
        if dropped and self._recipe.how.kind != DOCUMENT:
            places = self._outside_dropped()
        self._made.leakage = leakage(
            self._found, [item.id for item in self._items], splits, self._made.order, places
        )

    def _each(self) -> Iterator[tuple[int, Record]]:
        total = len(self._made.selected)
        for number, record in enumerate(self._made.selected.records()):
            self._stop()
            if self._progress is not None:
                self._progress(number, total)
            yield number, record

    def _stop(self) -> None:
        if self._cancelled():
            raise Cancelled(_("stopped"))

    def _keys(self, values: list[Any]) -> list[tuple[Hashable, ...]]:
        """What each document shares with those that it must stay with."""
        keys: list[list[Hashable]] = [
            [] if value is None or value == "" else [("meta", str(value))] for value in values
        ]
        if self._recipe.together:
            for cluster, places in self._found.repeated().items():
                for place in places:
                    if ("passage", cluster) not in keys[place.document]:
                        keys[place.document].append(("passage", cluster))
        return [tuple(of_document) for of_document in keys]

    def _drop_documents(self) -> None:
        repeats = Repeats(self._found)
        for number, item in enumerate(self._items):
            text = ""
            if not repeats.has_passages(number):
                text = reduced(self._made.selected.project.document(item.id).text)
            if repeats.is_repeat(number, 0, item.characters, text):
                self._drop(item.id)
                self._kept[number] = False

    def _drop(self, identity: str) -> None:
        self._made.repeats.append(identity)
        self._made._dropped.add(identity)

    def _split(self) -> None:
        wanted = self._recipe.ratios
        if wanted is None:
            return
        items = [item for item, kept in zip(self._items, self._kept, strict=True) if kept]
        splits = assign(items, wanted, self._recipe.seed)
        self._made.split_of = {item.id: split for item, split in zip(items, splits, strict=True)}
        self._made.splits = figures(items, splits, wanted)

    def _outside_dropped(self) -> list[Any]:
        """The passages that lie in no segment that was dropped."""
        gone: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for identity in self._made._dropped:
            document, _colon, stretch = identity.rpartition(":")
            start, _dash, end = stretch.partition("-")
            gone[document].append((int(start), int(end)))
        return [
            place
            for place in self._found.places
            if not any(
                start <= place.start and place.end <= end
                for start, end in gone.get(self._items[place.document].id, ())
            )
        ]


def _is_negative(part: Record) -> bool:
    """Whether somebody has looked at the document and marked nothing in this part of it."""
    return not part.spans and part.origin is not None and bool(part.origin.layers)


def _draw(part: Record, seed: int) -> int:
    """A number that depends on the segment and the seed alone."""
    return int.from_bytes(
        blake2b(f"{seed}\x1f{part.id}".encode(errors="surrogatepass"), digest_size=8).digest(), "big"
    )
