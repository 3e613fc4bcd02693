"""MedTator's annotation files (XML, after MAE), with the schema (DTD) that it asks for first: a file a document.

`<name><TEXT>…</TEXT><TAGS><measure id="T0" spans="2~9" text="…" status="done" comment="…"/>…</TAGS></name>`: a tag has the
name of its label; several stretches stand behind commas, `-1~-1` is the document; a link names its ends twice, `headID` and
`headText`. Offsets count UTF-16 units, as JavaScript does; the texts of the tags tell. Names beyond A–Z, a–z, 0–9 and _ are
spelled in ASCII. Layers are folders where there are several. What has no place there stands in a JSON file beside.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.formats import beside, fields
from annotator.formats.brat_config import encoded
from annotator.formats.fidelity import joined, layers_of, of_layer, within_layers
from annotator.formats.format import UTF_16, Format, ReadOptions, WriteOptions
from annotator.formats.hostile import check_size, parsed
from annotator.formats.losses import Losses
from annotator.formats.medtator_read import take_tags
from annotator.formats.offsets import Offsets
from annotator.formats.record import Record, check
from annotator.i18n import N_, _

LARGEST = 64 * 2**20  # bytes of a file
SCHEMA = "schema.dtd"

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TAKEN = frozenset(("id", "spans", "text", "comment", "tag", "value"))


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """The document of a file. Raises BadInput."""
    check_size(path, LARGEST)
    root = parsed(path.read_bytes(), str(path))
    text = root.find("TEXT")
    if text is None:
        raise BadInput(_("{file} has no text", file=path))
    record = Record(None, text.text or "", local_ids=True)
    layer = beside.read_beside(path, record)
    take_tags(root, record, str(path), labels=not path.with_suffix(beside.SUFFIX).is_file())
    for part in record.parts:
        part.layer = layer
    check(record, str(path))
    yield record


def reread(folder: Path, options: ReadOptions) -> Iterator[Record]:
    """The documents of a folder that was written, the layers of each together."""
    for paths in beside.files_by_document(folder, ".xml"):
        yield joined(next(read(path, options)) for path in paths)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """The folder, a folder in it for each layer, and the schema."""
    out.mkdir()
    schema = _Schema(options.schema)
    folders: dict[str, Path] = {}
    count = 0
    for record in records:
        count += 1
        for layer in layers_of(record) or [None]:
            path = _folder(out, folders, layer) / f"{count:06d}.xml"
            path.write_bytes(_xml(of_layer(record, layer), schema))
            beside.write_beside(path, record, layer)
    (out / SCHEMA).write_text(schema.dtd(), encoding="utf-8")
    return count


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Relations within one layer; None for a text with characters that XML does not know."""
    if fields.fits_xml(record.text):
        return within_layers(record, losses)
    losses.add("documents", (record.id,))
    return None


def companions(path: Path) -> Iterator[Path]:
    """The file beside, and the schema."""
    yield path.with_suffix(beside.SUFFIX)
    yield from (folder / SCHEMA for folder in (path.parent, path.parent.parent))


def recognise(head: bytes) -> bool:
    """Whether the file begins as MedTator's do."""
    return re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<[^>]+>\s*<TEXT>", head) is not None


def _folder(out: Path, folders: dict[str, Path], layer: str | None) -> Path:
    """The folder of a layer; documents without marks go to the outermost."""
    if layer is None:
        return out
    if layer not in folders:
        plain = "".join(char if char.isalnum() or char in "-_@" else "_" for char in layer)
        folders[layer] = out / f"{len(folders) + 1:02d}-{plain}"
        folders[layer].mkdir()
    return folders[layer]


def _xml(record: Record, schema: "_Schema") -> bytes:
    from lxml import etree

    root = etree.Element(schema.name)
    etree.SubElement(root, "TEXT").text = record.text
    tags = etree.SubElement(root, "TAGS")
    offsets = Offsets(record.text, UTF_16)
    ids, quotes = {}, {}
    for number, span in enumerate(record.spans):
        id_, quote = f"T{number}", fields.as_xml_text(record.text[span.start : span.end])
        ids[span.id or ""], quotes[span.id or ""] = id_, quote
        tag = etree.SubElement(tags, schema.label(span.label), id=id_, text=quote)
        tag.set("spans", f"{offsets.to(span.start)}~{offsets.to(span.end)}")
        for name, value in span.attrs.items():
            tag.set(schema.attribute(span.label, name, value), fields.as_xml_text(value))
        if span.note:
            tag.set("comment", fields.as_xml_text(span.note))
    for number, label in enumerate(record.labels):
        tag = etree.SubElement(tags, schema.label(label.name), id=f"D{number}", spans="-1~-1", text="")
        tag.set("value", fields.as_xml_text(label.value))
    for number, relation in enumerate(record.relations):
        link = etree.SubElement(tags, schema.relation(relation.type), id=f"L{number}")
        for side, end in (("head", relation.head), ("tail", relation.tail)):
            link.set(f"{side}ID", ids[end])
            link.set(f"{side}Text", quotes[end])
    for element in (*tags, *root):  # a tag a line; the text itself stays as it is
        element.tail = "\n"
    root.text = tags.text = "\n"
    data: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


class _Schema:
    """The names that are used, and their DTD in the manner of MAE."""

    def __init__(self, schema: LabelSchema | None) -> None:
        plain = re.sub("[^A-Za-z0-9]+", "_", schema.name if schema is not None else "").strip("_")
        self.name = plain if _NAME.fullmatch(plain) else "annotator"
        self._labels: dict[str, dict[str, dict[str, None]]] = {}
        self._relations: dict[str, None] = {}
        if schema is not None:
            for label in schema.labels:
                names = {_attribute(a.name): dict.fromkeys(a.choices) for a in label.attributes}
                self._labels[_spelled(label.name)] = names
            self._relations = dict.fromkeys(_spelled(relation.name) for relation in schema.relations)

    def label(self, name: str) -> str:
        spelled = _spelled(name)
        self._labels.setdefault(spelled, {})
        return spelled

    def attribute(self, label: str, name: str, value: Any) -> str:
        spelled = _attribute(name)
        choices = self._labels[_spelled(label)].setdefault(spelled, {})
        if choices:
            choices.setdefault(fields.as_xml_text(value))
        return spelled

    def relation(self, name: str) -> str:
        spelled = _spelled(name)
        self._relations.setdefault(spelled)
        return spelled

    def dtd(self) -> str:
        lines = [f'<!ENTITY name "{self.name}">', ""]
        for label, attributes in self._labels.items():
            lines.append(f"<!ELEMENT {label} ( #PCDATA ) >")
            for name, choices in attributes.items():
                plain = [choice for choice in choices if re.fullmatch(r"[\w.-]+", choice)]
                kind = f"( {' | '.join(plain)} )" if plain else "CDATA"
                lines.append(f"<!ATTLIST {label} {name} {kind} #IMPLIED >")
            lines += [f"<!ATTLIST {label} comment CDATA #IMPLIED >", ""]
        for relation in self._relations:
            lines.append(f"<!ELEMENT {relation} EMPTY >")
            lines += [  # it wants such names for ends, and shows the prefixes
                f'<!ATTLIST {relation} arg{number} IDREF prefix="{side}" #IMPLIED >'
                for number, side in enumerate(("head", "tail"))
            ]
            lines.append("")
        return "\n".join(lines)


def _spelled(name: str) -> str:
    if _NAME.fullmatch(name) and encoded(name) == name:
        return name
    return "u" + "".join(f"_{ord(char):02X}" for char in name)


def _attribute(name: str) -> str:
    """Names that end as those of links do would be taken for ends of links."""
    if name in _TAKEN or name.endswith(("ID", "Text")):
        return "u" + "".join(f"_{ord(char):02X}" for char in name)
    return _spelled(name)


FORMAT = Format(
    name="medtator",
    description=N_("MedTator: XML, a file a document, with the schema"),
    suffixes=(),
    shares=(".xml",),
    recognise=recognise,
    companions=companions,
    carries=frozenset({"spans", "overlap", "attributes", "notes", "relations"}) | beside.CARRIES,
    reader=read,
    writer=write,
    reread=reread,
    fit=fit,
    folder=True,
    unit=UTF_16,
    hint=N_("Open schema.dtd first. What it has no place for stands in a JSON file beside."),
)
