"""UIMA's common analysis structure (CAS) from and to records; its two spellings are `cas_json` and `cas_xmi`.

One CAS holds one document as one layer has marked it: annotations of the type `webanno.custom.Span` with the features
`label`, `note` and one for each attribute, `webanno.custom.Relation` between them, and in `annotator.Document` what has no
place there. Characters are tokens and lines are sentences, as INCEpTION wants both. Read are annotations of any type but
those of tokens, sentences and grammar. The files count UTF-16 units, which dkpro-cassis converts.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from keyword import iskeyword
from pathlib import Path
from typing import Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.beside import facts_of, take_facts
from annotator.formats.brat_config import decoded, encoded
from annotator.formats.fidelity import joined, layers_of, of_layer, within_layers
from annotator.formats.format import ReadOptions, WriteOptions
from annotator.formats.hostile import one_line
from annotator.formats.losses import Losses
from annotator.formats.record import Record, RecordRelation, RecordSpan, check
from annotator.i18n import _

CARRIES = frozenset(
    {"metadata", "spans", "overlap", "attributes", "notes", "relations", "labels", "layers", "statuses"}
)
SPAN, RELATION, DOCUMENT = "webanno.custom.Span", "webanno.custom.Relation", "annotator.Document"
TOKEN, SENTENCE = (
    f"de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.{name}" for name in ("Token", "Sentence")
)

GRAMMAR = re.compile(
    r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(segmentation|lexmorph|syntax|metadata)\.|uima\."
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(("label", "note", "begin", "end", "sofa", "self", "type", "xmiID"))
LABELS = (
    "label",
    "value",
    "identifier",
    "category",
    "DependencyType",
)  # of features that hold the label, the first
_FACTS = ("id", "layer", "meta", "labels", "status", "note", "flag")


def structures(record: Record) -> Iterator[tuple[str, Any]]:
    """The CAS of each layer, with its name; of a document without marks one without a name."""
    for layer in layers_of(record) or [None]:
        yield layer or "", _structure(record, layer)


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Relations within one layer."""
    return within_layers(record, losses)


def fit_xml(record: Record, options: WriteOptions, losses: Losses) -> Record | None:
    """The same; None for a text with characters that XML does not know."""
    if fields.fits_xml(record.text):
        return fit(record, options, losses)
    losses.add("documents", (record.id,))
    return None


def record_of(load: Callable[[], Any], path: Path) -> Record:
    """The record of the CAS that `load` gives. Raises BadInput for what cassis cannot take."""
    with _guarded(path):
        cas = load()
        if type(cas.sofa_string) is not str:
            raise BadInput(_("{file} has no text", file=path))
        record = Record(None, cas.sofa_string, source=Source(path.name, "", "utf-8"), local_ids=True)
        _Reading(record, str(path)).take(cas.select_all_fs())
    check(record, str(path))
    return record


def reread(
    folder: Path, suffix: str, read: Callable[[Path, ReadOptions], Iterator[Record]]
) -> Iterator[Record]:
    """The documents of a folder of folders, the layers of each together."""
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield joined(next(read(path, ReadOptions())) for path in sorted(place.glob(f"*{suffix}")))


def write_folder(
    records: Iterable[Record], out: Path, suffix: str, write: Callable[[Any, Path], None]
) -> int:
    """A folder for each document, in it a file for each layer."""
    out.mkdir()
    count = 0
    for record in records:
        count += 1
        folder = out / f"{count:06d}"
        folder.mkdir()
        for number, (layer, cas) in enumerate(structures(record), 1):
            plain = "".join(char if char.isalnum() or char in "-_@." else "_" for char in layer).strip(".")
            write(cas, folder / f"{number:02d}-{plain or 'unmarked'}{suffix}")
    return count


@contextmanager
def _guarded(path: Path) -> Iterator[None]:
    """cassis says in many ways that a file is not what it should be, sometimes by a warning alone."""
    import warnings

    from cassis.typesystem import TypeNotFoundError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("error", UserWarning)
            yield
    except (
        ValueError, KeyError, TypeError, AttributeError, IndexError, RuntimeError, UserWarning, SyntaxError,
        TypeNotFoundError,
    ) as error:  # fmt: skip
        raise BadInput(
            _("{file} is no CAS that can be read ({reason}); export it again from the program that made it",
              file=path, reason=one_line(error) or type(error).__name__)
        ) from error  # fmt: skip


def feature_name(attribute: str) -> str:
    """A name that UIMA takes for a feature; others are spelled in ASCII, as brat's are."""
    plain = _NAME.fullmatch(attribute) and attribute not in _TAKEN and not iskeyword(attribute)
    if plain and encoded(attribute) == attribute:
        return attribute
    return "u" + "".join(f"_{ord(char):02X}" for char in attribute)


def _structure(record: Record, layer: str | None) -> Any:
    from cassis import Cas

    own = of_layer(record, layer)
    types = _types(dict.fromkeys(name for span in own.spans for name in span.attrs))
    cas = Cas(types)
    cas.sofa_string, cas.sofa_mime = record.text, "text/plain"
    token, sentence = types.get_type(TOKEN), types.get_type(SENTENCE)
    for start, end in _lines(record.text):
        cas.add(sentence(begin=start, end=end))
    for place, char in enumerate(record.text):
        if not char.isspace():
            cas.add(token(begin=place, end=place + 1))
    made = {}
    span_type, relation_type = types.get_type(SPAN), types.get_type(RELATION)
    for span in own.spans:
        attrs = {feature_name(name): fields.as_xml_text(value) for name, value in span.attrs.items()}
        note = fields.as_xml_text(span.note) if span.note else None
        label = fields.as_xml_text(span.label)
        made[span.id] = span_type(begin=span.start, end=span.end, label=label, note=note, **attrs)
        cas.add(made[span.id])
    for relation in own.relations:
        head, tail = made[relation.head], made[relation.tail]
        label = fields.as_xml_text(relation.type)
        cas.add(relation_type(begin=tail.begin, end=tail.end, Governor=head, Dependent=tail, label=label))
    facts = {name: fields.as_xml_text(value) for name, value in facts_of(record, layer).items()}
    cas.add(types.get_type(DOCUMENT)(**facts))
    return cas


def _types(attributes: Iterable[str]) -> Any:
    from cassis import TypeSystem

    types = TypeSystem()
    for name in (TOKEN, SENTENCE):
        types.create_type(name, "uima.tcas.Annotation")
    span = types.create_type(SPAN, "uima.tcas.Annotation")
    for name in ("label", "note", *sorted(map(feature_name, attributes))):
        types.create_feature(span, name, "uima.cas.String")
    relation = types.create_type(RELATION, "uima.tcas.Annotation")
    types.create_feature(relation, "label", "uima.cas.String")
    for name in ("Governor", "Dependent"):
        types.create_feature(relation, name, SPAN)
    document = types.create_type(DOCUMENT, "uima.cas.AnnotationBase")
    for name in _FACTS:
        types.create_feature(document, name, "uima.cas.String")
    return types


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that are not blank, without white space at their ends."""
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        at += len(line) + 1


class _Reading:
    """Takes the structures of a CAS into a record."""

    def __init__(self, record: Record, where: str) -> None:
        self._record = record
        self._where = where
        self._ids: dict[int, str] = {}

    def take(self, structures: Iterable[Any]) -> None:
        found = [s for s in structures if not GRAMMAR.match(s.type.name)]
        relations = [s for s in found if _end(s, "Governor") is not None and _end(s, "Dependent") is not None]
        aside = {id(s) for s in relations}
        layer: str | None = None
        for structure in found:
            if structure.type.name == DOCUMENT:
                layer = self._document(structure)
            elif id(structure) not in aside and type(getattr(structure, "begin", None)) is int:
                self._span(structure)
        for structure in relations:
            head, tail = (self._ids.get(id(_end(structure, name))) for name in ("Governor", "Dependent"))
            if head and tail:
                self._record.relations.append(RecordRelation(None, _label(structure)[0], head, tail))
        for part in self._record.parts:
            part.layer = layer

    def _span(self, structure: Any) -> None:
        start, end = structure.begin, structure.end
        if type(end) is not int or start == end:  # a mark of no length marks nothing
            return
        label, feature = _label(structure)
        attrs: dict[str, Any] = {}
        note = ""
        for name in (f.name for f in structure.type.all_features):
            value = getattr(structure, name, None)
            if name == "note" and type(value) is str:
                note = str(fields.from_text(value))
            elif name not in (feature, "begin", "end", "sofa") and type(value) in (str, int, float, bool):
                attrs[decoded(name)] = fields.from_text(value) if type(value) is str else value
        id_ = f"s{len(self._record.spans) + 1}"
        self._ids[id(structure)] = id_
        self._record.spans.append(RecordSpan(id_, start, end, label, None, attrs, None, note))

    def _document(self, structure: Any) -> str | None:
        given = {name: getattr(structure, name, None) for name in _FACTS}
        facts = {name: fields.from_text(value) for name, value in given.items() if type(value) is str}
        return take_facts(facts, self._record, self._where)


def _end(structure: Any, name: str) -> Any:
    return getattr(structure, name, None)


def _label(structure: Any) -> tuple[str, str]:
    """The label and the feature that it stands in: else the short name of the type."""
    names = [feature.name for feature in structure.type.all_features]
    for name in LABELS:
        value = getattr(structure, name, None) if name in names else None
        if type(value) is str and value:
            return str(fields.from_text(value)), name
    return str(structure.type.name).rpartition(".")[2], ""
